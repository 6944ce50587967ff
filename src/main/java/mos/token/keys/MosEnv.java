package mos.token.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mos.token.secret.SecretText;

/// MOS's file `env`, lines of `KEY=VALUE`, of which only the secret is read that signs its sessions
/// and seals its tokens. MOS takes of each line what stands before the first `=` and between that
/// and the next one, without spaces around, so that a value in base64 loses its end; the last line
/// that has both wins. It reads what is no UTF-8 as U+FFFD.
public final class MosEnv {
    /// The largest file, in bytes.
    public static final int MOST_BYTES = 64 << 10;

    /// RFC 7518 §3.2: a shorter one can be found by who has one signature.
    private static final int LEAST = 32;

    private static final int MOST_SECRETS = 4;
    private static final String KEY = "JWT_SECRET";

    private MosEnv() {}

    /// The value of `JWT_SECRET`, as MOS reads it. Who may read the file is not asked: MOS keeps it
    /// on a file system that knows no modes.
    ///
    /// @throws KeyProblem when the file cannot be read, or has no such value or a short one
    public static SecretText jwtSecret(Path file) {
        CharBuffer text = decoded(read(file));
        SecretText secret =
                values(text).stream()
                        .map(MosEnv::cut)
                        .filter(value -> !value.isEmpty())
                        .findFirst()
                        .map(value -> SecretText.of(stripped(value)))
                        .orElse(SecretText.of(""));
        Arrays.fill(text.array(), '\0');
        if (secret.length() < LEAST) {
            throw new KeyProblem(
                    "mos.env-file: %s in %s must have at least %d bytes before a second '='"
                            .formatted(KEY, file, LEAST));
        }
        return secret;
    }

    /// What `JWT_SECRET` may be, the likeliest first: of each line, the last one first, as MOS cuts
    /// it off, and whole, in case that its parser was mended. A seal tells which one is right. The
    /// bytes are overwritten.
    public static List<SecretText> jwtSecrets(byte[] file) {
        CharBuffer text = decoded(file);
        List<SecretText> secrets =
                values(text).stream()
                        .flatMap(value -> Stream.of(cut(value), value))
                        .map(value -> SecretText.of(stripped(value)))
                        .filter(secret -> !secret.isEmpty())
                        .distinct()
                        .limit(MOST_SECRETS)
                        .toList();
        Arrays.fill(text.array(), '\0');
        return secrets;
    }

    /// What stands behind the first `=` of each line that has it, the last line first.
    private static List<CharBuffer> values(CharBuffer text) {
        List<CharBuffer> values = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            CharBuffer line = before(text.subSequence(from, text.length()), '\n');
            CharBuffer key = before(line, '=');
            if (key.length() < line.length() && KEY.contentEquals(stripped(key))) {
                values.addFirst(line.subSequence(key.length() + 1, line.length()));
            }
            from += line.length() + 1;
        }
        return values;
    }

    private static CharBuffer cut(CharBuffer value) {
        return before(value, '=');
    }

    private static CharBuffer before(CharBuffer text, char end) {
        int length = 0;
        while (length < text.length() && text.charAt(length) != end) {
            length++;
        }
        return text.subSequence(0, length);
    }

    private static CharBuffer stripped(CharBuffer text) {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return text.subSequence(from, to);
    }

    /// The text of bytes that are overwritten by that.
    private static CharBuffer decoded(byte[] file) {
        CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(file));
        Arrays.fill(file, (byte) 0);
        return text;
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new KeyProblem(
                        "mos.env-file: %s holds more than %d bytes: it is not MOS's env"
                                .formatted(file, MOST_BYTES));
            }
            return bytes;
        } catch (IOException e) {
            throw new KeyProblem(
                    "mos.env-file: %s cannot be read (%s): give this user read access, or name"
                                    .formatted(file, e.getClass().getSimpleName())
                            + " MOS's env file");
        }
    }
}
