package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.stream.Stream;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import mos.token.testkit.Run;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real gits are served from mirrors: github.com is asked once for all of them, and not at all
/// while it is away.
class GithubMirrorFlowTest {
    private static final Duration A_WINDOW = Duration.ofSeconds(61);

    @TempDir private Path temp;
    @TempDir private Path clones;

    private GithubHouse house;
    private final GitClient git = new GitClient();

    @BeforeEach
    void start() {
        house = GithubHouse.mirroring(temp, "octo/pub", "octo/priv");
        house.github.repository("octo/pub");
        house.git.publicRepository("octo/pub", "README.md", "hello");
        house.github.privateRepository("octo/priv", "owner");
        house.git.privateRepository("octo/priv", "a.txt", "secret");
    }

    @AfterEach
    void stop() {
        git.close();
        house.close();
    }

    private String url(String repository) {
        return house.base() + "github.com/" + repository;
    }

    private GitClient reader() {
        return new GitClient().login("x", house.reader.exposeText());
    }

    private long posts() {
        return house.github.web().count("POST", "/git-upload-pack");
    }

    private Path clone(GitClient by, String repository, String... options) throws IOException {
        Path into = clones.resolve(Integer.toString(clones.toFile().list().length));
        List<String> command = new ArrayList<>(List.of("clone", "-q"));
        command.addAll(List.of(options));
        command.addAll(List.of(url(repository), into.toString()));
        by.run(command.toArray(String[]::new)).ok();
        return into;
    }

    private String head(Path clone) {
        return git.run("-C", clone.toString(), "rev-parse", "origin/HEAD").ok().out().strip();
    }

