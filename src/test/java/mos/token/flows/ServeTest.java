package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mos.token.json.Json;
import mos.token.testkit.Eventually;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.Fault;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The program as people and service managers run it: a process, its output, its exit codes.
class ServeTest {
    @TempDir Path directory;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    @Test
    void commandsManageARunningServerWhichEndsCleanlyOnSigterm() throws Exception {
        try (Served served = Served.start(directory)) {
            assertEquals(200, get(served.admin().resolve("/health"), null));
            assertTrue(served.signInLink().toString().startsWith(served.admin() + "/sign-in?"));
            String local = Files.readString(served.data().resolve("local-token")).strip();
            LeakSearch secrets = new LeakSearch().plant("local token", local);
            List<String> said = new ArrayList<>();

            try (ArgumentWatch _ = new ArgumentWatch(local)) {
                manage(served, secrets, said);
            }
            assertEquals(0, served.terminate(), served::err);
            assertFalse(Files.exists(served.data().resolve("local-token")));
            assertFalse(Files.exists(served.data().resolve("address")));
            Run.Result late = served.command("", "token", "list");
            assertEquals(3, late.exit());
            said.add(late.out() + late.err());

            secrets.assertNowhere(served.data(), said.toArray(String[]::new));
            secrets.assertNotIn(served.out(), served.err());
            // The link that serve itself prints is for the person who started it, not for the log.
            String code = served.signInLink().getQuery().replaceFirst("^code=", "");
            new LeakSearch().plant("printed link", code).assertNotIn(served.err());
        }
    }

    /// Works with admin tokens; everything said but the results that are secret goes to `said`.
    private void manage(Served served, LeakSearch secrets, List<String> said) throws Exception {
        Run.Result created = served.command("", "token", "create", "ci").ok();
        said.add(created.err());
        String token = created.out().strip();
        assertTrue(token.matches("mos_[0-9A-Za-z]{49}"), "standard output is the token alone");
        secrets.plant("created token", token);
        assertEquals(200, get(served.admin().resolve("/api/v1/auth/admin-tokens/me"), token));

        Run.Result listed = served.command("", "token", "list").ok();
        said.add(listed.out() + listed.err());
        assertTrue(listed.out().lines().anyMatch(l -> l.contains("ci") && l.contains("full")));

        Run.Result taken = served.command("", "token", "create", "ci");
        said.add(taken.out() + taken.err());
        assertEquals(1, taken.exit());
        assertEquals("mos-token: Token name already exists\n", taken.err());

        said.add(served.command("", "token", "deactivate", "ci").ok().out());
        assertEquals(401, get(served.admin().resolve("/api/v1/auth/admin-tokens/me"), token));
        said.add(served.command("", "token", "delete", "ci", "--yes").ok().out());
        JsonNode left =
                Json.read(
                        served.command("", "token", "list", "--json")
                                .ok()
                                .out()
                                .getBytes(StandardCharsets.UTF_8));
        assertTrue(left.isEmpty(), left::toString);

        String trail = served.command("", "audit", "list", "--action", "admin-token.*").ok().out();
        said.add(trail);
        assertTrue(trail.contains("admin-token.delete") && trail.contains("'ci'"), trail);
        String exported = served.command("", "audit", "export", "--format", "jsonl").ok().out();
        said.add(exported);
        assertTrue(exported.contains("\"action\":\"admin-token.create\""), exported);
        said.add(served.command("", "audit", "verify").ok().out());

        String link = served.command("", "sign-in-link").ok().out().strip();
        assertTrue(link.startsWith(served.admin() + "/sign-in?code="));
        secrets.plant("code of a link", link.substring(link.indexOf('=') + 1));
    }

    @Test
    void aServiceTokenGoesInByStandardInputAndNeverComesOut() throws Exception {
        String token = "gh" + "p_" + "S3rv1ce".repeat(4) + "wxyZ9abc";
        try (FakeGitHub github = FakeGitHub.forGateway().classicToken("alice", token, "");
                FakeDockerHub hub = FakeDockerHub.forGateway();
                Served served = Served.start(directory, upstreams(github, hub));
                ArgumentWatch _ = new ArgumentWatch(token)) {
            List<String> said = new ArrayList<>();
            said.add(served.command(token + "\n", "service", "set", "github").ok().out());
            String shown = served.command("", "service", "show").ok().out();
            said.add(shown);
            assertTrue(shown.contains("gh" + "p_…9abc"), shown);
            assertTrue(shown.contains("dockerhub  not set"), shown);

            String looked = served.command("", "service", "validate").ok().out();
            said.add(looked);
            assertTrue(looked.contains("github     good     alice"), looked);
            String known = served.command("", "service", "show", "github").ok().out();
            said.add(known);
            assertTrue(known.contains("api.github.com since"), known);

            Run.Result wrong = served.command("no colon", "service", "set", "dockerhub");
            assertEquals(1, wrong.exit());
            assertTrue(wrong.err().contains("username:token"), wrong.err());

            assertEquals(2, served.command("", "service", "remove", "github").exit());
            served.command("", "service", "remove", "github", "--yes").ok();
            String left = served.command("", "service", "show", "--json").ok().out();
            assertFalse(
                    Json.read(left.getBytes(StandardCharsets.UTF_8))
                            .path(0)
                            .path("configured")
                            .booleanValue(),
                    left);

            assertEquals(0, served.terminate(), served::err);
            said.add(served.out() + served.err());
            new LeakSearch()
                    .plant("GitHub token", token)
                    .assertNowhere(served.data(), said.toArray(String[]::new));
            github.assertClean();
            hub.assertClean();
        }
    }

