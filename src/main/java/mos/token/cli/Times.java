package mos.token.cli;

import tools.jackson.databind.JsonNode;

/// Times of the API as people read them; whatever has another form stays as it is.
final class Times {
    private Times() {}

    /// `2026-11-23T20:51:43.653Z` to `2026-11-23 20:51Z`.
    static String toTheMinute(String time) {
        return cut(time, 16);
    }

    /// A time, or `otherwise` where there is none.
    static String toTheMinute(JsonNode time, String otherwise) {
        return time.isString() ? toTheMinute(time.stringValue()) : otherwise;
    }

    /// `2026-11-23T20:51:43.653Z` to `2026-11-23 20:51:43Z`.
    static String toTheSecond(String time) {
        return cut(time, 19);
    }

    private static String cut(String time, int end) {
        return time.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z")
                ? time.substring(0, 10) + " " + time.substring(11, end) + "Z"
                : time;
    }
}
