package mos.token.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Percent-decoding (RFC 3986 §2.1), strict: what is no UTF-8 or a broken escape is refused.
final class PercentDecoding {
    private PercentDecoding() {}

    /// Decodes one path segment. A slash, a backslash, a control character or a dot segment that
    /// was hidden behind an escape is refused: code behind us may take it for a path.
    static String segment(String raw) {
        String text = decode(raw, false, "the path");
        if (text.equals(".") || text.equals("..")) {
            throw new BadRequest("the path holds a '.' or '..' segment: leave it out");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '/' || c == '\\' || Character.isISOControl(c)) {
                throw new BadRequest("the path holds an encoded slash or control character");
            }
        }
        return text;
    }

    /// Decodes a query name or value, where `+` is a space.
    static String query(String raw) {
        return decode(raw, true, "the query");
    }

    private static String decode(String raw, boolean plusIsSpace, String what) {
        if (raw.indexOf('%') < 0 && !(plusIsSpace && raw.indexOf('+') >= 0)) {
            return raw;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int value = i + 2 < raw.length() ? hex(raw, i + 1) * 16 + hex(raw, i + 2) : -1;
                if (value < 0) {
                    throw broken(what);
                }
                bytes.write(value);
                i += 2;
            } else {
                bytes.write(plusIsSpace && c == '+' ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException _) {
            throw broken(what);
        }
    }

    /// The digit's value, or a number so small that no sum with it is a byte.
    private static int hex(String text, int at) {
        char c = text.charAt(at);
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        return digit < 0 ? -1000 : digit;
    }

    private static BadRequest broken(String what) {
        return new BadRequest(what + " is not valid percent-encoded UTF-8");
    }
}
