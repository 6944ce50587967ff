package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import mos.token.testkit.GitHubRepository;
import mos.token.testkit.Layers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files through the GitHub door: raw, archives, release files. A credential on a signed host, and
/// a signed address at the client, fail each of these tests at its end.
class GithubFileFlowTest {
    private static final String WEB = "github.com/octo/pub/releases/download/v1/tool.bin";
    private static final byte[] ASSET = new byte[300_000];
    private static final byte[] ASSET_2 = new byte[280_000];

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
        assertAsset(house.get(WEB), "web");
        assertAsset(house.get(api, "Accept", "application/octet-stream"), "API");
        assertAsset(house.get("github.com/octo/pub/releases/latest/download/tool.bin"), "latest");
        assertEquals(
                1, house.github.assets().requests().size(), "the digest says that it is the same");
        String etag = "\"" + Layers.sha256(ASSET).substring(7) + "\"";
        HttpResponse<String> part = house.get(WEB, "Range", "bytes=10-19", "If-Range", etag);
        assertEquals(206, part.statusCode());
        assertEquals(
                "bytes 10-19/" + ASSET.length,
                part.headers().firstValue("Content-Range").orElse(""));
        assertEquals(10, part.body().length());
        assertAsset(house.get(WEB, "Range", "bytes=10-19", "If-Range", "\"x\""), "another one");
        assertEquals(416, house.get(WEB, "Range", "bytes=300000-").statusCode());
        assertEquals(304, house.get(WEB, "If-None-Match", etag).statusCode());
        HttpResponse<String> head = house.send("HEAD", WEB);
        assertEquals(200, head.statusCode());
        assertEquals(ASSET.length, head.headers().firstValueAsLong("Content-Length").orElse(-1));
        assertEquals(1, house.github.assets().requests().size());
        house.github.useOldAssetHost();
        house.github.repository("octo/pub").release("v2").asset("v2", "tool.bin", ASSET_2);
        HttpResponse<String> cold = house.send("HEAD", WEB.replace("v1", "v2"));
        assertEquals(ASSET_2.length, cold.headers().firstValueAsLong("Content-Length").orElse(-1));
        house.clock.move(Duration.ofSeconds(61));
        HttpResponse<String> latest =
                house.get("github.com/octo/pub/releases/latest/download/tool.bin");
        assertTrue(Arrays.equals(ASSET_2, bytes(latest)));
        assertEquals(2, house.github.oldAssets().requests().size(), "a HEAD fetches nothing");
    }

    /// The release is asked with its ETag; the file itself only when its digest is another one.
    @Test
    void aReleaseFileIsFetchedAgainOnlyWhenItChanged() {
        assertAsset(house.get(WEB), "first");
        int used = house.spent();
        for (int i = 0; i < 3; i++) {
            house.clock.move(Duration.ofMinutes(30));
            assertAsset(house.get(WEB), "kept");
        }
        assertEquals(used, house.spent());
        assertEquals(1, house.github.assets().requests().size());
        assertEquals(1, house.github.web().count("GET", "/tool.bin"));
        house.github.breakWith(new Fault.Down());
        house.clock.move(Duration.ofMinutes(30));
        HttpResponse<String> stale = house.get(WEB);
        assertAsset(stale, "while GitHub is away");
        assertTrue(stale.headers().firstValue("Warning").orElse("").startsWith("299 "));
        house.github.heal();
        house.github.repository("octo/pub").replaceAsset("v1", "tool.bin", ASSET_2);
        house.clock.move(Duration.ofMinutes(30));
        assertTrue(Arrays.equals(ASSET_2, bytes(house.get(WEB))));
    }

    @Test
    void twentyReadersAreOneDownload() throws Exception {
        assertEquals(200, house.send("HEAD", WEB).statusCode(), "judged to be public");
        house.github.assets().forget();
        Fault.Gate gate = new Fault.Gate();
        house.github.assets().breakWith(new Fault.Stall(100_000, gate));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(threads.submit(() -> house.get(WEB)));
            }
            assertTrue(
                    Eventually.holdsWithin(
                            Duration.ofSeconds(10),
                            () -> house.github.assets().requests().size() == 1));
            gate.open();
            for (Future<HttpResponse<String>> each : all) {
                assertAsset(each.get(), "one of many");
            }
        }
        assertEquals(1, house.github.assets().requests().size());
    }

    @Test
    void aDownloadThatBreaksOffGoesOnFromThereToANewlySignedAddress() {
        house.github.assets().breakWith(new Fault.Cut(100_000), r -> r.header("Range").isEmpty());
        assertAsset(house.get(WEB), "web");
        assertEquals(
                List.of("bytes=100000-"),
                house.github.assets().requests().stream()
                        .flatMap(r -> r.header("Range").stream())
                        .toList());
        assertEquals(2, house.github.web().count("GET", "/tool.bin"));
        assertAsset(house.get(WEB), "kept");
    }

    /// Without the digest nobody would notice.
    @Test
    void aFileThatIsNotWhatGithubDescribesIsNeverTaken() {
        house.github.assets().breakWith(new Fault.Corrupt(299_999));
        assertBroken();
        house.github.heal();
        assertAsset(house.get(WEB), "the right one");
        house.github.repository("octo/pub").asset("v1", "small.bin", new byte[1000]);
        house.github.assets().breakWith(new Fault.Corrupt(5));
        house.clock.move(Duration.ofSeconds(61));
        HttpResponse<String> small = house.get(WEB.replace("tool", "small"));
        assertEquals(502, small.statusCode());
        assertTrue(small.body().contains("another file"), small::body);
    }

    private void assertBroken() {
        boolean broke;
        try {
            HttpResponse<String> answer = house.get(WEB);
            broke = answer.statusCode() == 502;
        } catch (UncheckedIOException _) {
            broke = true;
        }
        assertTrue(broke, "a part was taken for the whole");
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
    void anArchiveOfACommitIsFetchedOnceAndOneOfABranchLookedAtAgain() {
        String commit = house.github.repository("octo/pub").commit();
        String byCommit = "github.com/octo/pub/archive/" + commit + ".tar.gz";
        String byBranch = "github.com/octo/pub/archive/refs/heads/main.tar.gz";
        String first = house.get(byCommit).body();
        String main = house.get(byBranch).body();
        assertEquals(main, house.get(byBranch).body());
        assertEquals(2, house.github.codeload().requests().size());
        house.github.repository("octo/pub").file("README.md", "changed");
        house.clock.move(Duration.ofDays(2));
        assertNotEquals(main, house.get(byBranch).body());
        assertEquals(first, house.get(byCommit).body());
        assertEquals(3, house.github.codeload().requests().size());
        house.github.breakWith(new Fault.Down());
        assertEquals(first, house.get(byCommit).body());
    }

    @Test
    void privateFilesNeedAnAdminToken() {
        String raw = "raw.githubusercontent.com/octo/priv/main/a.txt";
        String commit = house.github.privateRepository("octo/priv").commit();
        String byCommit = "raw.githubusercontent.com/octo/priv/" + commit + "/a.txt";
        String archive = "github.com/octo/priv/archive/main.tar.gz";
        String release = "github.com/octo/priv/releases/download/v1/tool.bin";
        String bearer = "Bearer " + house.reader.exposeText();
        assertEquals(401, house.send("HEAD", release).statusCode());
        assertEquals(200, house.send("HEAD", release, "Authorization", bearer).statusCode());
        for (String path : List.of(raw, byCommit, archive, release)) {
            assertEquals(401, house.get(path).statusCode(), path);
            assertEquals(200, house.read(path).statusCode(), path);
            assertEquals(401, house.get(path).statusCode(), path + " from the cache");
        }
        assertEquals("secret", house.read(raw).body());
    }

    /// A private repository goes, and somebody's public one takes its name.
    @Test
    void whatWasPrivateUnderANameIsNotOfThePublicRepositoryThatTakesIt() {
        String commit = house.github.privateRepository("octo/priv").commit();
        String raw = "raw.githubusercontent.com/octo/priv/" + commit + "/a.txt";
        String archive = "api.github.com/repos/octo/priv/tarball/" + commit;
        for (String path : List.of(raw, archive)) {
            assertEquals(200, house.read(path).statusCode(), path);
            assertEquals(401, house.get(path).statusCode(), path);
        }
        house.github.rename("octo/priv", "octo/elsewhere");
        String own = house.github.repository("octo/priv").file("own.txt", "open").commit();
        house.clock.move(Duration.ofMinutes(6));
        for (String path : List.of(raw, archive)) {
            assertEquals(404, house.get(path).statusCode(), path);
            assertEquals(200, house.read(path).statusCode(), path + " is the owner's still");
        }
        // The other way round it is shared.
        String shared = "raw.githubusercontent.com/octo/priv/" + own + "/own.txt";
        assertEquals("open", house.get(shared).body());
        house.github.raw().breakWith(new Fault.Down());
        assertEquals("open", house.read(shared).body());
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
        assertEquals(large.length() * 6L, huge.body().length());
        house.get("raw.githubusercontent.com/octo/pub/main/huge.txt", "Range", "bytes=7-9");
        assertEquals(1, house.github.raw().count("GET", "/huge.txt"));
    }

    @Test
    void aFileOfABranchIsRevalidated() {
        String path = "raw.githubusercontent.com/octo/pub/main/README.md";
        assertEquals("hello", house.get(path).body());
        assertEquals("hello", house.get(path).body());
        assertEquals(1, house.github.raw().requests().size());
        house.github.repository("octo/pub").file("README.md", "changed");
        house.clock.move(Duration.ofSeconds(61));
        // Who asks while the first one is still being written to disk shares it.
        Eventually.within(Duration.ofSeconds(10), () -> house.get(path).body().equals("changed"));
        assertEquals(404, house.get(path + ".none").statusCode());
        assertEquals(400, house.get(path + "?token=x").statusCode());
        assertEquals(405, house.send("POST", path).statusCode());
    }

    @Test
    void aFileThatBreaksOffIsNeverTakenForWhole() {
        house.github.assets().breakWith(new Fault.Says(404), r -> r.header("Range").isPresent());
        house.github.assets().breakWith(new Fault.Cut(1000), r -> r.header("Range").isEmpty());
        assertBroken();
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