    private static boolean accepts(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static String[] upstreams(FakeGitHub github, FakeDockerHub hub) {
        return Stream.concat(github.upstreams().stream(), hub.upstreams().stream())
                .flatMap(upstream -> Stream.of("--upstream", upstream))
                .toArray(String[]::new);
    }

    @Test
    void aRequestInFlightIsAnsweredAfterSigterm() throws Exception {
        String token = "gh" + "p_" + "F1ight".repeat(5) + "wxYz90";
        try (FakeGitHub github = FakeGitHub.forGateway().classicToken("alice", token, "");
                FakeDockerHub hub = FakeDockerHub.forGateway();
                Served served = Served.start(directory, upstreams(github, hub))) {
            served.command(token, "service", "set", "github").ok();
            served.command("", "service", "validate").ok();
            String reader =
                    served.command("", "token", "create", "gh", "--allow", "github=read")
                            .ok()
                            .out()
                            .strip();
            github.breakWith(new Fault.Hold(new Fault.Gate()));
            github.api().forget();
            var inFlight =
                    http.sendAsync(
                            HttpRequest.newBuilder(served.gateway().resolve("/api.github.com/meta"))
                                    .header("Authorization", "Bearer " + reader)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            Eventually.within(
                    Duration.ofSeconds(20),
                    "the request at GitHub",
                    () -> !github.api().requests().isEmpty());
            served.signal();
            Eventually.within(
                    Duration.ofSeconds(20),
                    "the end of listening",
                    () -> !accepts(served.gateway().getPort()));
            assertFalse(inFlight.isDone());
            github.heal();
            assertEquals(200, inFlight.get(20, TimeUnit.SECONDS).statusCode());
            assertEquals(0, served.terminate(), served::err);
        }
    }

    @Test
    void aSecondServeOnTheSameDataIsRefusedAndTheFirstGoesOn() throws Exception {
        try (Served served = Served.start(directory)) {
            refused("is in use by another mos-token (process " + served.pid() + ")");
            assertEquals(200, get(served.admin().resolve("/health"), null));
            served.command("", "token", "list").ok();
            assertEquals(0, served.terminate(), served::err);
        }
    }

    @Test
    void aTakenPortIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String at = "127.0.0.1:" + taken.getLocalPort();
            Path file =
                    Files.writeString(
                            directory.resolve("c.toml"),
                            "gateway-listen = \"127.0.0.1:0\"\nlisten = \"%s\"\n".formatted(at));
            Run.Result result = Served.refused(directory, "--config", file.toString());
            assertOneLine(result, "--listen " + at + ": the port is taken");
            assertFalse(Files.exists(directory.resolve("data/local-token")));
        }
    }

    @Test
    void aWrongOrOpenOrMissingMasterKeyIsRefusedAndNothingIsLost() throws Exception {
        Path key = directory.resolve("key/master.key");
        String token;
        try (Served served = Served.start(directory)) {
            token = served.command("", "token", "create", "kept").ok().out().strip();
            assertEquals(0, served.terminate(), served::err);
        }
        byte[] right = Files.readAllBytes(key);
        byte[] other = new byte[32];
        new SecureRandom().nextBytes(other);

        Files.writeString(key, Base64.getEncoder().encodeToString(other));
        refused("--master-key-file");
        Files.writeString(key, "no key");
        refused("is not a master key");
        Files.write(key, right);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        refused("run chmod 600");
        Files.delete(key);
        refused("is missing");
        assertFalse(Files.exists(key), "no new key is made for data that another one sealed");

        Files.write(key, right);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        try (Served served = Served.start(directory)) {
            assertEquals(200, get(served.admin().resolve("/api/v1/auth/admin-tokens/me"), token));
            assertEquals(0, served.terminate(), served::err);
        }
    }

    @Test
    void wrongOptionsAndAnUnusableDataDirectoryAreRefused() throws IOException {
        Run.Result wrong = Served.refused(directory, "--host", "a b", "--anonymous", "x");
        assertEquals(2, wrong.exit());
        assertEquals(2, wrong.err().lines().count(), wrong::err);
        Files.writeString(directory.resolve("data"), "a file");
        refused("cannot be used as the data directory");
    }

    private void refused(String sentence) {
        assertOneLine(Served.refused(directory), sentence);
    }

    private static void assertOneLine(Run.Result result, String sentence) {
        assertEquals(2, result.exit(), () -> result.out() + result.err());
        assertEquals("", result.out());
        assertEquals(1, result.err().lines().count(), result::err);
        assertTrue(result.err().contains(sentence), result::err);
    }

    private int get(URI url, String token) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(30));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
