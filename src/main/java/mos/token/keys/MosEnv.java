package mos.token.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import mos.token.secret.SecretText;

/// MOS's file `env`, of which only the secret is read that signs its sessions. Who may read the
/// file is not asked: MOS keeps it on a file system that knows no modes.
public final class MosEnv {
    /// RFC 7518 §3.2: a shorter one can be found by who has one signature.
    private static final int LEAST = 32;

    private static final int MOST_BYTES = 64 * 1024;
    private static final String KEY = "JWT_SECRET";

    private MosEnv() {}

    /// The value of `JWT_SECRET`, as MOS reads it: of each line what stands before the first `=`
    /// and between that and the next one, without spaces around; the last line that has both wins.
    ///
    /// @throws KeyProblem when the file cannot be read, or has no such value or a short one
    public static SecretText jwtSecret(Path file) {
        String found = "";
        for (String line : read(file).split("\n", -1)) {
            String[] parts = line.split("=", -1);
            if (parts.length > 1 && parts[0].strip().equals(KEY) && !parts[1].isEmpty()) {
                found = parts[1].strip();
            }
        }
        SecretText secret = SecretText.of(found);
        if (secret.length() < LEAST) {
            throw new KeyProblem(
                    "mos.env-file: %s in %s must have at least %d bytes before a second '='"
                            .formatted(KEY, file, LEAST));
        }
        return secret;
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new KeyProblem(
                        "mos.env-file: %s holds more than %d bytes: it is not MOS's env"
                                .formatted(file, MOST_BYTES));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new KeyProblem(
                    "mos.env-file: %s cannot be read (%s): give this user read access, or name"
                                    .formatted(file, e.getClass().getSimpleName())
                            + " MOS's env file");
        }
    }
}
