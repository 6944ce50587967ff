package mos.token.testkit;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// One request as a fake host saw it. `target` is the raw path with the raw query. Its text form
/// names the headers but never shows a value: it ends up in failure messages.
public record Recorded(
        Instant at, String method, String target, Map<String, List<String>> headers) {
    public Recorded {
        Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        headers = copy;
    }

    /// The first value of a header, whatever the case of its name.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /// The same request without a header.
    public Recorded without(String name) {
        Map<String, List<String>> fewer = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        fewer.putAll(headers);
        fewer.remove(name);
        return new Recorded(at, method, target, fewer);
    }

    /// All lines of a header joined by `, `, as RFC 9110 §5.2 reads them.
    public Optional<String> joined(String name) {
        return Optional.ofNullable(headers.get(name)).map(lines -> String.join(", ", lines));
    }

    /// The raw path without the query.
    public String path() {
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /// All values of a query parameter, decoded.
    public List<String> query(String name) {
        int question = target.indexOf('?');
        List<String> values = new ArrayList<>();
        if (question < 0) {
            return values;
        }
        for (String pair : target.substring(question + 1).split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).equals(name)) {
                values.add(URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    /// Is this a GET?
    public boolean isGet() {
        return method.equals("GET");
    }

    @Override
    public String toString() {
        return method + " " + path() + " " + headers.keySet();
    }
}
