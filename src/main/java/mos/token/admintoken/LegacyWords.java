package mos.token.admintoken;

import java.util.Map;
import java.util.regex.Pattern;
import mos.token.store.Query;

/// Makes names and descriptions of MOS, which takes any text, fit our rules.
final class LegacyWords {
    private static final String UNNAMED = "unnamed";
    private static final String UNFIT = "\uFFFD";

    /// A secret of MOS that somebody wrote down beside its token.
    private static final Pattern SECRET = Pattern.compile("[0-9a-fA-F]{64}");

    private LegacyWords() {}

    /// The name that comes closest to that.
    static String name(String given) {
        String fit = TokenWords.name(fit(given, false));
        return fit.isEmpty() ? UNNAMED : cut(fit, TokenWords.NAME);
    }

    /// The description that comes closest to that.
    static String description(String given) {
        return cut(TokenWords.description(fit(given, true)), TokenWords.DESCRIPTION);
    }

    /// The name itself, or with a free number behind it.
    ///
    /// @param numbers the last one that was given, by name: thousands may be called alike
    static String free(Query query, String name, Map<String, Integer> numbers) {
        String free = name;
        while (TokenRows.nameTaken(query, TokenWords.key(free), 0)) {
            String suffix =
                    " (" + numbers.merge(TokenWords.key(name), 2, (last, _) -> last + 1) + ")";
            free = cut(name, TokenWords.NAME - suffix.length()) + suffix;
        }
        return free;
    }

    private static String fit(String given, boolean description) {
        StringBuilder fit = new StringBuilder();
        SECRET.matcher(given)
                .replaceAll("[redacted]")
                .replace("\r\n", "\n")
                .codePoints()
                .forEach(c -> {
                    if (TokenWords.allowed(c, description)) {
                        fit.appendCodePoint(c);
                    } else {
                        fit.append(UNFIT);
                    }
                });
        return fit.toString();
    }

    private static String cut(String text, int characters) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters)).strip();
    }
}
