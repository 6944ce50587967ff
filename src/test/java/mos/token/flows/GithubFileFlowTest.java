package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import mos.token.testkit.GitHubRepository;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files through the GitHub door: raw, archives, release files. A credential on a signed host, and
/// a signed address at the client, fail each of these tests at its end.
class GithubFileFlowTest {
    private static final byte[] ASSET = new byte[300_000];

    static {
        new Random(3).nextBytes(ASSET);
    }

    @TempDir private Path temp;
    @TempDir private Path other;
    @TempDir private Path clones;

    private GithubHouse house;

    @AfterEach
    void stop() {
        house.close();
    }

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github
                .repository("octo/pub")
                .file("README.md", "hello")
                .release("v1")
                .asset("v1", "tool.bin", ASSET);
        house.github
                .privateRepository("octo/priv", "owner")
                .file("a.txt", "secret")
                .release("v1")
                .asset("v1", "tool.bin", ASSET);
    }

    private static byte[] bytes(HttpResponse<String> response) {
        return response.body().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void assertAsset(HttpResponse<String> response, String what) {
        assertEquals(200, response.statusCode(), what);
        assertEquals(ASSET.length, bytes(response).length, what);
        assertTrue(Arrays.equals(ASSET, bytes(response)), what);
        assertTrue(response.headers().firstValue("Location").isEmpty(), what);
    }

    @Test
    void releaseFilesAreFetchedBehindTheRedirectWithoutTheToken() {
        long id = house.github.repository("octo/pub").assetId("v1", "tool.bin");
        String api = "api.github.com/repos/octo/pub/releases/assets/" + id;
        String web = "github.com/octo/pub/releases/download/v1/tool.bin";
        for (int round = 0; round < 2; round++) {
            assertAsset(house.get(api, "Accept", "application/octet-stream"), "API");
            assertAsset(house.get(web), "web");
            assertAsset(
                    house.get("github.com/octo/pub/releases/latest/download/tool.bin"), "latest");
            house.github.useOldAssetHost();
        }
        assertTrue(house.github.oldAssets().requests().size() >= 3);
        HttpResponse<String> part = house.get(web, "Range", "bytes=10-19");
        assertEquals(206, part.statusCode());
        assertEquals(
                "bytes 10-19/" + ASSET.length,
                part.headers().firstValue("Content-Range").orElse(""));
        assertEquals(10, part.body().length());
        HttpResponse<String> head = house.send("HEAD", web);
        assertEquals(200, head.statusCode());
        assertEquals(ASSET.length, head.headers().firstValueAsLong("Content-Length").orElse(-1));
    }

    @Test
    void archives() {
        for (String path :
                List.of(
                        "github.com/octo/pub/archive/refs/heads/main.tar.gz",
                        "github.com/octo/pub/archive/main.zip",
                        "codeload.github.com/octo/pub/tar.gz/refs/heads/main",
                        "api.github.com/repos/octo/pub/tarball/main",
                        "api.github.com/repos/octo/pub/zipball")) {
            HttpResponse<String> archive = house.get(path);
            assertEquals(200, archive.statusCode(), path);
            assertTrue(archive.body().length() > 100, path);
        }
        assertEquals(404, house.get("github.com/octo/pub/archive/none.tar.gz").statusCode());
    }

    @Test
    void privateFilesNeedAnAdminToken() {
        String raw = "raw.githubusercontent.com/octo/priv/main/a.txt";
        String commit = house.github.privateRepository("octo/priv").commit();
        String byCommit = "raw.githubusercontent.com/octo/priv/" + commit + "/a.txt";
        String archive = "github.com/octo/priv/archive/main.tar.gz";
        String release = "github.com/octo/priv/releases/download/v1/tool.bin";
        for (String path : List.of(raw, byCommit, archive, release)) {
            assertEquals(401, house.get(path).statusCode(), path);
            assertEquals(200, house.read(path).statusCode(), path);
            assertEquals(401, house.get(path).statusCode(), path + " from the cache");
        }
        assertEquals("secret", house.read(raw).body());
    }

    @Test
    void aFileOfACommitIsFetchedOnce() {
        GitHubRepository repository = house.github.repository("octo/pub");
        String path = "raw.githubusercontent.com/octo/pub/" + repository.commit() + "/README.md";
        assertEquals("hello", house.get(path).body());
        house.clock.move(Duration.ofDays(3));
        house.github.raw().breakWith(new Fault.Down());
        HttpResponse<String> again = house.get(path);
        assertEquals("hello", again.body());
        assertTrue(again.headers().firstValue("Warning").isEmpty());
        assertEquals(1, house.github.raw().requests().size());
        String etag = again.headers().firstValue("ETag").orElseThrow();
        assertEquals(304, house.get(path, "If-None-Match", etag).statusCode());
    }

    @Test
    void aLargeFileIsKeptAndServedWhole() {
        String large = "0123456789abcdef".repeat(200_000);
        house.github.repository("octo/pub").file("large.txt", large);
        String path = "raw.githubusercontent.com/octo/pub/main/large.txt";
        assertEquals(large, house.get(path).body());
        assertEquals(large, house.get(path).body());
        assertEquals(1, house.github.raw().requests().size());
        HttpResponse<String> head = house.send("HEAD", path);
        assertEquals(large.length(), head.headers().firstValueAsLong("Content-Length").orElse(-1));
        assertEquals(large.substring(5, 10), house.get(path, "Range", "bytes=5-9").body());
        house.github.repository("octo/pub").file("huge.txt", large.repeat(6));
        HttpResponse<String> huge = house.get("raw.githubusercontent.com/octo/pub/main/huge.txt");
        assertEquals(large.length() * 6L, huge.body().length(), "streamed, not kept");
    }

    @Test
    void aFileOfABranchIsRevalidated() {
        String path = "raw.githubusercontent.com/octo/pub/main/README.md";
        assertEquals("hello", house.get(path).body());
        assertEquals("hello", house.get(path).body());
        assertEquals(1, house.github.raw().requests().size());
        house.github.repository("octo/pub").file("README.md", "changed");
        house.clock.move(Duration.ofSeconds(61));
        assertEquals("changed", house.get(path).body());
        assertEquals(404, house.get(path + ".none").statusCode());
        assertEquals(400, house.get(path + "?token=x").statusCode());
        assertEquals(405, house.send("POST", path).statusCode());
    }

    @Test
    void aFileThatBreaksOffIsNeverTakenForWhole() {
        house.github.assets().breakWith(new Fault.Cut(1000));
        boolean broke;
        try {
            broke =
                    house.get("github.com/octo/pub/releases/download/v1/tool.bin").body().length()
                            == 0;
        } catch (UncheckedIOException _) {
            broke = true;
        }
        assertTrue(broke, "a part was taken for the whole");
    }

    @Test
    void withoutAStoredTokenGitAndFilesOfPublicRepositoriesAreServedAndRestSaysWhatToDo() {
        stop();
        house = new GithubHouse(other, true);
        house.github.repository("octo/pub").file("README.md", "hello");
        house.git.publicRepository("octo/pub", "README.md", "hello");
        for (HttpResponse<String> rest :
                List.of(
                        house.get("api.github.com/repos/octo/pub"),
                        house.read("api.github.com/repos/octo/pub"))) {
            assertEquals(503, rest.statusCode());
            assertTrue(rest.body().contains("Store a token"));
        }
        assertEquals(0, house.github.api().requests().size());
        assertEquals(
                "hello", house.get("raw.githubusercontent.com/octo/pub/main/README.md").body());
        assertEquals(
                401, house.get("raw.githubusercontent.com/octo/none/main/README.md").statusCode());
        try (GitClient git = new GitClient()) {
            git.cloneOf(house.base() + "github.com/octo/pub.git", clones.resolve("pub")).ok();
        }
        assertEquals(
                2,
                house.github.web().count(r -> r.path().equals("/octo/pub.git/info/refs")),
                "one look whether it is public, and git's own");
    }

    @Test
    void fromOtherNetworksNothingWithoutAnAdminToken() {
        stop();
        house = new GithubHouse(other, false);
        house.store(GithubHouse.GITHUB_TOKEN);
        house.github.repository("octo/pub").file("README.md", "hello");
        String stranger = "Bearer " + house.stranger.exposeText();
        for (String path :
                List.of(
                        "api.github.com/repos/octo/pub",
                        "raw.githubusercontent.com/octo/pub/main/README.md",
                        "github.com/octo/pub.git/info/refs?service=git-upload-pack")) {
            assertEquals(401, house.get(path).statusCode(), path);
            assertEquals(401, house.get(path, "Authorization", "Bearer nonsense").statusCode());
            assertEquals(403, house.get(path, "Authorization", stranger).statusCode(), path);
        }
        assertEquals(0, house.github.api().requests().size());
        assertEquals(200, house.read("api.github.com/repos/octo/pub").statusCode());
    }
}
