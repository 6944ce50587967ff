package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.Fault;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// GitHub's quota as the door sees it: told, remembered, spared, told of.
class QuotaFlowTest {
    private static final String PUB = "api.github.com/repos/octo/pub";
    private static final String QUOTA = "/api/v1/mos/quota";

    @TempDir private Path temp;

    private final ApiDescription description = ApiDescription.read();
    private GithubHouse house;
    private Instant begun;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub").file("README.md", "hello").description("first");
        long second = house.clock.instant().getEpochSecond() % 60;
        house.clock.move(Duration.ofSeconds(120 - second)); // a minute begins
        begun = house.clock.instant().minusSeconds(30);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private JsonNode report(String query) {
        HttpResponse<byte[]> answer = house.local("GET", QUOTA + query);
        assertEquals(200, answer.statusCode());
        assertEquals(List.of(), description.wrong("GET " + QUOTA, answer));
        return TestApp.json(answer);
    }

    private JsonNode core() {
        return report("").at("/services/github/now/core");
    }

    /// The samples of the token since the test began, whose times are rounded; looks at the token
    /// made some before.
    private List<JsonNode> points() {
        JsonNode lines = report("?history=1h&service=github&resource=core");
        assertEquals(1, lines.path("services").size());
        return lines.at("/services/github/history")
                .valueStream()
                .filter(line -> line.path("credential").asString().equals("token"))
                .flatMap(line -> line.path("points").valueStream())
                .filter(point -> !Instant.parse(point.path("at").asString()).isBefore(begun))
                .toList();
    }

    /// Reads what is not there, and so costs each time, until no more than `left` is left.
    private void spendTo(long left) {
        for (int i = 0; core().path("remaining").asLong(Long.MAX_VALUE) > left; i++) {
            house.read(PUB + "/contents/none" + i + "-" + left);
        }
    }

    private JsonNode notices() {
        return TestApp.json(house.local("GET", "/api/v1/notices?kind=quota"));
    }

    @Test
    void aMinuteHasOneSampleWhateverTheNumberOfAnswers() {
        assertEquals(0, points().size());
        for (int i = 0; i < 30; i++) {
            house.read(PUB + "/contents/none" + i);
            house.clock.move(Duration.ofSeconds(1));
            if (i == 15) {
                house.restart(); // the sample of this minute is there, and is replaced
                assertEquals(1, points().size());
            }
        }
        long remaining = core().path("remaining").asLong();
        house.clock.move(Duration.ofSeconds(30));
        house.read(PUB);
        house.restart();
        assertEquals(2, points().size());
        assertEquals(remaining, points().get(0).path("remaining").asLong());
        assertEquals(remaining - 1, points().get(1).path("remaining").asLong());
        assertEquals(5000, points().get(1).path("limit").asLong());
    }

    @Test
    void aRestartKeepsWhatWasReadAndWhenThatWas() {
        house.read(PUB);
        JsonNode before = core();
        assertEquals("open", before.path("state").asString());
        assertEquals(4999.0 / 5000, before.path("share").asDouble(), 0.001);
        house.clock.move(Duration.ofSeconds(90));
        house.restart();
        assertEquals(before, core());

        house.clock.move(Duration.ofHours(2));
        JsonNode over = core();
        assertEquals("over", over.path("state").asString());
        assertEquals(5000, over.path("limit").asLong());
        assertFalse(over.has("remaining"), "a quota whose reset has passed is not what it was");
        assertEquals("unknown", over.path("forecast").path("outcome").asString());
    }

    @Test
    void aRemovedTokenHasAHistoryButNoQuota() {
        house.read(PUB);
        house.local("POST", "/api/v1/mos/tokens", "{\"github\":null}");
        assertEquals(0, report("").at("/services/github/now").size());
        house.restart();
        assertEquals(0, report("").at("/services/github/now").size());
        assertEquals(1, points().size());
    }

    @Test
    void theReserveIsForWhatIsNotKept() {
        assertEquals(200, house.read(PUB).statusCode());
        house.github.limit("owner", 20);
        spendTo(2);
        assertEquals("reserve", core().path("state").asString());
        house.github.repository("octo/pub").description("second");
        house.clock.move(Duration.ofSeconds(61));
        int requests = house.github.api().requests().size();
        HttpResponse<String> kept = house.read(PUB);
        assertTrue(kept.body().contains("\"first\""));
        assertTrue(kept.headers().firstValue("Warning").orElse("").startsWith("299 "));
        assertEquals(requests, house.github.api().requests().size(), "it was revalidated");

        assertEquals(200, house.read(PUB + "/tags").statusCode(), "a cold miss");
        assertEquals(requests + 1, house.github.api().requests().size());
        // Whether anybody may see it is no revalidation.
        assertEquals(200, house.get(PUB).statusCode());
        assertEquals(requests + 2, house.github.api().requests().size());

        house.github.limit("owner", 5000);
        house.clock.move(Duration.ofHours(1)); // after the reset
        HttpResponse<String> fresh = house.read(PUB);
        assertTrue(fresh.body().contains("\"second\""));
        assertTrue(fresh.headers().firstValue("Warning").isEmpty());
    }

