package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import mos.token.keys.SigningKey;
import mos.token.secret.SecretText;
import mos.token.session.MosJwt.Read;
import mos.token.testkit.MosBox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MosJwtTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_700_000_100);
    private static final SigningKey KEY =
            SigningKey.of(SecretText.of("00112233445566778899aabbccddeeff".repeat(2)));

    @TempDir Path directory;
    private MosBox mos;

    @BeforeEach
    void open() {
        mos = new MosBox(directory);
    }

    private static Read read(SecretText token) {
        return MosJwt.read(token, KEY, NOW);
    }

    private static void assertWrong(String reason, SecretText token) {
        assertEquals(new Read.Wrong(reason), read(token));
    }

    /// As MOS made it, its parts put together here.
    @Test
    void whatMosMadeIsRead() {
        SecretText token =
                SecretText.of(
                        String.join(
                                ".",
                                "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
                                "eyJpZCI6IjE3MDAwMDAwMDAwMDAiLCJ1c2VybmFtZSI6ImFkbWluIiwicm9sZSI6"
                                        + "ImFkbWluIiwiaWF0IjoxNzAwMDAwMDAwLCJleHAiOjE3MDA2MDQ4MDB9",
                                "mb-dFKneaMnlKkOGdG2oGG1M2WUaeWSIJHboD_BYMC8"));
        Read.Claims claims =
                new Read.Claims(
                        "1700000000000",
                        "admin",
                        true,
                        Instant.ofEpochSecond(1_700_000_000),
                        Instant.ofEpochSecond(1_700_604_800));
        assertEquals(claims, read(token));
        assertEquals(token, mos.admin(Instant.ofEpochSecond(1_700_000_000)));
        Instant end = claims.to();
        assertEquals(claims, MosJwt.read(token, KEY, end.minusSeconds(1)));
        assertEquals(new Read.Wrong("ended"), MosJwt.read(token, KEY, end));
        Instant before = claims.from().minus(Duration.ofMinutes(2));
        assertEquals(new Read.Wrong("times that cannot be"), MosJwt.read(token, KEY, before));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"alg\":\"none\",\"typ\":\"JWT\"} | HmacSHA256",
                "{\"alg\":\"HS384\",\"typ\":\"JWT\"} | HmacSHA384",
                "{\"alg\":\"HS512\",\"typ\":\"JWT\"} | HmacSHA512",
                "{\"alg\":\"RS256\",\"typ\":\"JWT\"} | HmacSHA256",
                "{\"typ\":\"JWT\",\"alg\":\"HS256\"} | HmacSHA256",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"x\"} | HmacSHA256",
                "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"crit\":[\"exp\"]} | HmacSHA256",
                "{\"alg\":\"HS256\"} | HmacSHA256",
                "{\"alg\":\"hs256\",\"typ\":\"JWT\"} | HmacSHA256",
            })
    void noOtherHeaderIsRead(String header, String mac) {
        String claims =
                "{\"id\":\"1\",\"username\":\"a\",\"role\":\"admin\",\"iat\":1700000000,\"exp\":1700604800}";
        assertInstanceOf(Read.Claims.class, read(mos.signed(claims)));
        assertWrong("no token of MOS's form", mos.signed(header, claims, mac));
    }

    /// RFC 8725 §2.1: neither without a signature nor with another one's.
    @Test
    void theSignatureIsThisKeysOverThisText() {
        String good = mos.admin(NOW).exposeText();
        String unsigned = good.substring(0, good.lastIndexOf('.') + 1);
        for (String token :
                new String[] {
                    unsigned,
                    unsigned + "AAAA",
                    unsigned + "A".repeat(43),
                    good + "=",
                    good + "A",
                    good.substring(0, good.length() - 1),
                    MosJwt.HEADER,
                    MosJwt.HEADER + "A".repeat(43),
                    MosJwt.HEADER + "." + "A".repeat(43)
                }) {
            assertWrong("wrong signature", SecretText.of(token));
        }
        mos.changeKey("another key of thirty-two bytes!");
        assertWrong("wrong signature", mos.admin(NOW));
        assertWrong("no token of MOS's form", SecretText.of(good + "A".repeat(2048)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`\"purpose\":\"mfa_verify\",` | made for something else",
                "`\"purpose\":null,` | made for something else",
                "`\"nbf\":1,` | made for something else",
                "`\"id\":7,` | no claims", // twice
            })
    void whatMosMadeForSomethingElseOpensNothing(String more, String reason) {
        assertWrong(
                reason,
                mos.signed(
                        "{"
                                + more
                                + "\"id\":\"1\",\"username\":\"a\",\"role\":\"admin\",\"iat\":1700000000,"
                                + "\"exp\":1700604800}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | \"a\" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\" | \"\" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\" | \"a\\nb\" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\" | \"a\\u202eb\" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\" | \"a\\u200bb\" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\" | \" \" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\\ufeff\" | \"a\" | \"admin\" | 1700000000 | 1700604800 | no user",
                "\"1\" | \"a\" | null | 1700000000 | 1700604800 | no user",
                "\"1\" | \"a\" | [\"admin\"] | 1700000000 | 1700604800 | no user",
                "\"1\" | \"a\" | \"admin\" | null | 1700604800 | no times",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | null | no times",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | \"1700604800\" | no times",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | 1700604800.5 | no times",
                "\"1\" | \"a\" | \"admin\" | -1 | 1700604800 | no times",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | 9e99 | no times",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | 99999999999999999999 | no times",
                "\"1\" | \"a\" | \"admin\" | 1700000161 | 1700604800 | times that cannot be",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | 1800000000 | times that cannot be",
                "\"1\" | \"a\" | \"admin\" | 1700000000 | 1700000100 | ended",
            })
    void everyClaimIsWhatMosWrites(
            String id, String name, String role, String from, String to, String reason) {
        String claims =
                "{\"id\":%s,\"username\":%s,\"role\":%s,\"iat\":%s,\"exp\":%s}"
                        .formatted(id, name, role, from, to);
        assertWrong(reason, mos.signed(claims));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zo\u00eb", "a b", "\u674e", "@dm\u20acn-1"})
    void anyNameThatCanBeSeenIsRead(String name) {
        Read.Claims claims =
                assertInstanceOf(Read.Claims.class, read(mos.user(name, "admin", NOW)));
        assertEquals(name, claims.name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "\"x\"", "{", "{}x", "\u0000"})
    void whatIsNoObjectHasNoUser(String claims) {
        assertInstanceOf(Read.Wrong.class, read(mos.signed(claims)));
    }

    /// Whatever is changed, left out or put in, nothing opens that MOS did not sign, and nothing
    /// breaks.
    @Test
    void noChangeOfATokenOpensAnything() {
        Random random = new Random(20261125);
        String good = mos.admin(NOW).exposeText();
        String letters = good + ".=-_{}\u0000\u00e9 ";
        int judged = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int n = random.nextInt(4); n >= 0 && !text.isEmpty(); n--) {
                int at = random.nextInt(text.length());
                char letter = letters.charAt(random.nextInt(letters.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, letter);
                    case 1 -> text.insert(at, letter);
                    case 2 -> text.deleteCharAt(at);
                    default -> text.setLength(at + 1);
                }
            }
            Read read = read(SecretText.of(text));
            if (read instanceof Read.Claims) {
                // The last character has two bits that no byte takes.
                assertEquals(
                        good.substring(0, good.length() - 1), text.substring(0, good.length() - 1));
            } else if (!read.equals(new Read.Wrong("no token of MOS's form"))) {
                judged++;
            }
        }
        assertTrue(judged > 20_000, "only " + judged + " came as far as the signature");
    }
}
