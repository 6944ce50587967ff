package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FakeGitHubTest {
    private static final String TOKEN = "gh" + "p_" + "a1B2".repeat(9);
    private static final String OTHER = "github" + "_pat_" + "c3D4".repeat(9);

    @TempDir private Path temp;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private FakeGitHub github;

    @BeforeEach
    void start() {
        github = FakeGitHub.forGateway().classicToken("alice", TOKEN, "repo, user");
        github.repository("octo/pub").file("README.md", "hello").description("first");
    }

    @AfterEach
    void stop() {
        github.close();
        client.close();
    }

    @Test
    void anAuthorisedUnchangedAnswerIsFreeAndAnAnonymousOneIsNot() throws Exception {
        String path = "/repos/octo/pub";
        String etag = header(get(api(path, TOKEN)), "ETag");
        assertEquals(1, github.used("alice"));
        HttpResponse<byte[]> same = get(api(path, TOKEN).header("If-None-Match", etag));
        assertEquals(304, same.statusCode());
        assertEquals("4999", header(same, "x-ratelimit-remaining"));
        assertEquals(1, github.used("alice"));

        String anonymous = header(get(api(path, null)), "ETag");
        assertNotEquals(etag, anonymous);
        assertEquals(304, get(api(path, null).header("If-None-Match", anonymous)).statusCode());
        assertEquals(2, github.usedAnonymously());

        github.repository("octo/pub").description("second");
        assertEquals(200, get(api(path, TOKEN).header("If-None-Match", etag)).statusCode());
        assertEquals(2, github.used("alice"));
        get(api("/rate_limit", TOKEN));
        assertEquals(2, github.used("alice"));
        assertEquals(6, github.api().requests().size());
        github.assertClean();
    }

    @Test
    void twoTokensOfOneUserShareTheQuotaUntilItIsSpent() throws Exception {
        github.token("alice", OTHER).limit("alice", 2);
        get(api("/user", TOKEN));
        assertEquals(200, get(api("/user", OTHER)).statusCode());
        HttpResponse<byte[]> refused = get(api("/user", TOKEN));
        assertEquals(403, refused.statusCode());
        assertEquals("0", header(refused, "x-ratelimit-remaining"));
        github.resetAt(Instant.now());
        assertEquals(200, get(api("/user", TOKEN)).statusCode());
    }

    @Test
    void aTokenShowsItsScopesAndItsEnd() throws Exception {
        github.expires(TOKEN, Instant.parse("2099-01-02T03:04:05Z"));
        HttpResponse<byte[]> user = get(api("/user", TOKEN));
        assertTrue(text(user).contains("\"login\":\"alice\""));
        assertEquals("repo, user", header(user, "X-OAuth-Scopes"));
        assertEquals(
                "2099-01-02 03:04:05 UTC", header(user, "github-authentication-token-expiration"));
        github.revoke(TOKEN);
        assertEquals(401, get(api("/user", TOKEN)).statusCode());
        assertEquals(1, github.refusals());
        github.assertClean();
        get(api("/user", OTHER));
        assertViolation("nobody gave");
    }

    @Test
    void aPrivateRepositoryIsNotThereForOthers() throws Exception {
        github.privateRepository("octo/priv", "alice").file("a.txt", "a");
        assertEquals(404, get(api("/repos/octo/priv", null)).statusCode());
        assertTrue(text(get(api("/repos/octo/priv", TOKEN))).contains("\"private\":true"));
        String raw = github.raw().base() + "/octo/priv/main/a.txt";
        assertEquals(404, get(request(raw, null)).statusCode());
        assertEquals("a", text(get(request(raw, TOKEN))));
        github.assertClean();
    }

    @Test
    void aReleaseFileComesFromASignedAddressThatSeesNoToken() throws Exception {
        byte[] content = Layers.random("x", 1000, 1);
        github.repository("octo/rel").release("v1").asset("v1", "x.bin", content);
        HttpResponse<byte[]> there =
                get(request(github.web().base() + "/octo/rel/releases/download/v1/x.bin", null));
        assertEquals(302, there.statusCode());
        URI signed = URI.create(header(there, "Location"));
        assertEquals("release-assets.githubusercontent.com", signed.getHost());
        String local = github.assets().base() + signed.getRawPath() + "?" + signed.getRawQuery();
        assertArrayEquals(content, get(request(local, null)).body());
        HttpResponse<byte[]> part = get(request(local, null).header("Range", "bytes=10-19"));
        assertEquals(206, part.statusCode());
        assertEquals(10, part.body().length);
        assertEquals(403, get(request(github.assets().base() + "/x?sig=y", null)).statusCode());
        github.assertClean();
        get(request(local, TOKEN));
        assertViolation("a credential where none belongs");
    }

    @Test
    void listsHavePagesAndARenamedRepositoryRedirects() throws Exception {
        GitHubRepository repository = github.repository("octo/many");
        for (int i = 0; i < 5; i++) {
            repository.release("v" + i);
        }
        repository.draft("v9");
        HttpResponse<byte[]> first = get(api("/repos/octo/many/releases?per_page=2", TOKEN));
        assertTrue(header(first, "Link").contains("&page=2>; rel=\"next\""));
        assertTrue(header(first, "Link").contains("&page=3>; rel=\"last\""));
        assertFalse(text(first).contains("v9"));
        github.rename("octo/many", "octo/new");
        HttpResponse<byte[]> moved = get(api("/repos/octo/many/tags", TOKEN));
        assertEquals(301, moved.statusCode());
        assertEquals(
                "https://api.github.com/repositories/" + repository.id() + "/tags",
                header(moved, "Location"));
        String path = URI.create(header(moved, "Location")).getPath();
        assertTrue(text(get(api(path, TOKEN))).contains("\"name\":\"v4\""));
    }

    @Test
    void archivesComeFromCodeload() throws Exception {
        String location = header(get(api("/repos/octo/pub/tarball/main", TOKEN)), "Location");
        URI target = URI.create(location);
        assertEquals("codeload.github.com", target.getHost());
        assertEquals(
                200,
                get(request(github.codeload().base() + target.getRawPath(), null)).statusCode());
    }

    @Test
    void headersOfAClientAndOtherMethodsAreViolations() throws Exception {
        get(api("/user", TOKEN).header("X-Forwarded-For", "10.0.0.1"));
        assertViolation("X-forwarded-for");
        get(api("/user", TOKEN).method("DELETE", HttpRequest.BodyPublishers.noBody()));
        assertViolation("method must be one of");
    }

    @Test
    void faultsAreWhatTheySay() throws Exception {
        byte[] content = Layers.random("x", 200_000, 1);
        github.repository("octo/rel").release("v1").asset("v1", "x.bin", content);
        URI signed =
                URI.create(
                        header(
                                get(
                                        request(
                                                github.web().base()
                                                        + "/octo/rel/releases/download/v1/x.bin",
                                                null)),
                                "Location"));
        String local = github.assets().base() + signed.getRawPath() + "?" + signed.getRawQuery();
        github.assets().breakWith(new Fault.Cut(100_000));
        assertThrows(IOException.class, () -> get(request(local, null)));
        github.assets().breakWith(new Fault.Down());
        assertThrows(IOException.class, () -> get(request(local, null)));
        github.assets().breakWith(new Fault.Corrupt(150_000));
        byte[] wrong = get(request(local, null)).body();
        assertEquals(content.length, wrong.length);
        assertNotEquals(Layers.sha256(content), Layers.sha256(wrong));
        github.assets().breakWith(new Fault.Says(503));
        assertEquals(503, get(request(local, null)).statusCode());
        github.assets().heal();
        assertArrayEquals(content, get(request(local, null)).body());
        github.assertClean();
    }

    @Test
    void gitIsServedBesideTheDownloads() throws Exception {
        try (FakeGitHub open = FakeGitHub.forClients();
                GitServer server = GitServer.forClients();
                GitClient git = new GitClient()) {
            open.git(server);
            server.publicRepository("octo/pub", "a.txt", "content");
            git.cloneOf(open.web().base() + "/octo/pub.git", temp.resolve("pub")).ok();
            assertEquals("content", Files.readString(temp.resolve("pub/a.txt")));
            open.assertClean();
            server.assertClean();
        }
    }

    private void assertViolation(String words) {
        AssertionError failure = assertThrows(AssertionError.class, github::assertClean);
        assertTrue(String.valueOf(failure.getMessage()).contains(words), failure.getMessage());
    }

    private HttpRequest.Builder api(String path, @Nullable String token) {
        return request(github.api().base() + path, token);
    }

    private static HttpRequest.Builder request(String address, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<byte[]> get(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
