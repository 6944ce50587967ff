package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mos.token.config.Config;
import mos.token.secret.SecretText;

/// The MOS beside the product: its file `env`, and the JSON web tokens that it gives to who signs
/// in.
public final class MosBox {
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final Path env;
    private String key;

    /// Writes `env` into `directory`.
    public MosBox(Path directory) {
        this.env = directory.resolve("mos").resolve("env");
        changeKey("00112233445566778899aabbccddeeff".repeat(2));
    }

    /// Writes another `JWT_SECRET`.
    public void changeKey(String another) {
        key = another;
        Scratch.write(
                env, "PORT=998\nJWT_SECRET=" + another + "\r\nJWT_EXPIRY_DAYS=7\nNODE_ENV=x\n");
    }

    /// Writes anything as the file.
    public void writeEnv(String text) {
        Scratch.write(env, text);
    }

    /// How the product knows it.
    public Config.Mos config() {
        return new Config.Mos(env, true);
    }

    /// What an admin of MOS gets who signs in at that moment, for a week.
    public SecretText admin(Instant at) {
        return user("admin", "admin", at);
    }

    /// The same of anybody.
    public SecretText user(String name, String role, Instant at) {
        return signed(
                HEADER,
                "{\"id\":\"1700000000000\",\"username\":\"%s\",\"role\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(
                                name,
                                role,
                                at.getEpochSecond(),
                                at.plus(Duration.ofDays(7)).getEpochSecond()));
    }

    /// A token with any claims, properly signed.
    public SecretText signed(String claims) {
        return signed(HEADER, claims);
    }

    /// A token with any header and claims, signed with HMAC-SHA-256.
    public SecretText signed(String header, String claims) {
        return signed(header, claims, "HmacSHA256");
    }

    /// The same with another MAC.
    public SecretText signed(String header, String claims, String algorithm) {
        String text = base64(header.getBytes(StandardCharsets.UTF_8));
        text += "." + base64(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
            byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
            return SecretText.of(text + "." + base64(signature));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
