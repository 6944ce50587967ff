package mos.token.contract;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What stands in a recording for texts that are made anew each time, and whether an answer is what
/// the recording promises: every member of it, with ours behind.
final class Placeholders {
    private static final Pattern NAMED = Pattern.compile("\\{\\{([^}]*)}}");
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    private final Map<String, String> values = new HashMap<>();

    /// From now on a name stands for this text.
    void bind(String name, String text) {
        values.put(name, text);
    }

    /// A text with what its placeholders stand for.
    String filled(String text) {
        return NAMED.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String name) {
        if (!values.containsKey(name)) {
            throw new AssertionError("nothing stands for {{" + name + "}}");
        }
        return values.get(name);
    }

    /// Where an answer is not what was promised; names places, never a value.
    List<String> missing(JsonNode promised, JsonNode answer) {
        List<String> missing = new ArrayList<>();
        compare("", promised, answer, missing);
        return missing;
    }

    private void compare(String at, JsonNode promised, JsonNode answer, List<String> missing) {
        if (promised.isObject() && answer.isObject()) {
            for (var member : promised.properties()) {
                String name = member.getKey();
                if (!answer.has(name)) {
                    missing.add(at + "/" + name + " is not there");
                } else if (at.endsWith("/rate") && member.getValue().isNumber()) {
                    if (!answer.path(name).isNumber()) { // what is left changes
                        missing.add(at + "/" + name);
                    }
                } else {
                    compare(at + "/" + name, member.getValue(), answer.path(name), missing);
                }
            }
        } else if (promised.isArray() && answer.isArray() && promised.size() == answer.size()) {
            for (int i = 0; i < promised.size(); i++) {
                compare(at + "/" + i, promised.path(i), answer.path(i), missing);
            }
        } else if (promised.isString() && answer.isString()) {
            if (!fits(promised.stringValue(), answer.stringValue())) {
                missing.add(at + " is another text");
            }
        } else if (!promised.equals(answer)) {
            missing.add(at + " is " + (answer.isContainer() ? "another" : answer));
        }
    }

    /// The first text that a name stands for is its own from then on.
    private boolean fits(String promised, String text) {
        Matcher whole = NAMED.matcher(promised);
        if (whole.matches() && whole.group(1).matches("(id|token) .*")) {
            return values.computeIfAbsent(whole.group(1), _ -> text).equals(text);
        }
        if (promised.equals("{{text}}")) {
            return !text.isBlank();
        }
        if (promised.equals("{{time}}")) {
            return text.matches(TIME);
        }
        if (promised.contains("{{mask ")) {
            return text.contains("…")
                    && text.startsWith(promised.substring(0, promised.indexOf("{{")));
        }
        return filled(promised).equals(text);
    }
}
