package mos.token.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mos.token.json.Json;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.Fault;
import mos.token.testkit.MosBox;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Everything that was recorded from MOS's API at paths of ours, asked again in the same order. An
/// answer is MOS's, with members of ours behind its, or the other one that the recording names
/// together with the row of docs/api.md that says why.
@Timeout(120)
class MosWireTest {
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    private static final String SECOND = "gh" + "p_" + "f6G7h8I9j0".repeat(3) + "xyZ9efgh";
    private static final String WRONG = "gh" + "p_" + "k1L2m3N4o5".repeat(3) + "xyZ9ijkl";
    private static final String HUB = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u7wxyz";
    private static final String HUB_WRONG = HUB + "x";
    private static final String WITH_COLON = "part1" + ":" + "part2";

    @TempDir Path directory;
    private final Placeholders placeholders = new Placeholders();
    private FakeGitHub github;
    private FakeDockerHub hub;
    private TestApp app;

    @BeforeEach
    void start() {
        github =
                FakeGitHub.forGateway()
                        .classicToken("alice", GITHUB, "")
                        .classicToken("alice", SECOND, "")
                        .classicToken("alice", WRONG, "");
        github.revoke(WRONG);
        hub =
                FakeDockerHub.forGateway()
                        .account("alice", HUB, "repo:public_read")
                        .account("alice", HUB_WRONG, "repo:public_read")
                        .account("alice", WITH_COLON, "repo:public_read");
        hub.revoke("alice", HUB_WRONG);
        hub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        MosBox mos = new MosBox(directory);
        app =
                TestApp.in(directory)
                        .mos(mos.config())
                        .upstreams(github.upstreams())
                        .upstreams(hub.upstreams())
                        .start();
        placeholders.bind("local", app.localToken().exposeText());
        Instant now = app.clock().instant();
        placeholders.bind("jwt admin", mos.admin(now).exposeText());
        placeholders.bind("jwt user", mos.user("plain", "user", now).exposeText());
        placeholders.bind("github", GITHUB);
        placeholders.bind("github second", SECOND);
        placeholders.bind("github wrong", WRONG);
        placeholders.bind("hub", HUB);
        placeholders.bind("hub wrong", HUB_WRONG);
        placeholders.bind("hub colon", WITH_COLON);
        placeholders.bind("long name", "n".repeat(5000));
    }

    @AfterEach
    void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = hub;
                TestApp _ = app) {
            github.assertClean();
            hub.assertClean();
        }
    }

    @Test
    void everythingIsAnsweredAsInMosOrAsTheManualSays() throws IOException {
        String manual = Files.readString(Path.of("docs/api.md"));
        Set<String> wrong = new TreeSet<>();
        List<MosExchange> all = MosExchange.all();
        for (MosExchange exchange : all) {
            services(exchange.part());
            HttpResponse<byte[]> answer = ask(exchange);
            List<String> notAsMos = judge(exchange, exchange.mos(), answer);
            MosExchange.Reply ours = exchange.ours();
            if (ours == null) {
                notAsMos.forEach(place -> wrong.add(exchange.title() + ": " + place));
                continue;
            }
            judge(exchange, ours, answer)
                    .forEach(place -> wrong.add(exchange.title() + " (ours): " + place));
            if (notAsMos.isEmpty()) {
                wrong.add(exchange.title() + ": does not differ");
            }
            if (!manual.contains("\n| " + ours.note() + " | ")) {
                wrong.add("docs/api.md has no row for: " + ours.note());
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(all.size() >= 90, "only " + all.size() + " exchanges");
    }

    /// The services as they were when that part was recorded.
    private void services(String part) {
        if (part.startsWith("validatetokens with no network")) {
            github.breakWith(new Fault.Down());
            hub.breakWith(new Fault.Down());
        } else {
            github.heal();
            hub.heal();
        }
    }

    private HttpResponse<byte[]> ask(MosExchange exchange) {
        app.clock().move(Duration.ofSeconds(61)); // a look at the services is not repeated before
        List<String> headers = new ArrayList<>();
        for (String line : exchange.headers()) {
            int colon = line.indexOf(": ");
            headers.add(line.substring(0, colon));
            headers.add(placeholders.filled(line.substring(colon + 2)));
        }
        String body = exchange.body();
        if (body == null && headers.contains("Content-Type")) {
            body = "name=x";
        }
        return app.reveal(
                exchange.method(),
                app.admin().resolve(placeholders.filled(exchange.target())),
                null,
                body == null ? null : placeholders.filled(body),
                headers.toArray(String[]::new));
    }

    private List<String> judge(
            MosExchange exchange, MosExchange.Reply promised, HttpResponse<byte[]> answer) {
        List<String> wrong = new ArrayList<>();
        int status = answer.statusCode();
        if (status != promised.status()) {
            wrong.add("status " + status);
            return wrong;
        }
        // RFC 9457 for refusals; MOS's clients read their members whatever they are called.
        String type = answer.headers().firstValue("Content-Type").orElse("");
        if (!type.equals(
                status >= 400 ? "application/problem+json" : "application/json; charset=utf-8")) {
            wrong.add("Content-Type " + type);
        }
        if (status == 401 && answer.headers().firstValue("WWW-Authenticate").isEmpty()) {
            wrong.add("no WWW-Authenticate");
        }
        if (!promised.body().isEmpty()) {
            JsonNode body = Json.read(promised.body().getBytes(StandardCharsets.UTF_8));
            wrong.addAll(placeholders.missing(body, TestApp.json(answer)));
        } else if (exchange.method().equals("HEAD")) {
            String length = answer.headers().firstValue("Content-Length").orElse("");
            if (answer.body().length > 0 || !length.matches("[1-9]\\d*")) {
                wrong.add("a HEAD says how long the body were, and has none");
            }
        } else {
            wrong.add("no JSON is promised");
        }
        return wrong;
    }
}