    /// The bare repositories that are kept, as `OWNER/REPO/WHOSE.git`.
    private List<Path> mirrors() throws IOException {
        Path root = temp.resolve("data/mirrors/github.com");
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(root, 3)) {
            return all.filter(path -> root.relativize(path).getNameCount() == 3).toList();
        }
    }

    @Test
    void aCloneIsServedFromTheMirror() throws IOException {
        Path first = clone(git, "octo/pub.git");
        assertEquals("hello", Files.readString(first.resolve("README.md")));
        assertEquals(2, posts(), "branches and a pack, for the mirror");
        clone(git, "octo/pub.git");
        clone(git, "Octo/Pub");
        assertEquals(2, posts(), "within the window nothing is asked");
        house.clock.move(A_WINDOW);
        clone(git, "octo/pub.git");
        assertEquals(3, posts(), "the branches alone");
        assertEquals(0, house.github.web().count("GET", "/info/refs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void everyVersionOfTheProtocolIsSpoken(String version) throws IOException {
        Path into = clones.resolve("it");
        git.run("-c", "protocol.version=" + version, "clone", "-q", url("octo/pub"), into + "")
                .ok();
        house.git.commit("octo/pub", "more.txt", "more");
        house.clock.move(A_WINDOW);
        git.run("-C", into + "", "-c", "protocol.version=" + version, "pull", "-q").ok();
        assertEquals("more", Files.readString(into.resolve("more.txt")));
    }

    @Test
    void aPushIsFetchedAndARemovedBranchGoes() throws IOException {
        Path into = clone(git, "octo/pub");
        house.git.branches("octo/pub", 3);
        String commit = house.git.commit("octo/pub", "README.md", "again");
        house.clock.move(A_WINDOW);
        git.run("-C", into + "", "fetch", "-q").ok();
        assertEquals(commit, head(into));
        String branches = git.run("-C", into + "", "branch", "-r").ok().out();
        assertTrue(branches.contains("origin/b2"), branches);
        house.git.removeBranch("octo/pub", "b2");
        // Where there was a branch there is a folder of them.
        house.git.branch("octo/pub", "b2/inside");
        house.clock.move(A_WINDOW);
        git.run("-C", into + "", "fetch", "-q", "--prune").ok();
        String after = git.run("-C", into + "", "branch", "-r").ok().out();
        assertTrue(after.contains("origin/b2/inside"), after);
        assertFalse(after.contains("origin/b2\n"), after);
        git.run("-C", into + "", "fsck", "--strict").ok();
    }

    @Test
    void shallowAndPartialClonesWork() throws IOException {
        String old = house.git.commit("octo/pub", "README.md", "second");
        house.git.commit("octo/pub", "README.md", "third");
        Path shallow = clone(git, "octo/pub", "--depth=1");
        assertEquals("1\n", git.run("-C", shallow + "", "rev-list", "--count", "HEAD").ok().out());
        git.run("-C", shallow + "", "fetch", "-q", "--unshallow").ok();
        Path partial = clone(git, "octo/pub", "--filter=blob:none");
        house.github.web().breakWith(new Fault.Down());
        assertEquals("second", git.run("-C", partial + "", "show", old + ":README.md").ok().out());
        // As submodules are: one commit, by its id.
        git.run("-C", shallow + "", "fetch", "-q", url("octo/pub"), old).ok();
    }

    @Test
    void tenClonesAtOnceAreOneFetch() throws Exception {
        house.git.commit("octo/pub", "big.txt", "0123456789abcdef\n".repeat(50_000));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Run.Result>> runs = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Path into = clones.resolve("c" + i);
                runs.add(threads.submit(() -> git.cloneOf(url("octo/pub"), into)));
            }
            for (Future<Run.Result> run : runs) {
                run.get().ok();
            }
        }
        assertEquals(2, posts());
    }

    @Test
    void whileGithubIsAwayOrLimitedTheMirrorGoesOnUntilItIsTooOld() throws IOException {
        clone(git, "octo/pub");
        house.github.web().breakWith(new Fault.Down());
        house.clock.move(Duration.ofDays(2));
        house.restart();
        Path away = clone(git, "octo/pub");
        assertEquals("hello", Files.readString(away.resolve("README.md")));
        house.github.web().heal();
        house.github.web().breakWith(new Fault.Says(429));
        clone(git, "octo/pub");
        house.github.web().breakWith(new Fault.Down());
        house.clock.move(Duration.ofDays(6));
        assertNotEquals(0, git.cloneOf(url("octo/pub"), clones.resolve("late")).exit());
    }

    @Test
    void aPrivateRepositoryIsForThoseWhoMayReadIt() throws IOException {
        try (GitClient reader = reader();
                GitClient stranger = new GitClient().login("x", house.stranger.exposeText())) {
            Path clone = clone(reader, "octo/priv");
            assertEquals("secret", Files.readString(clone.resolve("a.txt")));
            assertNotEquals(0, git.run("ls-remote", url("octo/priv")).exit());
            assertNotEquals(0, stranger.run("ls-remote", url("octo/priv")).exit());
            assertEquals(
                    401,
                    house.get("github.com/octo/priv/info/refs?service=git-upload-pack")
                            .statusCode());
            // The owner loses access: what is kept is shown on no more.
            house.git.revoke(GithubHouse.GITHUB_TOKEN);
            house.clock.move(A_WINDOW);
            assertNotEquals(0, reader.run("ls-remote", url("octo/priv")).exit());
            house.github.web().breakWith(new Fault.Down());
            assertNotEquals(0, reader.run("ls-remote", url("octo/priv")).exit());
        }
    }

    @Test
    void aPublicRepositoryThatTakesAPrivateOnesNameGetsAMirrorOfItsOwn() throws IOException {
        String secret;
        try (GitClient reader = reader()) {
            secret = head(clone(reader, "octo/priv"));
            house.github.rename("octo/priv", "octo/elsewhere");
            house.github.repository("octo/priv");
            house.git.replace("octo/priv", "b.txt", "for everybody");
            house.clock.move(Duration.ofMinutes(6));
            Path open = clone(git, "octo/priv");
            assertFalse(Files.exists(open.resolve("a.txt")));
            assertNotEquals(0, git.run("-C", open + "", "fetch", url("octo/priv"), secret).exit());
            assertEquals(2, mirrors().size(), mirrors().toString());
        }
    }

    @Test
    void aReplacedTokenHasTheMirrorMadeAnew() throws IOException {
        try (GitClient reader = reader()) {
            clone(reader, "octo/priv");
            Path left = mirrors().getFirst().resolve("description");
            Files.writeString(left, "fetched with the token before");
            String next = "gh" + "p_" + "Z8y3".repeat(9);
            house.github.token("owner", next);
            house.git.allow(next);
            house.store(next);
            clone(reader, "octo/priv");
            assertFalse(Files.exists(left));
            assertEquals(1, mirrors().size(), mirrors().toString());
        }
    }

    @Test
    void afterAFetchThatBrokeOffTheNextOneIsWhole() throws IOException {
        Path into = clone(git, "octo/pub");
        Path mirror = mirrors().getFirst();
        String commit =
                house.git.commit("octo/pub", "big.txt", "0123456789abcdef\n".repeat(50_000));
        house.clock.move(A_WINDOW);
        house.github
                .web()
                .breakWith(new Fault.Cut(1_000), r -> r.target().endsWith("git-upload-pack"));
        git.run("-C", into + "", "fetch", "-q").ok();
        assertNotEquals(commit, head(into), "the mirror goes on as it was");
        // And as a kill of both programs leaves it.
        Files.writeString(mirror.resolve("packed-refs.lock"), "");
        Files.writeString(mirror.resolve("refs/heads/main.lock"), "");
        Files.writeString(mirror.resolve("objects/pack/tmp_pack_aB3xYz"), "PACK");
        house.restart();
        house.github.web().heal();
        git.run("-C", into + "", "remote", "set-url", "origin", url("octo/pub")).ok();
        git.run("-C", into + "", "fetch", "-q").ok();
        assertEquals(commit, head(into));
        assertFalse(Files.exists(mirror.resolve("objects/pack/tmp_pack_aB3xYz")));
    }

    @Test
    void aStopInTheMiddleEndsGitAndTheNextFetchIsWhole() throws Exception {
        Path into = clone(git, "octo/pub");
        Path packs = mirrors().getFirst().resolve("objects/pack");
        String commit = house.git.commit("octo/pub", "big.txt", noise());
        house.clock.move(A_WINDOW);
        house.github
                .web()
                .breakWith(
                        new Fault.Stall(50_000, new Fault.Gate()),
                        r -> r.target().endsWith("git-upload-pack"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Run.Result> fetch =
                    threads.submit(() -> git.run("-C", into + "", "fetch", "-q"));
            assertTrue(
                    Eventually.holdsWithin(
                            Duration.ofSeconds(20),
                            () -> packs.toFile().list((_, n) -> n.startsWith("tmp_")).length > 0));
            assertEquals(1, running());
            house.restart();
            assertEquals(0, running());
            fetch.get();
        }
        house.github.web().heal();
        git.run("-C", into + "", "remote", "set-url", "origin", url("octo/pub")).ok();
        git.run("-C", into + "", "fetch", "-q").ok();
        assertEquals(commit, head(into));
        assertEquals(0, packs.toFile().list((_, n) -> n.startsWith("tmp_")).length);
    }

    /// 200,000 bytes that do not shrink much.
    private static String noise() {
        var text = new StringBuilder();
        new Random(1).ints(200_000, ' ', '~').forEach(text::appendCodePoint);
        return text.toString();
    }

    /// How many gits work on our mirrors.
    private long running() {
        return ProcessHandle.allProcesses()
                .filter(p -> p.info().commandLine().orElse("").contains(temp + "/data/mirrors"))
                .count();
    }

    @Test
    void whatIsNotSoundIsNotTakenAndTheClientIsServedAsWithoutAMirror() throws IOException {
        Path into = clone(git, "octo/pub");
        house.git.oddCommit("octo/pub");
        house.clock.move(A_WINDOW);
        house.github.web().forget();
        git.run("-C", into + "", "fetch", "-q").ok();
        assertEquals(1, house.github.web().count("GET", "/info/refs"), "asked as without one");
    }

    @Test
    void aMirrorThatIsListedNoMoreIsDeleted() throws IOException {
        clone(git, "octo/pub");
        assertEquals(1, mirrors().size());
        house.restart();
        assertEquals(1, mirrors().size(), "a restart changes nothing");
        house.close();
        try (TestApp _ = TestApp.start(temp)) {
            assertEquals(List.of(), mirrors());
        }
        house = GithubHouse.ready(clones);
    }
}
