package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import mos.token.config.Config;
import mos.token.testkit.Exposition;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The table of our metrics in `docs/metrics.md` is what a scrape shows.
class MetricsPageTest {
    private static final Path PAGE = Path.of("docs", "metrics.md");
    private static final URI NOBODY = URI.create("http://127.0.0.1:1");
    private static final String HEAD =
            """
            | metric | type | labels | what it tells |
            |---|---|---|---|
            """;

    @TempDir Path directory;

    @Test
    void theTableIsWhatAScrapeShows() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(HEAD);
        assertTrue(start >= 0, "the page has no table that begins with\n" + HEAD);
        int end = page.indexOf("\n\n", start) + 1;
        String table = HEAD + rows();
        Path written = Path.of("target", "metrics.md");
        Files.writeString(written, page.substring(0, start) + table + page.substring(end));
        assertEquals(
                page.substring(start, end),
                table,
                () -> "metrics changed: cp " + written + " " + PAGE);
    }

    private String rows() {
        String token = "gh" + "p_" + "b2D4".repeat(9);
        TestApp.Setup setup =
                TestApp.in(directory).delivery(new Config.Delivery(NOBODY, null, null));
        try (FakeGitHub github =
                        FakeGitHub.forGateway()
                                .classicToken("owner", token, "")
                                .expires(token, Instant.now().plus(Duration.ofDays(90)));
                TestApp app = setup.upstreams(github.upstreams()).start()) {
            app.local("GET", "/health");
            app.storeServiceTokens("{\"github\":\"" + token + "\"}");
            app.local("GET", "/api/v1/mos/validatetokens");
            return Exposition.of(app).families().values().stream()
                    .filter(family -> family.name().startsWith("mos_token_"))
                    .map(MetricsPageTest::row)
                    .collect(Collectors.joining());
        }
    }

    private static String row(Exposition.Family family) {
        String labels =
                family.labels().stream()
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", "));
        return "| `%s` | %s | %s | %s |%n"
                .formatted(family.name(), family.type(), labels, family.help());
    }
}
