package mos.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import mos.token.json.Json;
import org.bouncycastle.crypto.generators.SCrypt;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The `/boot/config` of a MOS box, as MOS writes it.
final class MosFiles {
    static final String JWT_SECRET = "0f1e2d3c4b5a6978".repeat(4);

    private final Path config;
    private final ArrayNode adminTokens = Json.array();
    private final ObjectNode serviceTokens = Json.object();

    MosFiles(Path config) throws IOException {
        this.config = config;
        Files.createDirectories(config.resolve("api"));
        Files.createDirectories(config.resolve("system"));
        put("api/api.json", "{\"adminTokensFile\":\"/boot/config/api/admin-tokens.json\"}");
        put("api/env", "PORT=998\nJWT_SECRET=" + JWT_SECRET + "\nLISTEN_TCP=false\n");
        put("api/token", "b007".repeat(16));
        put("api/users.json", "[{\"id\":\"1\",\"username\":\"admin\"}]");
    }

    /// Adds an admin token; `permissions` is JSON.
    ObjectNode admin(String id, String name, String secret, String permissions) {
        return adminTokens
                .addObject()
                .put("id", id)
                .put("name", name)
                .put("description", "")
                .put("token", secret)
                .put("createdAt", "2026-08-01T10:00:00.000Z")
                .put("isActive", true)
                .set("permissions", Json.read(permissions.getBytes(UTF_8)));
    }

    /// Adds a service token.
    void service(String key, String token) {
        serviceTokens.put(key, sealed(token));
    }

    /// Adds something that is none.
    void sealed(String key, String text) {
        serviceTokens.put(key, text);
    }

    /// Writes both lists.
    MosFiles write() throws IOException {
        put("api/admin-tokens.json", adminTokens.toPrettyString());
        put("system/tokens.json", serviceTokens.toPrettyString());
        return this;
    }

    void put(String file, String text) throws IOException {
        Files.writeString(config.resolve(file), text);
    }

    String text(String file) throws IOException {
        return Files.readString(config.resolve(file));
    }

    Path config() {
        return config;
    }

    /// As MOS does: `IV:TAG:CIPHERTEXT` in hex.
    static String sealed(String token) {
        byte[] key =
                SCrypt.generate(
                        JWT_SECRET.getBytes(UTF_8), "tokens-salt".getBytes(UTF_8), 16384, 8, 1, 32);
        byte[] iv = Arrays.copyOf(key, 16); // one of its own for each token is not needed here
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, iv));
            cipher.updateAAD("tokens-auth".getBytes(UTF_8));
            byte[] both = cipher.doFinal(token.getBytes(UTF_8));
            int length = both.length - 16;
            HexFormat hex = HexFormat.of();
            return "%s:%s:%s"
                    .formatted(
                            hex.formatHex(iv),
                            hex.formatHex(both, length, both.length),
                            hex.formatHex(both, 0, length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
