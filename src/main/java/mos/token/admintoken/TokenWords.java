package mos.token.admintoken;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules for a token's name and description, and how audit rows tell of a token. Stricter than
/// MOS, which takes any text: two names that look the same, or a name that turns the line around,
/// would let one token pass for another.
public final class TokenWords {
    /// The longest name, in characters.
    static final int NAME = 100;

    /// The longest description, in characters.
    static final int DESCRIPTION = 500;

    private TokenWords() {}

    /// A name as kept: without spaces around it, composed (NFC).
    static String name(String given) {
        return Normalizer.normalize(given.strip(), Form.NFC);
    }

    /// A text without case, width and other compatibility variants: what makes a name unique, and
    /// what a search compares.
    static String key(String text) {
        String folded =
                Normalizer.normalize(text, Form.NFKC)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Form.NFKC);
    }

    /// Whether a text of another program could be a token's name as it is, so that it may stand
    /// where those do.
    public static boolean couldBeName(String text) {
        return !text.isBlank() && nameProblem(text).isEmpty();
    }

    /// What is wrong with a kept name, if anything.
    static Optional<String> nameProblem(String name) {
        if (name.isEmpty()) {
            return Optional.of("Token name is required and must be a non-empty string");
        }
        if (name.codePointCount(0, name.length()) > NAME) {
            return Optional.of("Token name must have at most " + NAME + " characters");
        }
        if (!name.codePoints().allMatch(c -> allowed(c, false))) {
            return Optional.of(
                    "Token name must not hold control, direction or other invisible characters");
        }
        return Optional.empty();
    }

    /// A description as kept: composed, lines ended by `\n`.
    static String description(String given) {
        return Normalizer.normalize(given.strip().replace("\r\n", "\n"), Form.NFC);
    }

    /// What is wrong with a kept description, if anything.
    static Optional<String> descriptionProblem(String description) {
        if (description.codePointCount(0, description.length()) > DESCRIPTION) {
            return Optional.of("description must have at most " + DESCRIPTION + " characters");
        }
        if (!description.codePoints().allMatch(c -> allowed(c, true))) {
            return Optional.of(
                    "description must not hold control or direction characters except line breaks");
        }
        return Optional.empty();
    }

    /// Terms as an audit row tells them.
    static String told(Terms terms) {
        return "'" + terms.name() + "', " + terms.permissions().toJson() + bounds(terms.life());
    }

    /// A change of terms as an audit row tells it: what was, and what is.
    static String told(Terms before, Terms after) {
        List<String> changes = new ArrayList<>();
        told(changes, "name", "'" + before.name() + "'", "'" + after.name() + "'");
        told(
                changes,
                "permissions",
                before.permissions().toJson().toString(),
                after.permissions().toJson().toString());
        Life was = before.life();
        Life is = after.life();
        told(changes, "active", String.valueOf(was.active()), String.valueOf(is.active()));
        told(changes, "notBefore", time(was.notBefore()), time(is.notBefore()));
        told(changes, "expiresAt", time(was.expiresAt()), time(is.expiresAt()));
        told(changes, "networks", was.networks().toString(), is.networks().toString());
        if (!before.description().equals(after.description())) {
            changes.add("another description");
        }
        return "'%s', %s"
                .formatted(
                        before.name(),
                        changes.isEmpty() ? "nothing changed" : String.join("; ", changes));
    }

    private static void told(List<String> changes, String field, String was, String is) {
        if (!was.equals(is)) {
            changes.add("%s from %s to %s".formatted(field, was, is));
        }
    }

    private static String bounds(Life life) {
        return (life.notBefore() == null ? "" : ", from " + life.notBefore())
                + (life.expiresAt() == null ? "" : ", until " + life.expiresAt())
                + (life.networks().isEmpty() ? "" : ", in " + life.networks());
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "none" : time.toString();
    }

    /// Whether a character may stand in a description, or else in a name.
    static boolean allowed(int codePoint, boolean description) {
        return !unseen(codePoint) || (description && (codePoint == '\n' || joiner(codePoint)));
    }

    private static boolean unseen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }

    /// Joiners are part of many scripts and of emoji; a description is never compared.
    private static boolean joiner(int codePoint) {
        return codePoint == 0x200C || codePoint == 0x200D;
    }
}
