package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The texts in which a secret can show, by the name of the encoding.
final class SecretForms {
    private static final int SHORTEST = 12;

    /// From this length on only the middle is taken: without 8 bytes at the start and 6 at the end.
    private static final int LONG = 32;

    private SecretForms() {}

    static Map<String, String> of(byte[] whole) {
        if (whole.length < SHORTEST) {
            throw new IllegalArgumentException(
                    "a secret of "
                            + whole.length
                            + " bytes may occur by chance: plant a longer one");
        }
        byte[] secret =
                whole.length < LONG ? whole : Arrays.copyOfRange(whole, 8, whole.length - 6);
        Map<String, String> forms = new LinkedHashMap<>();
        String plain = new String(secret, StandardCharsets.ISO_8859_1);
        forms.put("plain text", plain);
        for (int shift = 0; shift < 3; shift++) {
            forms.put("base64 (shift " + shift + ")", base64(secret, shift, Base64.getEncoder()));
            forms.put(
                    "base64url (shift " + shift + ")",
                    base64(secret, shift, Base64.getUrlEncoder()));
        }
        String hex = HexFormat.of().formatHex(secret);
        forms.put("hex", hex);
        forms.put("HEX", hex.toUpperCase(Locale.ROOT));
        String percent = percent(secret, false);
        if (!percent.equals(plain)) {
            forms.put("percent-encoded", percent);
            forms.put("percent-encoded, small hex", lowerEscapes(percent));
        }
        String all = percent(secret, true);
        forms.put("percent-encoded throughout", all);
        forms.put("percent-encoded throughout, small hex", lowerEscapes(all));
        return forms;
    }

    /// The characters of the base64 text that depend on the secret alone when `shift` bytes (modulo
    /// 3) stand before it and anything behind it.
    private static String base64(byte[] secret, int shift, Base64.Encoder encoder) {
        byte[] shifted = new byte[shift + secret.length];
        System.arraycopy(secret, 0, shifted, shift, secret.length);
        String text = encoder.withoutPadding().encodeToString(shifted);
        int first = (shift * 8 + 5) / 6;
        int last = shifted.length * 8 / 6;
        return text.substring(first, last);
    }

    private static String percent(byte[] secret, boolean every) {
        StringBuilder text = new StringBuilder();
        for (byte b : secret) {
            char c = (char) (b & 0xff);
            boolean unreserved =
                    c < 128 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
            if (unreserved && !every) {
                text.append(c);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static String lowerEscapes(String percent) {
        StringBuilder text = new StringBuilder(percent);
        for (int i = 0; i + 2 < text.length(); i++) {
            if (text.charAt(i) == '%') {
                text.setCharAt(i + 1, Character.toLowerCase(text.charAt(i + 1)));
                text.setCharAt(i + 2, Character.toLowerCase(text.charAt(i + 2)));
            }
        }
        return text.toString();
    }
}
