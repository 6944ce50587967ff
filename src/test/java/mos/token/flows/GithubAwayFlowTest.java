package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.json.Json;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.upstream.UpstreamLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// REST through the GitHub door when GitHub is down, limits us, or refuses the token.
class GithubAwayFlowTest {
    private static final String PUB = "api.github.com/repos/octo/pub";

    @TempDir private Path temp;

    private GithubHouse house;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub").file("README.md", "hello").description("first");
    }

    @AfterEach
    void stop() {
        house.close();
    }

    @Test
    void theKeptAnswerIsServedMarkedWhileGithubIsAway() {
        assertEquals(200, house.get(PUB).statusCode());
        for (Fault fault : List.of(new Fault.Down(), new Fault.Says(502), new Fault.Cut(10))) {
            house.github.repository("octo/pub").description("changed " + fault);
            house.github.api().breakWith(fault);
            house.clock.move(Duration.ofSeconds(61));
            HttpResponse<String> kept = house.get(PUB);
            assertEquals(200, kept.statusCode(), fault.toString());
            assertTrue(kept.body().contains("first"));
            assertTrue(kept.headers().firstValue("Warning").orElse("").startsWith("299 "));
            assertTrue(kept.headers().firstValueAsLong("Age").orElse(0) >= 61);
            assertEquals(502, house.read(PUB + "/commits").statusCode());
            house.github.heal();
        }
        assertTrue(house.get(PUB).headers().firstValue("Warning").isEmpty());
        house.github.api().breakWith(new Fault.Down());
        house.clock.move(Duration.ofDays(8));
        assertEquals(502, house.read(PUB).statusCode(), "too old to be served");
    }

    @Test
    void aLimitIsNotRunIntoTwice() {
        assertEquals(200, house.read(PUB).statusCode());
        house.github.limit("owner", 1);
        HttpResponse<String> limited = house.read(PUB + "/tags");
        assertEquals(429, limited.statusCode());
        assertTrue(limited.headers().firstValueAsLong("Retry-After").orElse(0) > 60);
        long asked = house.github.api().requests().size();
        assertEquals(429, house.read(PUB + "/branches").statusCode());
        house.clock.move(Duration.ofSeconds(61));
        HttpResponse<String> kept = house.read(PUB);
        assertEquals(200, kept.statusCode());
        assertTrue(kept.headers().firstValue("Warning").isPresent());
        assertEquals(asked, house.github.api().requests().size(), "asked on over the limit");
    }

    /// Clients ask it before everything: GitHub hears of it once a minute.
    @Test
    void whatIsLeftIsToldFromWhatWasSeen() {
        String path = "api.github.com/rate_limit";
        JsonNode first = json(house.read(path));
        assertEquals(5000, first.at("/resources/core/limit").intValue());
        for (String resource : List.of("core", "search", "graphql", "integration_manifest")) {
            assertTrue(first.path("resources").has(resource), resource);
        }
        int left = first.at("/resources/core/remaining").intValue();
        house.clock.move(Duration.ofSeconds(10));
        assertEquals(200, house.read(PUB).statusCode());
        for (String again : List.of(path, "api/v3/rate_limit")) {
            JsonNode now = json(house.read(again));
            assertEquals(left - 1, now.at("/resources/core/remaining").intValue(), again);
            assertEquals(now.at("/resources/core"), now.path("rate"));
        }
        assertEquals(1, house.github.api().count("GET", "/rate_limit"));
        assertEquals(1, house.spent(), "looks at the limits are free");
        house.clock.move(Duration.ofSeconds(60));
        json(house.read(path));
        assertEquals(2, house.github.api().count("GET", "/rate_limit"));
        assertTrue(
                house.github.api().requests().stream()
                        .noneMatch(r -> r.header("If-None-Match").isPresent()));
        house.github.limit("owner", 1);
        assertEquals(429, house.read(PUB + "/tags").statusCode());
        assertEquals(
                0, json(house.read(path)).at("/resources/core/remaining").intValue(), "all gone");
        house.github.api().breakWith(new Fault.Down());
        house.clock.move(Duration.ofSeconds(61));
        assertEquals(200, house.read(path).statusCode(), "what was told last");
    }

    private static JsonNode json(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode());
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSecondaryLimitIsWaitedOut() {
        house.github.secondaryLimit(Duration.ofSeconds(30));
        HttpResponse<String> limited = house.read(PUB);
        assertEquals(429, limited.statusCode());
        assertTrue(limited.headers().firstValueAsLong("Retry-After").orElse(0) <= 36);
        house.github.heal();
        assertEquals(429, house.read(PUB).statusCode());
        assertEquals(1, house.github.api().requests().size());
        house.clock.move(Duration.ofSeconds(36));
        assertEquals(200, house.read(PUB).statusCode());
    }

    @Test
    void aDeadTokenIsTriedOnceAndThenPublicContentIsHadWithoutIt() {
        house.github.privateRepository("octo/priv", "owner");
        assertEquals(200, house.read(PUB + "/releases").statusCode());
        house.github.revoke(GithubHouse.GITHUB_TOKEN);
        assertEquals(200, house.read(PUB).statusCode());
        assertEquals(200, house.get(PUB + "/tags").statusCode());
        assertEquals(200, house.get(PUB + "/branches").statusCode());
        assertEquals(404, house.read("api.github.com/repos/octo/priv").statusCode());
        assertEquals(1, house.github.refusals(), "repeated bad log-ins lock accounts");
        assertEquals("refused", house.state());
        HttpResponse<String> user = house.read("api.github.com/user");
        assertEquals(503, user.statusCode());
        assertTrue(user.body().contains("Store a new one"));
        JsonNode notices = house.owner("/api/v1/notices?kind=service-token");
        assertEquals(1, notices.size(), notices::toString);
        assertEquals("service-token.refused", notices.get(0).path("kind").stringValue());
        assertTrue(notices.get(0).path("message").stringValue().contains("reader"), "who uses it");
        JsonNode token = house.owner("/api/v1/mos/tokens/github");
        assertEquals("refused", token.path("state").stringValue());
        assertEquals("octo/pub", token.path("spentFor").get(0).path("what").stringValue());
    }

    @Test
    void aTokenThatIsRemovedWhileARequestWaitsForItsTurnIsNotSent() throws Exception {
        var gate = new Fault.Gate();
        house.github.api().breakWith(new Fault.Hold(gate), r -> r.path().contains("/held-"));
        try (ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < UpstreamLimits.DEFAULT.perHost(); i++) {
                String held = PUB + "/contents/held-" + i;
                readers.execute(() -> house.read(held));
            }
            Eventually.within(
                    Duration.ofSeconds(10),
                    () -> gate.arrived() == UpstreamLimits.DEFAULT.perHost());
            Future<HttpResponse<String>> waiting = readers.submit(() -> house.read(PUB));
            Eventually.within(Duration.ofSeconds(10), this::somebodyWaitsForATurn);
            house.store("");
            gate.open();
            assertEquals(200, waiting.get().statusCode(), "what is public is had without it");
        }
        assertEquals(1, house.github.api().count("GET", "/repos/octo/pub"));
        assertEquals(
                0,
                house.github.api().count(request -> request.header("Authorization").isPresent()));
    }

    private boolean somebodyWaitsForATurn() {
        Path dump = temp.resolve("threads-" + System.nanoTime());
        try {
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            return Files.readString(dump).contains("mos.token.upstream.Gates.enter");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anotherTokenNeverGetsWhatTheFirstOneFetched() {
        house.github.privateRepository("octo/priv", "owner");
        assertEquals(200, house.read("api.github.com/repos/octo/priv").statusCode());
        String next = "gh" + "p_" + "Z9k4".repeat(9);
        house.github.token("other", next);
        house.store(next);
        assertEquals(404, house.read("api.github.com/repos/octo/priv").statusCode());
    }

    @Test
    void aMissingFileIsBelievedForAMinuteOnly() {
        String path = PUB + "/contents/later.txt";
        assertEquals(404, house.read(path).statusCode());
        assertEquals(404, house.read(path).statusCode());
        assertEquals(1, house.github.api().requests().size());
        house.github.repository("octo/pub").file("later.txt", "here");
        house.clock.move(Duration.ofSeconds(61));
        assertEquals(200, house.read(path).statusCode());
    }
}
