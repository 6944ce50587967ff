package mos.token.cli;

import java.util.List;
import tools.jackson.databind.JsonNode;

/// Service tokens of the API as people read them.
final class ServiceText {
    /// How many of the last uses are shown.
    private static final int USES = 10;

    private ServiceText() {}

    /// The state in a word.
    static String state(JsonNode token) {
        return configured(token) ? token.path("state").asString("?") : "not set";
    }

    static boolean configured(JsonNode token) {
        return token.path("configured").asBoolean(false);
    }

    /// `too powerful: it works, but …`.
    static String state(String word, String detail) {
        return detail.isEmpty() ? word : word + ": " + detail;
    }

    /// What the token may do, in the service's words.
    static String level(JsonNode token) {
        JsonNode level = token.path("level");
        if (!level.isString()) {
            return "not told";
        }
        return level.stringValue().isEmpty() ? "no scope" : level.stringValue();
    }

    static String canWrite(JsonNode token) {
        JsonNode canWrite = token.path("canWrite");
        if (!canWrite.isBoolean()) {
            return "cannot be told";
        }
        return canWrite.booleanValue() ? "yes, which is never used" : "no";
    }

    /// When it ends, and who said so.
    static String expires(JsonNode token) {
        if (!token.path("expiresAt").isString()) {
            return "never, or not told";
        }
        String who = token.path("expiresFrom").asString("");
        return Times.toTheMinute(token.path("expiresAt"), "?")
                + (who.equals("entered")
                        ? ", as was entered"
                        : ", as " + token.path("label").asString("the service") + " says");
    }

    static List<String> hosts(JsonNode hosts) {
        if (hosts.isEmpty()) {
            return List.of("none was asked yet");
        }
        return hosts.properties().stream()
                .map(host ->
                        "%s since %s: %s"
                                .formatted(
                                        host.getKey(),
                                        Times.toTheMinute(host.getValue().path("since"), "?"),
                                        state(
                                                host.getValue().path("state").asString("?"),
                                                host.getValue().path("detail").asString(""))))
                .toList();
    }

    /// The last uses, the latest first.
    ///
    /// @param label the member that says for what, or by whom
    static List<String> uses(JsonNode uses, String label, String none) {
        if (uses.isEmpty()) {
            return List.of(none);
        }
        return uses.valueStream()
                .limit(USES)
                .map(use -> use(use, use.path(label).asString("?")))
                .toList();
    }

    private static String use(JsonNode use, String label) {
        long times = use.path("times").asLong(0);
        return "%s  %s, %s"
                .formatted(
                        Times.toTheMinute(use.path("last"), "?"),
                        label,
                        times == 1 ? "once" : times + " times");
    }

    /// The token before it.
    static String former(JsonNode token) {
        JsonNode former = token.path("former");
        return former.isObject()
                ? "%s, entered %s, kept until %s took the new one"
                        .formatted(
                                former.path("mask").asString("?"),
                                Times.toTheMinute(former.path("since"), "?"),
                                token.path("label").asString("the service"))
                : "none";
    }
}
