package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a scrape said, read strictly: Prometheus's text format 0.0.4 or OpenMetrics 1.0.0. What
/// breaks the grammar, comes twice, is no possible value or is no histogram fails the test.
public final class Exposition {
    private static final Pattern META =
            Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    private static final Pattern SAMPLE =
            Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\[\\\\\"n])*)\"(,|$)");

    /// One metric.
    ///
    /// @param name as its samples have it, with the `_total` of a counter
    /// @param samples values by name and labels, as `name{a="b"}`
    public record Family(
            String name,
            String type,
            String help,
            TreeSet<String> labels,
            Map<String, Double> samples) {}

    private final Map<String, Family> families = new TreeMap<>();
    private final boolean openMetrics;

    private Exposition(String text, boolean openMetrics) {
        this.openMetrics = openMetrics;
        assertTrue(text.endsWith("\n"), "the last line has no end");
        List<String> lines = new ArrayList<>(text.lines().toList());
        if (openMetrics) {
            assertEquals("# EOF", lines.removeLast());
        }
        Map<String, String> meta = new LinkedHashMap<>();
        Family open = null;
        for (String line : lines) {
            Matcher matcher = META.matcher(line);
            if (matcher.matches()) {
                if (open != null) {
                    meta.clear();
                    open = null;
                }
                meta.put("name", matcher.group(2));
                assertNull(meta.put(matcher.group(1), matcher.group(3)), line + " comes twice");
            } else {
                if (open == null) {
                    open = begin(meta);
                }
                sample(open, line);
            }
        }
        families.values().stream().filter(f -> f.type().equals("histogram")).forEach(this::check);
    }

    /// Reads the answer to a scrape, as its content type says.
    public static Exposition of(HttpResponse<byte[]> answer) {
        assertEquals(200, answer.statusCode());
        String type = answer.headers().firstValue("Content-Type").orElseThrow();
        boolean openMetrics =
                type.equals("application/openmetrics-text; version=1.0.0; charset=utf-8");
        if (!openMetrics) {
            assertEquals("text/plain; version=0.0.4; charset=utf-8", type);
        }
        return new Exposition(new String(answer.body(), StandardCharsets.UTF_8), openMetrics);
    }

    /// Scrapes with the local token.
    public static Exposition of(TestApp app) {
        return of(app.local("GET", "/metrics"));
    }

    /// Every metric, by name.
    public Map<String, Family> families() {
        return families;
    }

    /// The value of a series, as `name{a="b"}` with its labels in the order of the alphabet; 0 when
    /// it is not there.
    public double value(String series) {
        return families.values().stream()
                .map(Family::samples)
                .filter(samples -> samples.containsKey(series))
                .mapToDouble(samples -> samples.get(series))
                .findFirst()
                .orElse(0);
    }

    /// The series of a metric that are not zero.
    public Map<String, Double> counted(String name) {
        Map<String, Double> counted = new TreeMap<>();
        Family family = families.get(name);
        assertNotNull(family, name);
        family.samples()
                .forEach((series, value) -> {
                    if (value != 0) {
                        counted.put(series.substring(name.length()), value);
                    }
                });
        return counted;
    }

    private Family begin(Map<String, String> meta) {
        String type = meta.getOrDefault("TYPE", "");
        assertTrue(List.of("counter", "gauge", "histogram", "summary").contains(type), type);
        String name = meta.getOrDefault("name", "");
        if (openMetrics && type.equals("counter")) {
            name += "_total";
        }
        Family family =
                new Family(
                        name,
                        type,
                        meta.getOrDefault("HELP", ""),
                        new TreeSet<>(),
                        new LinkedHashMap<>());
        assertFalse(family.help().isEmpty(), name + " has no help");
        assertEquals(type.equals("counter"), name.endsWith("_total"), name);
        assertNull(families.put(name, family), name + " comes twice");
        return family;
    }

    private static void sample(Family family, String line) {
        Matcher matcher = SAMPLE.matcher(line);
        assertTrue(matcher.matches(), line);
        String name = matcher.group(1);
        String suffix =
                switch (family.type()) {
                    case "histogram" -> "_(bucket|count|sum)";
                    case "summary" -> "_(count|sum)";
                    default -> "";
                };
        assertTrue(name.matches(family.name() + suffix), line + " is not of " + family.name());
        double value = number(matcher.group(3));
        if (!family.type().equals("gauge")) {
            assertTrue(value >= 0, line);
        }
        String labels = matcher.group(2) == null ? "" : matcher.group(2);
        Matcher label = LABEL.matcher(labels);
        int end = 0;
        TreeSet<String> names = new TreeSet<>();
        while (label.find() && label.start() == end) {
            assertTrue(names.add(label.group(1)), line + " has a label twice");
            end = label.end();
        }
        assertEquals(labels.length(), end, line);
        names.remove("le");
        family.labels().addAll(names);
        String series = labels.isEmpty() ? name : name + "{" + labels + "}";
        assertNull(family.samples().put(series, value), line + " comes twice");
    }

    /// Buckets rise, and the last is the count.
    private void check(Family family) {
        Map<String, Double> last = new TreeMap<>();
        family.samples()
                .forEach((series, value) -> {
                    if (series.contains("_bucket{")) {
                        String rest =
                                series.replaceFirst(",?le=\"[^\"]*\"", "").replace("_bucket", "");
                        assertTrue(value >= last.getOrDefault(rest, 0.0), series);
                        last.put(rest, value);
                    }
                });
        assertFalse(last.isEmpty(), family.name());
        last.forEach((series, value) ->
                assertEquals(value, value(series.replaceFirst("\\{", "_count{")), series));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
