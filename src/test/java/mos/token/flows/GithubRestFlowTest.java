package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.testkit.Layers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// REST through the GitHub door: what it costs, and what an answer is.
class GithubRestFlowTest {
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
    void onlyChangesCostQuota() {
        HttpResponse<String> first = house.read(PUB);
        assertEquals(200, first.statusCode());
        assertTrue(first.body().contains("\"first\""));
        assertEquals(1, house.spent());

        assertEquals(first.body(), house.read(PUB).body());
        assertEquals(1, house.github.api().requests().size(), "asked within the freshness window");

        house.clock.move(Duration.ofSeconds(61));
        assertEquals(first.body(), house.read(PUB).body());
        assertEquals(2, house.github.api().requests().size());
        assertEquals(1, house.spent(), "a 304 is free");

        house.github.repository("octo/pub").description("second");
        house.clock.move(Duration.ofSeconds(61));
        assertTrue(house.read(PUB).body().contains("\"second\""));
        assertEquals(2, house.spent());
    }

    /// GitHub's ETag is a hash over the owner's token, so clients get one of ours.
    @Test
    void clientsGetAnEtagOfTheBodyAlone() {
        HttpResponse<String> first = house.read(PUB);
        String etag = first.headers().firstValue("ETag").orElseThrow();
        byte[] body = first.body().getBytes(StandardCharsets.ISO_8859_1);
        assertEquals("\"" + Layers.sha256(body).substring(7) + "\"", etag);
        for (String condition : List.of(etag, "W/" + etag, "\"x\", " + etag, "*")) {
            HttpResponse<String> again = house.read(PUB, "If-None-Match", condition);
            assertEquals(304, again.statusCode(), condition);
            assertEquals("", again.body());
            assertEquals(etag, again.headers().firstValue("ETag").orElseThrow());
        }
        assertEquals(200, house.read(PUB, "If-None-Match", "\"x\"").statusCode());
    }

    @Test
    void manyClientsAreOneRequest() throws Exception {
        Fault.Gate gate = new Fault.Gate();
        house.github.api().breakWith(new Fault.Hold(gate));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> house.read(PUB).statusCode()));
            }
            assertTrue(Eventually.holdsWithin(Duration.ofSeconds(10), () -> gate.arrived() == 1));
            gate.open();
            for (Future<Integer> each : all) {
                assertEquals(200, each.get());
            }
        }
        assertEquals(1, house.github.api().requests().size());
    }

    @Test
    void onlyReadsPass() {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            assertEquals(405, house.send(method, PUB).statusCode(), method);
        }
        for (String path : List.of("api.github.com/graphql", "api/graphql")) {
            HttpResponse<String> refused = house.send("POST", path);
            assertEquals(405, refused.statusCode());
            assertTrue(refused.body().contains("GraphQL"));
        }
        assertEquals(400, house.read(PUB + "?callback=x").statusCode());
        assertEquals(400, house.read(PUB + "/contents/%2e%2e/x").statusCode());
        assertEquals(400, house.read(PUB, "X-GitHub-Api-Version", "newest").statusCode());
        assertEquals(0, house.github.api().requests().size());
        assertEquals(200, house.send("HEAD", PUB).statusCode());
    }

    @Test
    void everyPageIsReadThroughTheGatewayAlsoInTheShapeOfGithubEnterprise() {
        for (int i = 0; i < 5; i++) {
            house.github.repository("octo/pub").tag("v" + i);
        }
        Pattern next = Pattern.compile("<([^>]+)>; rel=\"next\"");
        for (String prefix : List.of("api.github.com/", "api/v3/")) {
            int pages = 1;
            String at = house.base() + prefix + "repos/octo/pub/tags?per_page=2";
            HttpResponse<String> page = house.get(at);
            while (true) {
                assertEquals(200, page.statusCode());
                Matcher link = next.matcher(page.headers().firstValue("Link").orElse(""));
                if (!link.find()) {
                    break;
                }
                assertTrue(link.group(1).startsWith(house.base() + prefix), link.group(1));
                page = house.get(link.group(1));
                pages++;
            }
            assertEquals(3, pages);
        }
    }

    @Test
    void aRenamedRepositoryIsFollowedHere() {
        house.github.rename("octo/pub", "octo/new");
        HttpResponse<String> answer = house.get(PUB);
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("octo/new"));
        assertEquals(2, house.spent(), "the redirect and the answer");
        house.clock.move(Duration.ofSeconds(61));
        assertEquals(answer.body(), house.get(PUB).body());
        assertEquals(3, house.spent(), "the redirect costs again, the answer does not");
        assertEquals(200, house.get(PUB + "/tags").statusCode());
        assertEquals(4, house.spent(), "nothing but the answer");
        house.github.repository("octo/pub").description("another one under the old name");
        house.clock.move(Duration.ofSeconds(61));
        assertTrue(house.get(PUB).body().contains("another one"));
    }

    @Test
    void aPrivateRepositoryUnderAnOldNameIsNotTakenForTheOldOne() {
        house.github.rename("octo/pub", "octo/new");
        assertEquals(200, house.get(PUB).statusCode());
        assertEquals(200, house.get(PUB + "/tags").statusCode());
        house.github
                .privateRepository("octo/pub", "owner")
                .description("another one under the old name");
        for (int i = 0; i < 4; i++) {
            house.clock.move(Duration.ofHours(6));
            assertEquals(200, house.read(PUB + "/tags").statusCode());
            assertEquals(401, house.get(PUB + "/tags").statusCode());
        }
        assertEquals(401, house.get(PUB).statusCode());
        assertTrue(house.read(PUB).body().contains("another one"));
    }

    @Test
    void anAnswerOfAnotherKindIsAnotherAnswer() {
        String path = PUB + "/contents/README.md";
        assertEquals("hello", house.read(path, "Accept", "application/vnd.github.raw").body());
        assertTrue(house.read(path).body().contains("\"encoding\""));
        assertTrue(house.read(path, "Accept", "*/*").body().contains("\"encoding\""));
        assertEquals(2, house.github.api().requests().size());
        assertFalse(
                house.github.api().requests().stream()
                        .anyMatch(r -> r.header("X-GitHub-Api-Version").isEmpty()));
    }
}
