package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.FakeHost;
import mos.token.testkit.HostRules;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The running product before services that know their tokens. Each answer is held against the
/// description of the API, and no token may be found anywhere at the end.
@Timeout(120)
abstract class ServiceFlow {
    static final String TOKENS = "/api/v1/mos/tokens/";
    static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    static final String UNUSUAL = "a1B2c3D4e5".repeat(4);
    static final String HUB = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u7wxyz";
    static final String FORGEJO = "0a1b2c3d4e".repeat(3) + "5f60718293";
    static final String HUB_MASK = "alice:dckr" + "_pat_…wxyz";

    private final ApiDescription description = ApiDescription.read();
    private final Violations violations = new Violations();
    @TempDir Path directory;
    private FakeGitHub github;
    private FakeDockerHub hub;
    FakeHost forgejo;
    TestApp app;

    @BeforeEach
    void start() {
        github =
                FakeGitHub.forGateway()
                        .classicToken("alice", GITHUB, "")
                        .classicToken("alice", UNUSUAL, "");
        hub = FakeDockerHub.forGateway().account("alice", HUB, "repo:public_read");
        hub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        forgejo =
                FakeHost.start(
                        "git.example.org",
                        HostRules.gatewayReads(),
                        violations,
                        (_, _) -> Answer.json(200, "{\"login\":\"alice\"}"));
        TestApp.Setup setup = TestApp.in(directory);
        for (List<String> upstreams : List.of(github.upstreams(), hub.upstreams())) {
            for (String upstream : upstreams) {
                String[] both = upstream.split("=", 2);
                setup.upstream(both[0], URI.create(both[1]));
            }
        }
        for (String host : List.of("git.example.org", "codeberg.org")) {
            setup.upstream(host, URI.create(forgejo.base()));
        }
        app = setup.start();
    }

    @AfterEach
    void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = hub;
                FakeHost _ = forgejo;
                TestApp _ = app) {
            violations.assertClean();
            github.assertClean();
            hub.assertClean();
            new LeakSearch()
                    .plant("GitHub token", GITHUB)
                    .plant("GitHub token of another form", UNUSUAL)
                    .plant("Docker Hub token", HUB)
                    .plant("Forgejo token", FORGEJO)
                    .assertNowhere(directory, app.answers());
        }
    }

    HttpResponse<byte[]> ask(
            String method, String service, @Nullable String body, String... headers) {
        SecretText token = headers.length == 0 ? app.localToken() : null;
        HttpResponse<byte[]> answer =
                app.ask(method, app.admin().resolve(TOKENS + service), token, body, headers);
        String operation = method + " " + TOKENS + "{service}";
        assertEquals(List.of(), description.wrong(operation, answer), operation);
        return answer;
    }

    JsonNode told(String service) {
        HttpResponse<byte[]> answer = ask("GET", service, null);
        assertEquals(200, answer.statusCode());
        return TestApp.json(answer);
    }

    JsonNode put(String service, String body) {
        HttpResponse<byte[]> answer = ask("PUT", service, body);
        assertEquals(200, answer.statusCode(), () -> TestApp.json(answer).toString());
        return TestApp.json(answer);
    }

    JsonNode validate() {
        return described("GET", "/api/v1/mos/validatetokens", null);
    }

    JsonNode described(String method, String path, @Nullable String body) {
        HttpResponse<byte[]> answer =
                app.ask(method, app.admin().resolve(path), app.localToken(), body);
        assertEquals(200, answer.statusCode());
        assertEquals(List.of(), description.wrong(method + " " + path, answer), path);
        return TestApp.json(answer);
    }

    static String problem(int status, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode());
        return TestApp.json(answer).path("detail").stringValue();
    }
}
