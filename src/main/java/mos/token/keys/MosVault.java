package mos.token.keys;

import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mos.token.secret.SecretText;
import org.bouncycastle.crypto.generators.SCrypt;

/// Opens what MOS sealed, the service tokens in its `system/tokens.json`: AES-256-GCM under a key
/// that scrypt (RFC 7914) makes of the text of its `JWT_SECRET`. For reading alone; nothing of ours
/// is sealed so.
public final class MosVault {
    private static final byte[] SALT = ascii("tokens-salt");
    private static final byte[] ASSOCIATED = ascii("tokens-auth");

    /// scrypt's cost, block size and parallelization: 16 MiB for a moment.
    private static final int N = 16_384;

    private static final int R = 8;
    private static final int P = 1;
    private static final int KEY_BYTES = 32;

    private static final int IV_BYTES = 16;
    private static final int TAG_BYTES = 16;

    /// Far longer than a sealed token of any service.
    private static final int LONGEST = 16_384;

    private final SecretKeySpec key;

    private MosVault(SecretKeySpec key) {
        this.key = key;
    }

    /// The vault of the box with this `JWT_SECRET`. Takes about 50 ms.
    public static MosVault of(SecretText jwtSecret) {
        return new MosVault(
                new SecretKeySpec(
                        SCrypt.generate(jwtSecret.exposeUtf8(), SALT, N, R, P, KEY_BYTES), "AES"));
    }

    /// Opens `IV:TAG:CIPHERTEXT`, each in hex.
    ///
    /// @throws Unsealable when it is no such text, was damaged, or was sealed with another secret
    public SecretText open(String sealed) throws Unsealable {
        String[] parts = sealed.length() > LONGEST ? new String[0] : sealed.split(":", -1);
        if (parts.length != 3
                || parts[0].length() != 2 * IV_BYTES
                || parts[1].length() != 2 * TAG_BYTES) {
            throw new Unsealable("it is not sealed as MOS seals");
        }
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    key,
                    new GCMParameterSpec(8 * TAG_BYTES, HexFormat.of().parseHex(parts[0])));
            cipher.updateAAD(ASSOCIATED);
            // The JDK wants the tag behind the text.
            return SecretText.ofUtf8(cipher.doFinal(HexFormat.of().parseHex(parts[2] + parts[1])));
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            throw new Unsealable("it does not open with MOS's JWT_SECRET of now");
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    }
}
