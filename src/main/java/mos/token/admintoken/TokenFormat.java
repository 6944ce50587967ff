package mos.token.admintoken;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.zip.CRC32;
import mos.token.secret.SecretText;

/// The form of a token: `mos_`, 256 random bits as 43 base62 characters, and 6 base62 characters of
/// CRC-32 (IEEE) over all before them. Tokens taken over from MOS are 64 lowercase hex digits.
///
/// The checksum is no security. It answers an incomplete copy without a look-up.
public final class TokenFormat {
    /// What every token starts with. Secret scanners search for it: changing it makes leaked tokens
    /// invisible to them.
    public static final String PREFIX = "mos_";

    private static final String DIGITS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_BYTES = 32;
    private static final int BODY = 43;
    private static final int CHECKSUM = 6;
    private static final int LENGTH = PREFIX.length() + BODY + CHECKSUM;
    private static final int LEGACY_LENGTH = 64;

    private TokenFormat() {}

    /// What a text is, judged by its form alone.
    public sealed interface Form {
        /// A token of ours, complete.
        record Current() implements Form {}

        /// A token that MOS made.
        record Legacy() implements Form {}

        /// No token at all.
        record Broken(Rule rule) implements Form {}
    }

    /// The rule that a malformed token breaks.
    public enum Rule {
        EMPTY("the token is empty"),
        PREFIX("a token starts with mos_"),
        LENGTH("a token has 53 characters: is the copy complete?"),
        CHARACTERS("a token holds only letters and digits after mos_"),
        CHECKSUM("the token's checksum does not fit: is the copy complete?");

        private final String sentence;

        Rule(String sentence) {
            this.sentence = sentence;
        }

        /// The rule in words for the person who mistyped; holds nothing of the token.
        public String sentence() {
            return sentence;
        }
    }

    private static final Form CURRENT = new Form.Current();
    private static final Form LEGACY = new Form.Legacy();

    /// Makes a new token.
    public static SecretText generate(SecureRandom random) {
        byte[] number = new byte[RANDOM_BYTES];
        random.nextBytes(number);
        byte[] token = new byte[LENGTH];
        for (int i = 0; i < PREFIX.length(); i++) {
            token[i] = (byte) PREFIX.charAt(i);
        }
        base62(number, token, PREFIX.length(), BODY);
        checksum(token, LENGTH - CHECKSUM, token, LENGTH - CHECKSUM);
        SecretText made = SecretText.ofUtf8(token);
        Arrays.fill(token, (byte) 0);
        return made;
    }

    /// Judges a text by its form.
    public static Form form(SecretText text) {
        return form(text.exposeUtf8());
    }

    static Form form(byte[] utf8) {
        if (utf8.length == 0) {
            return new Form.Broken(Rule.EMPTY);
        }
        if (!startsWithPrefix(utf8)) {
            return isLegacy(utf8) ? LEGACY : new Form.Broken(Rule.PREFIX);
        }
        if (utf8.length != LENGTH) {
            return new Form.Broken(Rule.LENGTH);
        }
        for (int i = PREFIX.length(); i < LENGTH; i++) {
            if (!isDigit(utf8[i])) {
                return new Form.Broken(Rule.CHARACTERS);
            }
        }
        byte[] expected = new byte[CHECKSUM];
        checksum(utf8, LENGTH - CHECKSUM, expected, 0);
        return Arrays.equals(expected, 0, CHECKSUM, utf8, LENGTH - CHECKSUM, LENGTH)
                ? CURRENT
                : new Form.Broken(Rule.CHECKSUM);
    }

    /// Writes the checksum of the first `length` bytes of `text`: 6 base62 digits, most significant
    /// first, padded with `0`.
    static void checksum(byte[] text, int length, byte[] out, int at) {
        CRC32 crc = new CRC32();
        crc.update(text, 0, length);
        int value = (int) crc.getValue();
        byte[] number = {
            (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
        };
        base62(number, out, at, CHECKSUM);
    }

    /// Writes an unsigned big-endian number; leaves only zeros behind in `number`, so that no copy
    /// of the random bits stays.
    private static void base62(byte[] number, byte[] out, int at, int length) {
        for (int i = at + length - 1; i >= at; i--) {
            int rest = 0;
            for (int j = 0; j < number.length; j++) {
                int value = (rest << 8) | (number[j] & 0xff);
                number[j] = (byte) (value / DIGITS.length());
                rest = value % DIGITS.length();
            }
            out[i] = (byte) DIGITS.charAt(rest);
        }
    }

    private static boolean startsWithPrefix(byte[] text) {
        return text.length >= PREFIX.length()
                && text[0] == 'm'
                && text[1] == 'o'
                && text[2] == 's'
                && text[3] == '_';
    }

    private static boolean isLegacy(byte[] text) {
        if (text.length != LEGACY_LENGTH) {
            return false;
        }
        for (byte b : text) {
            if ((b < '0' || b > '9') && (b < 'a' || b > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(byte b) {
        return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
    }
}
