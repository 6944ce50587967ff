package mos.token.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Admin tokens of the API as people read them.
final class TokenText {
    private TokenText() {}

    /// `full`, `readonly`, or what a custom token may: `docker=read mos=write`.
    static String permissions(JsonNode permissions) {
        String mode = permissions.path("mode").asString("full");
        if (!mode.equals("custom")) {
            return mode;
        }
        String granted =
                permissions.path("resources").properties().stream()
                        .filter(entry -> !entry.getValue().asString("").equals("none"))
                        .map(entry -> entry.getKey() + "=" + entry.getValue().asString(""))
                        .collect(Collectors.joining(" "));
        return granted.isEmpty() ? "nothing" : granted;
    }

    /// One that was created or changed, with what bounds it: `'ci' (id 17, full, until …)`.
    static String summary(JsonNode token) {
        List<String> parts = new ArrayList<>();
        parts.add("id " + token.path("id").asString("?"));
        parts.add(permissions(token.path("permissions")));
        if (token.path("notBefore").isString()) {
            parts.add("from " + Times.toTheMinute(token.path("notBefore"), ""));
        }
        if (token.path("expiresAt").isString()) {
            parts.add("until " + Times.toTheMinute(token.path("expiresAt"), ""));
        }
        if (!token.path("networks").isEmpty()) {
            parts.add("only in " + networks(token.path("networks")));
        }
        return "'%s' (%s)".formatted(token.path("name").asString("?"), String.join(", ", parts));
    }

    static String networks(JsonNode networks) {
        return networks.valueStream()
                .map(network -> network.asString(""))
                .collect(Collectors.joining(" "));
    }

    /// The description on one line.
    static String description(JsonNode token) {
        return token.path("description").asString("").lines().collect(Collectors.joining(" "));
    }

    /// A use: `2026-11-23 20:51Z from 192.168.1.7 with curl/8.5`, or `otherwise` for none.
    static String sighting(JsonNode seen, String otherwise) {
        if (!seen.isObject()) {
            return otherwise;
        }
        String userAgent = seen.path("userAgent").asString("");
        return Times.toTheMinute(seen.path("at"), "?")
                + " from "
                + seen.path("address").asString("?")
                + (userAgent.isEmpty() ? "" : " with " + userAgent);
    }
}
