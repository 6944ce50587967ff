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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// REST through the GitHub door: what it costs, who may read.
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
    void withoutATokenOnlyListedPathsOfPublicRepositories() {
        house.github.repository("octo/pub").release("v1").tag("v0");
        house.github.privateRepository("octo/priv", "owner").file("a", "secret");
        house.github.repository("owner/mine").pushers("owner").draft("v9");
        for (String path :
                List.of(
                        "",
                        "/releases",
                        "/releases/latest",
                        "/tags",
                        "/branches",
                        "/commits",
                        "/contents/README.md",
                        "/readme")) {
            assertEquals(200, house.get(PUB + path).statusCode(), path);
        }
        for (String path : List.of("users/octo", "meta", "versions")) {
            assertEquals(200, house.get("api.github.com/" + path).statusCode(), path);
        }
        for (String path :
                List.of(
                        "user",
                        "rate_limit",
                        "repos/octo/pub/issues",
                        "repos/octo/priv",
                        "repos/octo/priv/contents/a",
                        "repos/octo/none",
                        "repos/owner/mine",
                        "repos/owner/mine/releases")) {
            HttpResponse<String> refused = house.get("api.github.com/" + path);
            assertEquals(401, refused.statusCode(), path);
            assertTrue(
                    refused.headers()
                            .firstValue("WWW-Authenticate")
                            .orElse("")
                            .startsWith("Basic"));
            assertTrue(refused.body().contains("\"message\""), path);
        }
        assertEquals(
                house.get("api.github.com/repos/octo/priv").body(),
                house.get("api.github.com/repos/octo/none").body(),
                "private and missing must look the same");
    }

    /// What GitHub shows to an account alone, also of public repositories: by its REST reference,
    /// everything that names a permission, and what shows more to who may push.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "user/repos",
                "user/emails",
                "user/orgs",
                "user/repository_invitations",
                "user/starred",
                "user/keys",
                "notifications",
                "events",
                "gists",
                "gists/starred",
                "issues",
                "installation/repositories",
                "organizations",
                "orgs/octo",
                "orgs/octo/repos",
                "rate_limit",
                "repositories",
                "search/repositories?q=octo",
                "search/code?q=octo",
                "users/octo/repos",
                "users/octo/events",
                "repos/octo/pub/actions/secrets",
                "repos/octo/pub/actions/variables",
                "repos/octo/pub/branches/main/protection",
                "repos/octo/pub/code-scanning/alerts",
                "repos/octo/pub/collaborators",
                "repos/octo/pub/collaborators/owner/permission",
                "repos/octo/pub/dependabot/alerts",
                "repos/octo/pub/deployments",
                "repos/octo/pub/environments",
                "repos/octo/pub/events",
                "repos/octo/pub/forks",
                "repos/octo/pub/hooks",
                "repos/octo/pub/invitations",
                "repos/octo/pub/keys",
                "repos/octo/pub/releases/generate-notes",
                "repos/octo/pub/secret-scanning/alerts",
                "repos/octo/pub/security-advisories",
                "repos/octo/pub/subscription",
                "repos/octo/pub/teams",
                "repos/octo/pub/traffic/clones",
                "repos/octo/pub/traffic/views",
                "repos/octo/pub/compare/main...other:main",
                "repos/octo/pub/compare/main...other%3Amain",
                "repos/octo/pub/%72eleases",
                "repos/octo/pub/Releases",
                "repos/owner/mine",
                "repos/owner/mine/releases",
                "repos/octo/priv",
                "repos/octo/priv/contents/a",
                "repos/octo/priv/tarball/main",
                "repos/octo/none"
            })
    void anonymouslyNothingOfTheAccount(String path) {
        house.github.privateRepository("octo/priv", "owner").file("a", "secret");
        house.github.repository("owner/mine").pushers("owner").draft("v9");
        int query = path.indexOf('?');
        String plain = query < 0 ? path : path.substring(0, query);
        if (!plain.contains("%")
                && !plain.startsWith("repos/octo/priv")
                && !plain.startsWith("repos/owner/")
                && !plain.endsWith("/none")) {
            house.github.body("/" + path, "{\"secret\":\"of the account\"}");
            // Whoever may read `github` reads it, so that it is in the cache.
            assertEquals(200, house.read("api.github.com/" + path).statusCode());
        }
        for (String prefix : List.of("api.github.com/", "api/v3/")) {
            HttpResponse<String> refused = house.get(prefix + path);
            assertEquals(401, refused.statusCode());
            assertFalse(refused.body().contains("of the account"));
        }
    }

    @Test
    void whatTheAccountMayDoIsNotShownWithARepository() {
        String member = "\"permissions\"";
        HttpResponse<String> known = house.read(PUB);
        assertTrue(known.body().contains(member));
        house.github.body(
                "/repos/octo/fork",
                "{\"private\":false,\"permissions\":{\"push\":false,\"triage\":true},"
                        + "\"temp_clone_token\":\"x\",\"parent\":{\"private\":false,"
                        + "\"name\":\"open\",\"permissions\":{},\"template_repository\":"
                        + "{\"private\":true,\"name\":\"hidden\"}},"
                        + "\"template_repository\":{\"name\":\"hidden\"}}");
        for (String path : List.of(PUB, "api.github.com/repos/octo/fork")) {
            HttpResponse<String> anonymous = house.get(path);
            assertEquals(200, anonymous.statusCode());
            assertFalse(anonymous.body().contains(member), anonymous::body);
            assertFalse(anonymous.body().contains("temp_clone_token"));
            String etag = anonymous.headers().firstValue("ETag").orElseThrow();
            assertEquals(304, house.get(path, "If-None-Match", etag).statusCode());
        }
        String fork = house.get("api.github.com/repos/octo/fork").body();
        assertTrue(fork.contains("\"open\""), fork);
        assertFalse(fork.contains("hidden"), fork);
        assertTrue(house.get(PUB).body().contains("\"first\""));
    }

    @Test
    void whatIsPrivateNeedsAnAdminTokenFromTheCacheToo() {
        house.github.privateRepository("octo/priv", "owner").file("a", "secret");
        String path = "api.github.com/repos/octo/priv/contents/a";
        assertEquals(200, house.read(path).statusCode());
        assertEquals(401, house.get(path).statusCode());
        String other = "Bearer " + house.stranger.exposeText();
        assertEquals(401, house.get(path, "Authorization", other).statusCode());
        assertEquals(200, house.read(path).statusCode());
    }

    @Test
    void theOwnersQuotaIsShownToAdminTokensOnly() {
        assertTrue(house.read(PUB).headers().firstValue("x-ratelimit-remaining").isPresent());
        HttpResponse<String> anonymous = house.get(PUB);
        assertEquals(200, anonymous.statusCode());
        assertTrue(
                anonymous.headers().map().keySet().stream()
                        .noneMatch(name -> name.startsWith("x-ratelimit")));
        assertTrue(house.read(PUB).headers().firstValue("x-oauth-scopes").isEmpty());
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
