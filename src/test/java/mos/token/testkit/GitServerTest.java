package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitServerTest {
    private static final String TOKEN = "gh" + "p_" + "a1B2".repeat(9);

    @TempDir private Path temp;

    @Test
    void gitClonesAndFetchesByProtocolTwo() throws IOException {
        try (GitServer server = GitServer.forClients();
                GitClient git = new GitClient()) {
            server.publicRepository("octo/pub", "README.md", "hello");
            Path into = temp.resolve("pub");
            git.cloneOf(server.base() + "/octo/pub.git", into).ok();
            assertEquals("hello", Files.readString(into.resolve("README.md")));
            String commit = server.commit("octo/pub", "README.md", "hello again");
            git.run("-C", into.toString(), "fetch", "-q").ok();
            assertEquals(
                    commit,
                    git.run("-C", into.toString(), "rev-parse", "FETCH_HEAD").out().strip());
            git.cloneOf(server.base() + "/octo/pub", temp.resolve("without-suffix")).ok();
            assertTrue(
                    server.host().requests().stream()
                            .allMatch(
                                    r -> r.header("Git-Protocol").orElse("").equals("version=2")));
            server.assertClean();
        }
    }

    @Test
    void aPrivateRepositoryNeedsTheRightToken() {
        try (GitServer server = GitServer.forClients().allow(TOKEN);
                GitClient anonymous = new GitClient();
                GitClient owner = new GitClient().login("x-access-token", TOKEN)) {
            server.privateRepository("octo/priv", "a.txt", "a");
            String url = server.base() + "/octo/priv.git";
            assertNotEquals(0, anonymous.cloneOf(url, temp.resolve("no")).exit());
            owner.cloneOf(url, temp.resolve("yes")).ok();
            server.assertClean();
            server.revoke(TOKEN);
            assertNotEquals(0, owner.cloneOf(url, temp.resolve("revoked")).exit());
            server.assertClean();
        }
    }

    @Test
    void aForeignCredentialAndAPushAreViolations() {
        try (GitServer server = GitServer.forClients().allow(TOKEN);
                GitClient stranger = new GitClient().login("x", "not-the-token")) {
            server.privateRepository("octo/priv", "a.txt", "a");
            stranger.cloneOf(server.base() + "/octo/priv.git", temp.resolve("no"));
            AssertionError failure = assertThrows(AssertionError.class, server::assertClean);
            assertTrue(String.valueOf(failure.getMessage()).contains("nobody gave"));
        }
        try (GitServer server = GitServer.forClients();
                GitClient git = new GitClient()) {
            server.publicRepository("octo/pub", "a.txt", "a");
            Path into = temp.resolve("pub");
            git.cloneOf(server.base() + "/octo/pub.git", into).ok();
            assertNotEquals(0, git.run("-C", into.toString(), "push", "-q").exit());
            assertThrows(AssertionError.class, server::assertClean);
        }
    }

    @Test
    void aClientHeaderIsAViolationForAGateway() {
        try (GitServer server = GitServer.forGateway();
                GitClient git = new GitClient()) {
            server.publicRepository("octo/pub", "a.txt", "a");
            git.cloneOf(server.base() + "/octo/pub.git", temp.resolve("pub")).ok();
            AssertionError failure = assertThrows(AssertionError.class, server::assertClean);
            assertTrue(
                    String.valueOf(failure.getMessage())
                            .toLowerCase(Locale.ROOT)
                            .contains("accept-encoding"));
        }
    }
}
