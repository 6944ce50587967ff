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
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import mos.token.testkit.Fault;
import mos.token.testkit.GitClient;
import mos.token.testkit.Recorded;
import mos.token.testkit.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Many real gits ask the same: github.com is asked once.
class GithubGitSharingFlowTest {
    private static final int CLIENTS = 20;

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

    private long refs() {
        return house.github.web().count("GET", "/info/refs");
    }

    private long posts() {
        return house.github.web().count("POST", "/git-upload-pack");
    }

    private void atOnce(GitClient git, String... command) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Run.Result>> runs = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String[] mine =
                        Stream.of(command)
                                .map(c -> c.replace("#", Integer.toString(runs.size())))
                                .toArray(String[]::new);
                runs.add(threads.submit(() -> git.run(mine)));
            }
            for (Future<Run.Result> run : runs) {
                run.get().ok();
            }
        }
    }

    @Test
    void twentyLooksAtOnceAreOne() throws Exception {
        try (GitClient git = new GitClient()) {
            atOnce(git, "ls-remote", url("octo/pub.git"));
            assertEquals(1, refs());
            assertEquals(1, posts());
            String commit = house.git.commit("octo/pub", "README.md", "again");
            house.clock.move(Duration.ofSeconds(61));
            assertTrue(
                    git.run("ls-remote", url("octo/pub.git")).ok().out().contains(commit),
                    "a push is seen after the window");
            assertEquals(2, posts());
        }
    }

    @Test
    void twentyClonesAtOnceAreOnePackAndALaterOneIsNone() throws Exception {
        house.git.commit("octo/pub", "big.txt", "0123456789abcdef\n".repeat(50_000));
        try (GitClient git = new GitClient()) {
            atOnce(git, "clone", "-q", url("octo/pub.git"), clones + "/#");
            assertEquals(1, refs());
            assertEquals(2, posts(), "one ls-refs and one pack");
            house.clock.move(Duration.ofSeconds(61));
            house.github.web().forget();
            git.cloneOf(url("octo/pub.git"), clones.resolve("later")).ok();
            git.run("-C", clones + "/later", "fsck", "--strict").ok();
            assertEquals(1, posts(), "the ls-refs alone");
            assertEquals(
                    Files.readString(clones.resolve("0/big.txt")),
                    Files.readString(clones.resolve("later/big.txt")));
        }
    }

    @Test
    void aKeptRepositoryIsClonedWhileGithubIsAway() throws IOException {
        try (GitClient git = new GitClient().login("x", house.reader.exposeText())) {
            git.cloneOf(url("octo/priv.git"), clones.resolve("before")).ok();
            house.github.web().breakWith(new Fault.Down());
            house.clock.move(Duration.ofMinutes(10));
            house.restart();
            git.cloneOf(url("octo/priv.git"), clones.resolve("after")).ok();
        }
        assertEquals("secret", Files.readString(clones.resolve("after/a.txt")));
    }

    @Test
    void whatIsKeptOfAPrivateRepositoryIsForThoseWhoMayReadIt() throws IOException {
        try (GitClient reader = new GitClient().login("x", house.reader.exposeText());
                GitClient stranger = new GitClient().login("x", house.stranger.exposeText());
                GitClient anonymous = new GitClient()) {
            reader.cloneOf(url("octo/priv.git"), clones.resolve("yes")).ok();
            assertNotEquals(0, anonymous.run("ls-remote", url("octo/priv.git")).exit());
            assertNotEquals(0, stranger.run("ls-remote", url("octo/priv.git")).exit());
            // The owner loses access: nothing that is kept is shown on.
            house.git.revoke(GithubHouse.GITHUB_TOKEN);
            house.clock.move(Duration.ofSeconds(61));
            assertNotEquals(0, reader.cloneOf(url("octo/priv.git"), clones.resolve("no")).exit());
        }
    }

    /// By its name alone nobody knows whose a pack is: a public repository may have taken that of a
    /// private one.
    @Test
    void whatWasFetchedWithTheOwnersRightIsAskedForAnewForAStranger() throws IOException {
        try (GitClient reader = new GitClient().login("x", house.reader.exposeText());
                GitClient anonymous = new GitClient()) {
            reader.cloneOf(url("octo/priv.git"), clones.resolve("owner")).ok();
            house.github.rename("octo/priv", "octo/elsewhere");
            house.github.repository("octo/priv");
            house.clock.move(Duration.ofMinutes(6));
            house.github.web().forget();
            anonymous.cloneOf(url("octo/priv.git"), clones.resolve("stranger")).ok();
            assertEquals(2, posts(), "ls-refs and the pack: github.com decides");
            // The other way round it is shared.
            house.github.web().forget();
            anonymous.cloneOf(url("octo/pub.git"), clones.resolve("public")).ok();
            assertEquals(2, posts());
            reader.cloneOf(url("octo/pub.git"), clones.resolve("shared")).ok();
            assertEquals(1, refs());
            assertEquals(2, posts());
        }
    }

    @Test
    void partialShallowAndOlderProtocolsWork() throws IOException {
        house.git.commit("octo/pub", "docs/long.txt", "long".repeat(10_000));
        try (GitClient git = new GitClient()) {
            git.run("clone", "-q", "--filter=blob:none", url("octo/pub.git"), clones + "/partial")
                    .ok();
            for (String version : List.of("0", "1")) {
                git.run(
                                "-c",
                                "protocol.version=" + version,
                                "clone",
                                "-q",
                                url("octo/pub.git"),
                                clones + "/v" + version)
                        .ok();
            }
            Path shallow = clones.resolve("shallow");
            git.run("clone", "-q", "--depth", "1", url("octo/pub.git"), shallow.toString()).ok();
            git.run("-C", shallow.toString(), "fetch", "-q", "--unshallow").ok();
            assertEquals(
                    "2",
                    git.run("-C", shallow.toString(), "rev-list", "--count", "HEAD")
                            .ok()
                            .out()
                            .strip());
        }
        for (String clone : List.of("partial", "v0", "v1", "shallow")) {
            assertEquals(40_000, Files.size(clones.resolve(clone).resolve("docs/long.txt")), clone);
        }
    }

    @Test
    void oneLimitIsObeyedForAllAndABriefOneIsWaitedFor() {
        Fault limit = new Fault.Says(429, "text/plain", "slow down", Map.of("Retry-After", "120"));
        house.github.web().breakWith(limit);
        try (GitClient git = new GitClient()) {
            Run.Result refused = git.run("ls-remote", url("octo/pub.git"));
            assertTrue(refused.err().contains("429"), refused.err());
            long asked = house.github.web().count(r -> true);
            house.github.web().heal();
            assertNotEquals(0, git.run("ls-remote", url("octo/pub.git")).exit());
            assertEquals(asked, house.github.web().count(r -> true), "nothing is asked meanwhile");
            house.clock.move(Duration.ofSeconds(130));
            git.run("ls-remote", url("octo/pub.git")).ok();
        }
    }

    /// GitHub answers an old name with 301, also to posts; git stays here.
    @Test
    void aRenamedRepositoryIsFollowed() throws IOException {
        house.git.publicRepository("octo/new", "README.md", "renamed");
        leads("octo/old", "octo/new");
        try (GitClient git = new GitClient().login("x", house.reader.exposeText())) {
            String login = url("octo/old.git").replace("//", "//x@");
            git.run("clone", "-q", login, clones + "/one").ok();
            // What is remembered of the name is gone, what is kept is not.
            house.restart();
            git.run(
                            "clone",
                            "-q",
                            "--depth",
                            "1",
                            "--no-tags",
                            url("octo/old.git"),
                            clones + "/two")
                    .ok();
            String remote =
                    git.run("-C", clones + "/two", "remote", "get-url", "origin").ok().out();
            assertEquals(url("octo/old.git"), remote.strip());
        }
        assertEquals("renamed", Files.readString(clones.resolve("one/README.md")));
        assertEquals("renamed", Files.readString(clones.resolve("two/README.md")));
    }

    private void leads(String oldName, String newName) {
        for (String way : List.of("info/refs", "git-upload-pack")) {
            String query = way.equals("info/refs") ? "?service=git-upload-pack" : "";
            house.github
                    .web()
                    .breakWith(
                            new Fault.Says(
                                    301,
                                    "text/html",
                                    "moved",
                                    Map.of(
                                            "Location",
                                            "https://github.com/"
                                                    + newName
                                                    + ".git/"
                                                    + way
                                                    + query)),
                            r -> r.path().equals("/" + oldName + ".git/" + way));
        }
    }

    /// The owner's clone tells where a private repository went; the old name is somebody's by then.
    @Test
    void aStrangerIsNotLedToWhatIsPrivate() throws IOException {
        leads("octo/old", "octo/priv");
        try (GitClient reader = new GitClient().login("x", house.reader.exposeText());
                GitClient anonymous = new GitClient()) {
            reader.cloneOf(url("octo/old.git"), clones.resolve("owner")).ok();
            assertEquals("secret", Files.readString(clones.resolve("owner/a.txt")));
            house.github.repository("octo/old");
            house.clock.move(Duration.ofMinutes(6));
            // The API says that the old name is public, and git still leads to the private one.
            Run.Result led = anonymous.cloneOf(url("octo/old.git"), clones.resolve("led"));
            assertTrue(led.err().contains("shows no such repository"), led.err());
            house.github.web().heal();
            house.git.publicRepository("octo/old", "README.md", "somebody's");
            house.clock.move(Duration.ofSeconds(61));
            anonymous.cloneOf(url("octo/old.git"), clones.resolve("own")).ok();
        }
        assertEquals("somebody's", Files.readString(clones.resolve("own/README.md")));
        assertFalse(Files.exists(clones.resolve("own/a.txt")));
    }

    @Test
    void aStrangerIsLedToWhatIsPublic() throws IOException {
        house.github.repository("octo/old");
        leads("octo/old", "octo/pub");
        try (GitClient anonymous = new GitClient()) {
            anonymous.cloneOf(url("octo/old.git"), clones.resolve("led")).ok();
        }
        assertEquals("hello", Files.readString(clones.resolve("led/README.md")));
    }

    /// What git itself says of a push, so that people know what to do.
    @Test
    void aPushIsToldWhereToGo() throws IOException {
        Path into = clones.resolve("pub");
        try (GitClient git = new GitClient()) {
            git.cloneOf(url("octo/pub.git"), into).ok();
            Run.Result push = git.run("-C", into.toString(), "push", "-q", "origin", "HEAD:new");
            assertTrue(push.err().contains("remote: This gateway only reads"), push.err());
        }
    }

    /// Over insteadOf, a submodule's absolute and relative addresses both stay in the gateway.
    @Test
    void submodulesFollow() throws IOException {
        house.github.repository("octo/inner");
        house.git.publicRepository("octo/inner", "in.txt", "inside");
        String head =
                house.read("github.com/octo/inner.git/info/refs?service=git-upload-pack").body();
        assertTrue(head.contains("refs/heads/main"), head);
        String commit = head.substring(head.indexOf("0000") + 8, head.indexOf("0000") + 48);
        house.git.submodules(
                "octo/pub", commit, "https://github.com/octo/inner.git", "../inner.git");
        try (GitClient git = new GitClient()) {
            git.run("config", "--global", "url." + url("") + ".insteadOf", "https://github.com/")
                    .ok();
            git.run(
                            "clone",
                            "-q",
                            "--recurse-submodules",
                            "https://github.com/octo/pub.git",
                            clones + "/outer")
                    .ok();
        }
        assertEquals("inside", Files.readString(clones.resolve("outer/sub0/in.txt")));
        assertEquals("inside", Files.readString(clones.resolve("outer/sub1/in.txt")));
        assertTrue(
                house.github.web().requests().stream()
                        .map(Recorded::path)
                        .anyMatch(p -> p.contains("inner")));
    }
}
