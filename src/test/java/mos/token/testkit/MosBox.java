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

/// The MOS beside the product: its files `env` and, on demand, `users.json`, and the JSON web
/// tokens that it gives to who signs in.
public final class MosBox {
    /// Of everybody who signs in.
    private static final String ID = "1700000000000";

    /// Of an admin who is there too.
    private static final String ANOTHER = "1700000000001";

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

    /// Writes who its users are: the one who signs in here, with that role, and another admin.
    public void writeUser(String role) {
        writeUsers(
                "[" + listed(ID, "admin", role) + "," + listed(ANOTHER, "another", "admin") + "]");
    }

    /// A user as MOS writes them.
    public static String listed(String id, String name, String role) {
        return "{\"id\":\"%s\",\"username\":\"%s\",\"password\":\"$2b$10$%s\",\"role\":\"%s\",\"mfa\":{\"a\":[1]}}"
                .formatted(id, name, "x".repeat(53), role);
    }

    /// Writes anything as `users.json`.
    public void writeUsers(String text) {
        Scratch.write(env.resolveSibling("users.json"), text);
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
        return user(ID, name, role, at);
    }

    /// The same of another id.
    public SecretText user(String id, String name, String role, Instant at) {
        return signed(
                HEADER,
                "{\"id\":\"%s\",\"username\":\"%s\",\"role\":\"%s\",\"iat\":%d,\"exp\":%d}"
                        .formatted(
                                id,
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
