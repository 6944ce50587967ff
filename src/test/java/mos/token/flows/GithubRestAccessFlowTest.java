package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mos.token.testkit.GitHubRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// REST through the GitHub door: who may read what, and what nobody is shown of the owner's
/// account.
class GithubRestAccessFlowTest {
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

    /// What one token was told of a repository says nothing once there is another, or none.
    @Test
    void aRepositoryIsJudgedAnewWithEveryToken() {
        GitHubRepository repository = house.github.privateRepository("octo/open", "owner");
        repository.visibility(false).release("v1");
        String releases = "api.github.com/repos/octo/open/releases";
        assertEquals(200, house.get(releases).statusCode());
        repository.visibility(true);
        assertEquals(200, house.get(releases).statusCode(), "believed for an hour");
        house.store("");
        assertEquals(503, house.get(releases).statusCode(), "nothing without a token");
        house.store(GithubHouse.GITHUB_TOKEN);
        assertEquals(401, house.get(releases).statusCode());
    }

    @Test
    void whatBecomesPrivateIsHiddenAfterAnHour() {
        GitHubRepository repository = house.github.privateRepository("octo/open", "owner");
        repository.visibility(false).release("v1");
        String releases = "api.github.com/repos/octo/open/releases";
        assertEquals(200, house.get(releases).statusCode());
        repository.visibility(true);
        house.clock.move(Duration.ofHours(1));
        assertEquals(401, house.get(releases).statusCode());
        assertEquals(200, house.read(releases).statusCode());
        assertEquals(401, house.get(releases).statusCode(), "from the cache too");
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
}
