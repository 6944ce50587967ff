package mos.token.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import mos.token.http.BadRequest;
import mos.token.http.Request;
import mos.token.secret.SecretText;

/// A posted form (`application/x-www-form-urlencoded`). Its fields stay bytes until they are asked
/// for, so that a secret never becomes a text.
final class Form {
    private final Map<String, byte[]> fields = new HashMap<>();

    private Form() {}

    /// Reads the body; of a repeated field the first counts.
    ///
    /// @throws BadRequest when the body is no form
    static Form of(Request request) throws IOException {
        String type = request.header("Content-Type").orElse("");
        if (!type.startsWith("application/x-www-form-urlencoded")) {
            throw new BadRequest("send the form as application/x-www-form-urlencoded");
        }
        return parse(request.body());
    }

    static Form parse(byte[] body) {
        var form = new Form();
        int from = 0;
        while (from < body.length) {
            int end = indexOf(body, '&', from, body.length);
            int equals = indexOf(body, '=', from, end);
            String name = new String(decode(body, from, equals), StandardCharsets.UTF_8);
            form.fields.putIfAbsent(name, decode(body, Math.min(equals + 1, end), end));
            from = end + 1;
        }
        return form;
    }

    /// Whether the field is there, maybe empty.
    boolean has(String name) {
        return fields.containsKey(name);
    }

    /// What was entered as text, without space around it; empty when the field is missing.
    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8).strip();
    }

    /// What was entered into a secret's field, without the space that copying adds around it.
    ///
    /// @throws BadRequest when it is not UTF-8
    SecretText secret(String name) {
        byte[] bytes = bytes(name);
        int from = 0;
        int to = bytes.length;
        while (from < to && bytes[from] >= 0 && bytes[from] <= ' ') {
            from++;
        }
        while (to > from && bytes[to - 1] >= 0 && bytes[to - 1] <= ' ') {
            to--;
        }
        try {
            return SecretText.ofUtf8(Arrays.copyOfRange(bytes, from, to));
        } catch (IllegalArgumentException _) {
            throw new BadRequest("the field " + name + " is not UTF-8 text");
        }
    }

    private byte[] bytes(String name) {
        return fields.getOrDefault(name, new byte[0]);
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return end;
    }

    private static byte[] decode(byte[] body, int from, int end) {
        var out = new ByteArrayOutputStream(end - from);
        for (int i = from; i < end; i++) {
            if (body[i] == '+') {
                out.write(' ');
            } else if (body[i] == '%') {
                int high = i + 2 < end ? Character.digit(body[i + 1], 16) : -1;
                int low = i + 2 < end ? Character.digit(body[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new BadRequest("the form has a broken percent escape");
                }
                out.write(high << 4 | low);
                i += 2;
            } else {
                out.write(body[i]);
            }
        }
        return out.toByteArray();
    }
}
