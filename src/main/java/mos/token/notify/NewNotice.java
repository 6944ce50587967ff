package mos.token.notify;

import java.util.regex.Pattern;
import mos.token.secret.Redaction;

/// A notice to raise.
///
/// Key, kind and subject are ours, and refused when they are malformed. Title and message repeat
/// what others wrote (a token's name, a user agent): they are made fit to show instead.
///
/// @param key names the condition, so that it is told once, as in
///   `admin-token.expiring:1790000000000:7`; 1 to 200 characters
/// @param kind a short stable word, as in `admin-token.expiring`: small letters, digits and `-` in
///   parts with dots between; at most 60 characters
/// @param title one line; cut after 200 characters
/// @param message a sentence or two for a person; cut after 1,000 characters
/// @param subject the id of what it is about, or empty; at most 200 characters
public record NewNotice(
        String key, String kind, Severity severity, String title, String message, String subject) {
    static final int LONGEST_TITLE = 200;
    static final int LONGEST_MESSAGE = 1_000;

    private static final Pattern KIND = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,200}");
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+");

    public NewNotice {
        if (!ID.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "a notice's key must have 1 to 200 printable ASCII characters without spaces");
        }
        if (kind.length() > 60 || !KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException(
                    "a notice's kind must be like admin-token.expiring, at most 60 characters");
        }
        if (!subject.isEmpty() && !ID.matcher(subject).matches()) {
            throw new IllegalArgumentException(
                    "a notice's subject must have at most 200 printable ASCII characters without"
                            + " spaces");
        }
        title = shown(title, LONGEST_TITLE);
        message = shown(message, LONGEST_MESSAGE);
    }

    /// One line without what looks like a token. Cut at a whole character.
    private static String shown(String text, int longest) {
        String line = Redaction.text(BREAKS.matcher(text).replaceAll(" ").strip());
        if (line.length() <= longest) {
            return line;
        }
        int end = longest - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end)
                + "…";
    }
}
