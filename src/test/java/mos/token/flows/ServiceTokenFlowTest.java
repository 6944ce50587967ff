package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The owner enters, looks at, and removes service tokens through the running product.
@Timeout(120)
class ServiceTokenFlowTest {
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    private static final String HUB_SECRET = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u7wxyz";
    private static final String TOKENS = "/api/v1/mos/tokens";
    private static final String VALIDATE = "/api/v1/mos/validatetokens";

    @TempDir Path directory;

    @Test
    void tokensAreSealedLookedAtAndNeverShown() {
        try (FakeGitHub github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "repo");
                FakeDockerHub hub =
                        FakeDockerHub.forGateway()
                                .account("alice", HUB_SECRET, "repo:public_read");
                TestApp app = start(github, hub)) {
            app.storeServiceTokens(
                    "{\"github\":\"%s\",\"dockerhub\":\"alice:%s\"}".formatted(GITHUB, HUB_SECRET));
            String masks =
                    "{\"github\":\"gh" + "p_…abcd\",\"dockerhub\":\"alice:dckr" + "_pat_…wxyz\"}";
            assertEquals(masks, text(app.local("GET", TOKENS)));

            JsonNode looks = TestApp.json(app.local("GET", VALIDATE));
            assertTrue(looks.path("github").path("valid").booleanValue(), looks.toString());
            assertEquals("alice", looks.path("github").path("user").stringValue());
            assertEquals("too powerful", looks.path("github").path("state").stringValue());
            assertEquals(5000, looks.path("github").path("rate").path("limit").intValue());
            assertTrue(looks.path("dockerhub").path("valid").booleanValue(), looks.toString());
            assertEquals("alice", looks.path("dockerhub").path("username").stringValue());
            assertFalse(looks.path("dockerhub").path("canWrite").booleanValue());

            app.restart();
            assertEquals(masks, text(app.local("GET", TOKENS)));
            assertEquals(200, app.local("POST", TOKENS, masks).statusCode());

            github.revoke(GITHUB);
            app.clock().move(Duration.ofSeconds(61));
            looks = TestApp.json(app.local("GET", VALIDATE));
            assertFalse(looks.path("github").path("valid").booleanValue(), looks.toString());
            assertEquals(
                    "Invalid or expired token", looks.path("github").path("error").stringValue());
            assertEquals(60, looks.path("github").path("rate").path("limit").intValue());

            LeakSearch search =
                    new LeakSearch()
                            .plant("GitHub token", GITHUB)
                            .plant("Docker Hub token", HUB_SECRET);
            github.plantInto(search);
            hub.plantInto(search);
            search.assertNowhere(app.data(), app.answers());
            github.assertClean();
            hub.assertClean();
        }
    }

    @Test
    void onlyWhoMayWriteMosEntersTokens() {
        try (FakeGitHub github = FakeGitHub.forGateway();
                FakeDockerHub hub = FakeDockerHub.forGateway();
                TestApp app = start(github, hub)) {
            var reader = app.createToken("reader", "{\"mode\":\"readonly\"}");
            URI tokens = app.admin().resolve(TOKENS);
            assertEquals(200, app.ask("GET", tokens, reader, null).statusCode());
            assertEquals(403, app.ask("POST", tokens, reader, "{\"github\":null}").statusCode());
            assertEquals(401, app.ask("GET", tokens, null, null).statusCode());
            assertEquals(
                    401, app.ask("GET", app.admin().resolve(VALIDATE), null, null).statusCode());
            HttpResponse<byte[]> wrong = app.local("POST", TOKENS, "{\"dockerhub\":\"justtoken\"}");
            assertEquals(400, wrong.statusCode());
            assertEquals(
                    "Docker Hub token must be in format \"username:token\"",
                    TestApp.json(wrong).path("error").stringValue());
        }
    }

    private TestApp start(FakeGitHub github, FakeDockerHub hub) {
        TestApp.Setup setup = TestApp.in(directory);
        List<String> upstreams = new ArrayList<>(github.upstreams());
        upstreams.addAll(hub.upstreams());
        for (String upstream : upstreams) {
            int equals = upstream.indexOf('=');
            setup.upstream(
                    upstream.substring(0, equals), URI.create(upstream.substring(equals + 1)));
        }
        return setup.start();
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
