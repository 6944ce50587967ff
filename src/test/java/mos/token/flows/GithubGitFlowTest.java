package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import mos.token.testkit.GitClient;
import mos.token.testkit.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real git through the GitHub door.
class GithubGitFlowTest {
    @TempDir private Path temp;
    @TempDir private Path clones;

    private GithubHouse house;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub");
        house.git.publicRepository("octo/pub", "README.md", "hello");
        house.github.privateRepository("octo/priv", "owner");
        house.git.privateRepository("octo/priv", "a.txt", "secret");
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private String url(String repository) {
        return house.base() + "github.com/" + repository;
    }

    @Test
    void gitClonesAndFetchesWithTheSealedToken() throws IOException {
        house.git.requireCredential();
        Path into = clones.resolve("pub");
        try (GitClient git = new GitClient()) {
            git.cloneOf(url("octo/pub.git"), into).ok();
            assertEquals("hello", Files.readString(into.resolve("README.md")));
            String commit = house.git.commit("octo/pub", "README.md", "again");
            git.run("-C", into.toString(), "fetch", "-q").ok();
            assertEquals(
                    commit,
                    git.run("-C", into.toString(), "rev-parse", "FETCH_HEAD").out().strip());
            git.run("clone", "-q", "--depth", "1", url("octo/pub"), clones + "/shallow").ok();
            assertEquals(
                    "1",
                    git.run("-C", clones + "/shallow", "rev-list", "--count", "HEAD")
                            .out()
                            .strip());
        }
        assertTrue(
                house.github.web().requests().stream()
                        .allMatch(r -> r.header("Git-Protocol").orElse("").equals("version=2")));
    }

    @Test
    void aLargeRepositoryComesWhole() throws IOException {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 200_000; i++) {
            text.append(Long.toHexString(random.nextLong())).append('\n');
        }
        house.git.commit("octo/pub", "big.txt", text.toString());
        try (GitClient git = new GitClient()) {
            git.cloneOf(url("octo/pub.git"), clones.resolve("pub")).ok();
            git.run("-C", clones + "/pub", "fsck", "--strict").ok();
        }
        assertEquals(text.toString(), Files.readString(clones.resolve("pub/big.txt")));
    }

    @Test
    void aPushIsRefusedHere() throws IOException {
        Path into = clones.resolve("pub");
        try (GitClient git = new GitClient().login("x", house.reader.exposeText())) {
            git.cloneOf(url("octo/pub.git"), into).ok();
            Files.writeString(into.resolve("new.txt"), "new");
            git.run("-C", into.toString(), "add", "-A").ok();
            git.run("-C", into.toString(), "commit", "-q", "-m", "new").ok();
            Run.Result push = git.run("-C", into.toString(), "push", "-q");
            assertNotEquals(0, push.exit());
            assertTrue(push.err().contains("403"), push.err());
        }
        assertEquals(
                403, house.send("POST", "github.com/octo/pub.git/git-receive-pack").statusCode());
        for (String path :
                List.of(
                        "/info/refs",
                        "/info/refs?service=git-receive-pack",
                        "/info/refs?service=git-upload-pack&x=1",
                        "/HEAD",
                        "/objects/info/packs")) {
            assertEquals(403, house.get("github.com/octo/pub.git" + path).statusCode(), path);
        }
        assertEquals(404, house.get("github.com/octo/pub").statusCode());
    }

    @Test
    void aPrivateRepositoryIsClonedWithAnAdminTokenAsPassword() throws IOException {
        try (GitClient anonymous = new GitClient();
                GitClient stranger = new GitClient().login("x", house.stranger.exposeText());
                GitClient reader = new GitClient().login("x", house.reader.exposeText())) {
            assertNotEquals(
                    0, anonymous.cloneOf(url("octo/priv.git"), clones.resolve("no")).exit());
            assertNotEquals(
                    0, stranger.cloneOf(url("octo/priv.git"), clones.resolve("no2")).exit());
            assertEquals(0, house.github.web().requests().size(), "nothing must be asked for them");
            reader.cloneOf(url("octo/priv.git"), clones.resolve("yes")).ok();
        }
        assertEquals("secret", Files.readString(clones.resolve("yes/a.txt")));
        HttpResponse<String> challenge =
                house.get("github.com/octo/priv.git/info/refs?service=git-upload-pack");
        assertEquals(401, challenge.statusCode());
        assertTrue(
                challenge.headers().firstValue("WWW-Authenticate").orElse("").startsWith("Basic "));
    }

    @Test
    void aDeadTokenDoesNotStopPublicClones() {
        house.github.revoke(GithubHouse.GITHUB_TOKEN);
        house.git.revoke(GithubHouse.GITHUB_TOKEN);
        try (GitClient git = new GitClient().login("x", house.reader.exposeText())) {
            git.cloneOf(url("octo/pub.git"), clones.resolve("one")).ok();
            git.cloneOf(url("octo/pub.git"), clones.resolve("two")).ok();
            assertNotEquals(0, git.cloneOf(url("octo/priv.git"), clones.resolve("three")).exit());
        }
        assertEquals(1, house.github.refusals());
        assertEquals("refused", house.state());
    }

    /// git compresses what is longer than 1 KiB; the door passes it on as it is.
    @Test
    void aCompressedRequestPasses() throws Exception {
        StringBuilder lsRefs = new StringBuilder("0014command=ls-refs\n0001");
        for (int i = 0; i < 100; i++) {
            String prefix = "ref-prefix refs/heads/none-%03d\n".formatted(i);
            lsRefs.append("%04x".formatted(prefix.length() + 4)).append(prefix);
        }
        lsRefs.append("001bref-prefix refs/heads/\n0000");
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(body)) {
            gzip.write(lsRefs.toString().getBytes(StandardCharsets.US_ASCII));
        }
        for (String encoding : List.of("gzip", "x-gzip", "br")) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url("octo/pub.git/git-upload-pack")))
                            .header("Content-Type", "application/x-git-upload-pack-request")
                            .header("Content-Encoding", encoding)
                            .header("Git-Protocol", "version=2")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()))
                            .build();
            try (HttpClient client = HttpClient.newHttpClient()) {
                HttpResponse<String> answer =
                        client.send(request, HttpResponse.BodyHandlers.ofString());
                if (encoding.equals("br")) {
                    assertEquals(415, answer.statusCode());
                } else {
                    assertEquals(200, answer.statusCode(), encoding);
                    assertTrue(answer.body().contains("refs/heads/main"), answer.body());
                }
            }
        }
    }

    /// 401 of git alone may mean that the repository is not there.
    @Test
    void aRepositoryThatIsNotThereDoesNotCostTheToken() {
        HttpResponse<String> none =
                house.read("github.com/octo/none.git/info/refs?service=git-upload-pack");
        assertEquals(404, none.statusCode());
        assertNotEquals("refused", house.state());
        assertEquals(0, house.github.refusals());
    }
}
