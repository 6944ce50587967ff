package mos.token.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// With vectors that were checked by Node, which MOS runs on.
class MosVaultTest {
    private static final String JWT_SECRET = "00112233445566778899aabbccddeeff".repeat(2);
    private static final String IV = "000102030405060708090a0b0c0d0e0f:";
    private static final String SEALED =
            IV
                    + "82b756dc26ec76e1cf51efd99355c90c:"
                    + "fd5ac4388de035c64ab345b7853a49c29f7bec409d1d7a314b";

    private final MosVault vault = MosVault.of(SecretText.of(JWT_SECRET));

    @ParameterizedTest
    @CsvSource({
        "ghp_, exampleexampleexample,"
                + " 82b756dc26ec76e1cf51efd99355c90c:fd5ac4388de035c64ab345b7853a49c29f7bec409d1d7a314b",
        "myuser:dckr_, pat_example,"
                + " 680e1ba6acb03349f12f04f748d75f1f:f74bc1148dea6ecf59b4528d8d3a50ed9666e8558c1c6f"
    })
    void whatMosSealedOpens(String begin, String end, String sealed) throws Unsealable {
        assertEquals(SecretText.of(begin + end), vault.open(IV + sealed));
    }

    @Test
    void aChangedByteOrAnotherSecretOpensNothing() throws Unsealable {
        vault.open(SEALED);
        for (int i = 0; i < SEALED.length(); i++) {
            char other = SEALED.charAt(i) == '0' ? '1' : '0';
            String damaged = SEALED.substring(0, i) + other + SEALED.substring(i + 1);
            assertThrows(Unsealable.class, () -> vault.open(damaged), "byte " + i);
        }
        for (int i = 0; i < SEALED.length(); i++) {
            String cut = SEALED.substring(0, i);
            assertThrows(Unsealable.class, () -> vault.open(cut), "cut at " + i);
        }
        MosVault other = MosVault.of(SecretText.of(JWT_SECRET.substring(1)));
        assertThrows(Unsealable.class, () -> other.open(SEALED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":", "::", "a:b:c", "ghp_plain", ":::", "0:0:0:0"})
    void whatIsNotSealedIsRefused(String text) {
        assertThrows(Unsealable.class, () -> vault.open(text));
        assertThrows(Unsealable.class, () -> vault.open(SEALED + "00".repeat(10_000)));
    }
}
