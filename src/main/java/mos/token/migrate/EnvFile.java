package mos.token.migrate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mos.token.secret.SecretText;

/// MOS's `api/env`: lines of `KEY=VALUE`. MOS cuts a value off at its next `=`, so that a key in
/// base64 loses its end, and seals with what is left.
final class EnvFile {
    private static final byte[] KEY = "JWT_SECRET=".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST = 4;

    private EnvFile() {}

    /// What `JWT_SECRET` may be, the likeliest first: cut off as MOS does, then whole, in case that
    /// its parser was mended. A seal tells which one is right.
    static List<SecretText> secrets(byte[] file) {
        List<SecretText> secrets = new ArrayList<>();
        for (byte[] line : lines(file)) {
            if (starts(line)) {
                byte[] value = Arrays.copyOfRange(line, KEY.length, line.length);
                add(secrets, Arrays.copyOf(value, length(value)));
                add(secrets, value);
                Arrays.fill(value, (byte) 0);
            }
            Arrays.fill(line, (byte) 0);
        }
        return List.copyOf(secrets);
    }

    private static void add(List<SecretText> secrets, byte[] value) {
        try {
            SecretText secret = SecretText.ofUtf8(stripped(value));
            if (!secret.isEmpty() && secrets.size() < MOST && !secrets.contains(secret)) {
                secrets.add(secret);
            }
        } catch (IllegalArgumentException _) {
            // Not UTF-8, so MOS has read something else, which nobody can know.
        }
    }

    private static boolean starts(byte[] line) {
        return line.length >= KEY.length && Arrays.equals(line, 0, KEY.length, KEY, 0, KEY.length);
    }

    private static int length(byte[] value) {
        int end = 0;
        while (end < value.length && value[end] != '=') {
            end++;
        }
        return end;
    }

    private static List<byte[]> lines(byte[] file) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= file.length; i++) {
            if (i == file.length || file[i] == '\n') {
                lines.add(stripped(Arrays.copyOfRange(file, from, i)));
                from = i + 1;
            }
        }
        return lines;
    }

    private static byte[] stripped(byte[] text) {
        int from = 0;
        int to = text.length;
        while (from < to && text[from] >= 0 && text[from] <= ' ') {
            from++;
        }
        while (to > from && text[to - 1] >= 0 && text[to - 1] <= ' ') {
            to--;
        }
        return Arrays.copyOfRange(text, from, to);
    }
}
