package mos.token.config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The effective values written as a TOML file that can be given to `--config` again.
final class Dump {
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> tables = new LinkedHashMap<>();

    void one(String name, Given given) {
        if (!given.texts().isEmpty()) {
            line(name, quoted(given.texts().getFirst()), given.source());
        }
    }

    void many(String name, Given given) {
        String list = given.texts().stream().map(Dump::quoted).collect(Collectors.joining(", "));
        line(name, "[" + list + "]", given.source());
    }

    void pair(String table, String key, URI value, String source) {
        tables.computeIfAbsent(table, _ -> new TreeMap<>())
                .put(key, commented(quoted(key) + " = " + quoted(value.toString()), source));
    }

    private void line(String name, String value, String source) {
        int dot = name.indexOf('.');
        String key = name.substring(dot + 1);
        String line = commented(key + " = " + value, source);
        if (dot < 0) {
            lines.put(name, line);
        } else {
            tables.computeIfAbsent(name.substring(0, dot), _ -> new LinkedHashMap<>())
                    .put(key, line);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder();
        lines.values().forEach(line -> text.append(line).append('\n'));
        tables.forEach((table, rows) -> {
            text.append("\n[").append(table).append("]\n");
            rows.values().forEach(line -> text.append(line).append('\n'));
        });
        return text.toString();
    }

    private static String commented(String line, String source) {
        return line + "  # " + source.replace('\n', ' ');
    }

    /// A basic string of TOML 1.0: backslash, quote and control characters escaped.
    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 0x7f) {
                quoted.append("\\u%04x".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
