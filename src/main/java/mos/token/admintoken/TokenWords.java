package mos.token.admintoken;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Optional;

/// The rules for a token's name and description. Stricter than MOS, which takes any text: two names
/// that look the same, or a name that turns the line around, would let one token pass for another.
final class TokenWords {
    /// The longest name, in characters.
    static final int NAME = 100;

    /// The longest description, in characters.
    static final int DESCRIPTION = 500;

    private TokenWords() {}

    /// A name as kept: without spaces around it, composed (NFC).
    static String name(String given) {
        return Normalizer.normalize(given.strip(), Form.NFC);
    }

    /// What makes a name unique: it without case, width and other compatibility variants.
    static String key(String name) {
        String folded =
                Normalizer.normalize(name, Form.NFKC)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Form.NFKC);
    }

    /// What is wrong with a kept name, if anything.
    static Optional<String> nameProblem(String name) {
        if (name.isEmpty()) {
            return Optional.of("Token name is required and must be a non-empty string");
        }
        if (name.codePointCount(0, name.length()) > NAME) {
            return Optional.of("Token name must have at most " + NAME + " characters");
        }
        if (name.codePoints().anyMatch(TokenWords::unseen)) {
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
        if (description.codePoints().anyMatch(c -> c != '\n' && unseen(c) && !joiner(c))) {
            return Optional.of(
                    "description must not hold control or direction characters except line breaks");
        }
        return Optional.empty();
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
