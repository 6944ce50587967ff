package mos.token.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// One challenge of a `WWW-Authenticate` header (RFC 9110 §11.6.1).
///
/// @param scheme in lower case
/// @param parameters by lower-case name; of a doubled one the first
record Challenge(String scheme, Map<String, String> parameters) {
    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /// A parameter's value.
    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// Reads every challenge of all header values; what breaks the grammar ends its value.
    static List<Challenge> parse(List<String> values) {
        List<Challenge> challenges = new ArrayList<>();
        for (String value : values) {
            new Reader(value).readInto(challenges);
        }
        return challenges;
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void readInto(List<Challenge> challenges) {
            skip(" \t,");
            String scheme = token();
            while (!scheme.isEmpty()) {
                Map<String, String> parameters = new LinkedHashMap<>();
                String next = parameters(parameters);
                challenges.add(new Challenge(scheme.toLowerCase(Locale.ROOT), parameters));
                scheme = next;
            }
        }

        /// Reads parameters; returns the next challenge's scheme, or an empty text at the end.
        private String parameters(Map<String, String> parameters) {
            while (true) {
                skip(" \t,");
                String name = token();
                if (name.isEmpty()) {
                    return "";
                }
                int afterName = at;
                skip(" \t");
                if (at >= text.length() || text.charAt(at) != '=') {
                    at = afterName;
                    return name;
                }
                at++;
                skip(" \t");
                Optional<String> value = value();
                if (value.isEmpty()) {
                    return "";
                }
                parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value.get());
            }
        }

        private Optional<String> value() {
            if (at < text.length() && text.charAt(at) == '"') {
                return quoted();
            }
            String token = token();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        }

        private Optional<String> quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return Optional.of(value.toString());
                }
                if (c == '\\' && at < text.length()) {
                    c = text.charAt(at++);
                }
                value.append(c);
            }
            return Optional.empty();
        }

        private String token() {
            int start = at;
            while (at < text.length() && isToken(text.charAt(at))) {
                at++;
            }
            return text.substring(start, at);
        }

        private static boolean isToken(char c) {
            return c > ' ' && c < 127 && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }

        private void skip(String which) {
            while (at < text.length() && which.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }
    }
}
