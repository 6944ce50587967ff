package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import mos.token.testkit.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The real git-lfs through the GitHub door.
class GithubLfsFlowTest {
    private static final byte[] LARGE = bytes(1, 700_000);
    private static final byte[] SMALL = bytes(2, 3_000);

    @TempDir private Path temp;
    @TempDir private Path clones;

    private GithubHouse house;

    private static byte[] bytes(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub");
        house.git.publicRepository("octo/pub", ".gitattributes", "*.bin filter=lfs -text\n");
        track("octo/pub", "large.bin", LARGE);
        track("octo/pub", "small.bin", SMALL);
        house.github.privateRepository("octo/priv", "owner");
        house.git.privateRepository("octo/priv", ".gitattributes", "*.bin filter=lfs -text\n");
        track("octo/priv", "hidden.bin", SMALL);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private void track(String repository, String file, byte[] content) {
        String sha256 = house.github.largeFile(repository, content);
        house.git.commit(
                repository,
                file,
                "version https://git-lfs.github.com/spec/v1\noid sha256:%s\nsize %d\n"
                        .formatted(sha256, content.length));
    }

    private static GitClient client() {
        GitClient git = new GitClient();
        git.run("lfs", "install", "--skip-repo").ok();
        return git;
    }

    private String url(String repository) {
        return house.base() + "github.com/" + repository + ".git";
    }

    private long batches() {
        return house.github.web().count("POST", "/info/lfs/objects/batch");
    }

    private long downloads() {
        return house.github.largeFiles().requests().size();
    }

    @Test
    void aCloneBringsItsLargeFilesAndALaterOneAsksForNone() throws IOException {
        try (GitClient git = client()) {
            git.cloneOf(url("octo/pub"), clones.resolve("one")).ok();
            assertArrayEquals(LARGE, Files.readAllBytes(clones.resolve("one/large.bin")));
            assertArrayEquals(SMALL, Files.readAllBytes(clones.resolve("one/small.bin")));
            assertEquals(1, batches());
            assertEquals(2, downloads());
            house.clock.move(Duration.ofDays(1));
            git.cloneOf(url("octo/pub"), clones.resolve("two")).ok();
            assertArrayEquals(LARGE, Files.readAllBytes(clones.resolve("two/large.bin")));
            assertEquals(1, batches());
            assertEquals(2, downloads());
        }
    }

    @Test
    void manyClonesAtOnceAreOneDownload() throws Exception {
        try (GitClient git = client();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Run.Result>> runs = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Path into = clones.resolve("clone" + i);
                runs.add(threads.submit(() -> git.cloneOf(url("octo/pub"), into)));
            }
            for (Future<Run.Result> run : runs) {
                run.get().ok();
            }
        }
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(
                    LARGE, Files.readAllBytes(clones.resolve("clone" + i + "/large.bin")));
        }
        assertEquals(2, downloads());
    }

    @Test
    void whatIsPrivateNeedsAnAdminToken() throws IOException {
        try (GitClient reader = client().login("x", house.reader.exposeText())) {
            reader.cloneOf(url("octo/priv"), clones.resolve("yes")).ok();
        }
        assertArrayEquals(SMALL, Files.readAllBytes(clones.resolve("yes/hidden.bin")));
    }

    @Test
    void whatIsKeptIsClonedWhileGithubIsAway() throws IOException {
        try (GitClient git = client()) {
            git.cloneOf(url("octo/pub"), clones.resolve("before")).ok();
            house.github.breakWith(new Fault.Down());
            house.clock.move(Duration.ofMinutes(50));
            house.restart();
            git.cloneOf(url("octo/pub"), clones.resolve("after")).ok();
        }
        assertArrayEquals(LARGE, Files.readAllBytes(clones.resolve("after/large.bin")));
    }

    @Test
    void anUploadIsToldWhereToGo() throws IOException {
        Path into = clones.resolve("pub");
        try (GitClient git = client().login("x", house.reader.exposeText())) {
            git.cloneOf(url("octo/pub"), into).ok();
            Files.write(into.resolve("new.bin"), bytes(3, 100));
            git.run("-C", into.toString(), "add", "-A").ok();
            git.run("-C", into.toString(), "commit", "-q", "-m", "new").ok();
            Run.Result push = git.run("-C", into.toString(), "lfs", "push", "origin", "main");
            assertNotEquals(0, push.exit());
            assertTrue(push.err().contains("This gateway only reads"), push.err());
            Run.Result lock = git.run("-C", into.toString(), "lfs", "lock", "large.bin");
            assertNotEquals(0, lock.exit());
            assertTrue(lock.err().contains("locks are made at the real host"), lock.err());
        }
    }
}