    @Test
    void whatTheGatewaySavedIsCountedExactly() {
        for (int i = 0; i < 10; i++) {
            house.read(PUB); // one is spent
        }
        house.clock.move(Duration.ofSeconds(61));
        HttpResponse<String> last = house.read(PUB); // 304 is free
        String etag = last.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, house.read(PUB, "If-None-Match", etag).statusCode()); // free for all
        assertEquals(404, house.read(PUB + "/contents/none").statusCode()); // one is spent
        assertEquals(200, house.send("HEAD", PUB).statusCode()); // by a caller without a token
        house.read("api.github.com/rate_limit"); // free
        assertEquals(401, house.get("api.github.com/user").statusCode()); // answers nothing
        house.read("raw.githubusercontent.com/octo/pub/main/README.md"); // another quota
        assertSaved(13, 2, "today");
        house.restart();
        for (String span : List.of("today", "days7", "days30")) {
            assertSaved(13, 2, span);
        }
        house.read(PUB);
        house.clock.move(Duration.ofDays(6));
        assertSaved(0, 0, "today");
        assertSaved(14, 2, "days7");
        house.restart();
        house.clock.move(Duration.ofDays(1));
        assertSaved(0, 0, "days7");
        assertSaved(14, 2, "days30");
    }

    private void assertSaved(int asked, int spent, String span) {
        assertEquals(
                "{\"asked\":%d,\"spent\":%d,\"saved\":%d}".formatted(asked, spent, asked - spent),
                report("").at("/services/github/saved/" + span).toString(),
                span);
    }

    @Test
    void aQuotaThatIsUsedUpIsToldOncePerWindow() {
        house.github.limit("owner", 10);
        house.github.resetAt(house.clock.instant().plus(Duration.ofMinutes(40)));
        spendTo(0);
        assertEquals("used up", core().path("forecast").path("outcome").asString());
        for (int i = 0; i < 2; i++) {
            house.clock.move(Duration.ofMinutes(1));
            house.restart();
            assertEquals(1, notices().size());
        }
        assertEquals("quota.low", notices().path(0).path("kind").asString());
        assertTrue(notices().path(0).path("title").asString().contains("'core' of the stored"));
        house.clock.move(Duration.ofMinutes(40)); // after the reset
        house.restart();
        house.restart();
        assertEquals(0, notices().size());
    }

    @Test
    void whateverTheHeadersSayTheAnswerIsAsDescribed() {
        String most = "9".repeat(18);
        for (String[] told :
                List.of(
                        new String[] {most, most, most, "core"},
                        new String[] {"0", "0", "0", "core"},
                        new String[] {"10", most, "253370764800", "search"},
                        new String[] {"-1", "5", "x", "core"},
                        new String[] {"10", "0", "99999999999999", "A B\"<script>"})) {
            house.github
                    .api()
                    .breakWith(
                            new Fault.Says(
                                    404,
                                    "application/json",
                                    "{}",
                                    Map.of(
                                            "x-ratelimit-limit", told[0],
                                            "x-ratelimit-remaining", told[1],
                                            "x-ratelimit-reset", told[2],
                                            "x-ratelimit-resource", told[3])));
            house.clock.move(Duration.ofSeconds(61));
            assertEquals(404, house.read(PUB + "/none").statusCode());
            house.restart();
            report("?history=30d");
        }
        assertEquals(0, core().path("remaining").asLong(-1));
        assertEquals(10, core().path("limit").asLong());
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        for (String query :
                List.of(
                        "?histroy=24h",
                        "?history=",
                        "?history=24h&history=24h",
                        "?history=24",
                        "?history=9m",
                        "?history=31d",
                        "?history=99999d",
                        "?history=-1h",
                        "?service=gitlab",
                        "?service=GitHub",
                        "?resource=a-b")) {
            HttpResponse<byte[]> answer = house.local("GET", QUOTA + query);
            assertEquals(400, answer.statusCode(), query);
            assertEquals(List.of(), description.wrong("GET " + QUOTA, answer), query);
        }
        assertEquals(0, report("?history=30d&resource=nothing").at("/services/github/now").size());
    }
}
