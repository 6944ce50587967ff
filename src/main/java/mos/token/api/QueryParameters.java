package mos.token.api;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mos.token.http.BadRequest;
import mos.token.http.Request;

/// The query of a request for a list. Whatever is not understood is refused: a typo in a filter
/// must not show everything. All methods throw [BadRequest], naming the parameter and what it may
/// be.
final class QueryParameters {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,5})([mhd])");

    private final Map<String, String> given;

    private QueryParameters(Map<String, String> given) {
        this.given = given;
    }

    /// Reads the query; only these parameters may be in it, each once and with a value.
    static QueryParameters of(Request request, List<String> known) {
        Map<String, String> given = new LinkedHashMap<>();
        for (String pair : request.rawQuery().orElse("").split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            String name = pair.split("=", 2)[0];
            if (!known.contains(name)) {
                throw new BadRequest(unknown(name, known));
            }
            String value = request.query(name).orElse("");
            if (value.isEmpty()) {
                throw new BadRequest(name + " is empty: give it a value, or leave it out");
            }
            if (given.put(name, value) != null) {
                throw new BadRequest(name + " is given twice: keep one");
            }
        }
        return new QueryParameters(given);
    }

    /// The text of a parameter.
    Optional<String> text(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /// A whole number within bounds.
    Optional<Long> number(String name, long least, long most) {
        return text(name)
                .map(text -> {
                    if (text.matches("[0-9]{1,18}")) {
                        long number = Long.parseLong(text);
                        if (number >= least && number <= most) {
                            return number;
                        }
                    }
                    throw new BadRequest(
                            "%s must be a whole number, %s"
                                    .formatted(
                                            name,
                                            most == Long.MAX_VALUE
                                                    ? "from " + least
                                                    : least + " to " + most));
                });
    }

    /// A time as in `24h`.
    ///
    /// @param bounds for the message: `from 1m to 30d`; whoever asks for it checks them
    Optional<Duration> time(String name, String bounds) {
        return text(name)
                .map(text -> {
                    Matcher matcher = TIME.matcher(text);
                    if (!matcher.matches()) {
                        throw new BadRequest(name + " must be a time " + bounds + ", as in 24h");
                    }
                    long number = Long.parseLong(matcher.group(1));
                    return switch (matcher.group(2)) {
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        default -> Duration.ofDays(number);
                    };
                });
    }

    /// `true` or `false`, which is also what holds when nothing is said.
    boolean truth(String name) {
        return oneOf(name, List.of("true", "false")).filter("true"::equals).isPresent();
    }

    /// One of these words.
    Optional<String> oneOf(String name, List<String> words) {
        Optional<String> given = text(name);
        if (given.isPresent() && !words.contains(given.get())) {
            throw new BadRequest(name + " must be one of: " + String.join(", ", words));
        }
        return given;
    }

    /// A constant of an enum, written in small letters.
    <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        E[] all = type.getEnumConstants();
        return oneOf(name, Arrays.stream(all).map(QueryParameters::word).toList())
                .flatMap(text ->
                        Arrays.stream(all).filter(one -> word(one).equals(text)).findFirst());
    }

    /// A `Link` header value (RFC 8288) to the same list with one parameter set anew.
    String next(String path, String name, String value) {
        Map<String, String> next = new LinkedHashMap<>(given);
        next.put(name, value);
        return next.entrySet().stream()
                .map(e ->
                        e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "<" + path + "?", ">; rel=\"next\""));
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Names the parameter, unless it is no word: somebody may have pasted a secret there.
    private static String unknown(String name, List<String> known) {
        return "unknown parameter%s; known are: %s"
                .formatted(
                        name.matches("[A-Za-z_-]{1,20}") ? " " + name : "",
                        String.join(", ", known));
    }
}
