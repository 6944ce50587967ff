package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mos.token.config.Config;
import mos.token.http.Area;
import mos.token.http.Route;
import mos.token.secret.SecretText;
import mos.token.testkit.EchoServer;
import mos.token.testkit.ManualPage;
import mos.token.testkit.MosBox;
import mos.token.testkit.NginxProxy;
import mos.token.testkit.RawHttp;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `docs/mos.md`: a real nginx as it says, between clients, us, and something in the place of MOS's
/// API that takes whatever comes.
class MosManualFlowTest extends TokenFlow {
    private static final String READER = "{\"mode\":\"readonly\"}";
    private static final SecretText MOS_OWN = SecretText.of("0123456789abcdef".repeat(4));

    private final ManualPage page = new ManualPage("mos.md");
    private MosBox mos;
    private EchoServer api;
    private NginxProxy nginx;
    private URI front;

    @Override
    @BeforeEach
    void start() {
        Config manual = page.config(directory);
        assertEquals(new Config.Mos(Path.of("/boot/config/api/env"), true), manual.mos());
        mos = new MosBox(directory);
        app = TestApp.in(directory).check(manual.check()).mos(mos.config()).start();
        api = EchoServer.start();
        try (SecretFile own = SecretFile.write(page)) {
            List<String> blocks = page.blocks("nginx");
            assertEquals(2, blocks.size());
            nginx =
                    NginxProxy.start(
                            blocks.get(0),
                            page.replaced(
                                    blocks.get(1),
                                    "127.0.0.1:8998",
                                    app.admin().getAuthority(),
                                    "http://unix:/run/mos-api.sock",
                                    "http://" + api.authority(),
                                    "/etc/nginx/mos-api-token.conf",
                                    own.file().toString()));
        }
        front = URI.create(nginx.base());
    }

    /// What the page's shell line writes; nginx reads it only when it starts.
    private record SecretFile(Path file) implements AutoCloseable {
        static SecretFile write(ManualPage page) {
            String line = page.blocks("sh").getFirst();
            String format = line.substring(line.indexOf("printf '") + 8, line.indexOf("\\n'"));
            try {
                Path file = Files.createTempFile("mos-api-token", ".conf");
                Files.writeString(file, format.replace("%s", MOS_OWN.exposeText()));
                return new SecretFile(file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    @AfterEach
    void stopNginx() {
        nginx.close();
        api.close();
    }

    private String send(SecretText token, String method, String target, String... more) {
        String[] headers = new String[more.length + 1];
        headers[0] = token == null ? "X: y" : "Authorization: Bearer " + token.exposeText();
        System.arraycopy(more, 0, headers, 1, more.length);
        return RawHttp.send(front, method, target, headers);
    }

    private int status(SecretText token, String method, String target, String... more) {
        return RawHttp.status(send(token, method, target, more));
    }

    private SecretText signedIn() {
        SecretText session = mos.admin(app.clock().instant());
        leaks.plant("session of MOS", session.exposeUtf8());
        return session;
    }

    @Test
    void aTokenOfOursReachesMosAsNginxAndNoFurtherThanItMay() {
        SecretText docker = token("docker", ProtectFlow.DOCKER);
        assertEquals(200, status(docker, "GET", "/api/v1/docker/mos/compose?all=1"));
        assertEquals(200, status(docker, "POST", "/api/v1/docker", "Content-Length: 0"));
        for (EchoServer.Seen seen : api.seen()) {
            assertEquals(List.of("Bearer " + MOS_OWN.exposeText()), seen.all("Authorization"));
            assertEquals(List.of("127.0.0.1"), seen.all("X-Real-IP"));
            assertFalse(seen.toString().contains(docker.exposeText()));
        }
        assertEquals(2, api.seen().size());
        assertEquals(403, status(docker, "GET", "/api/v1/vm"));
        assertEquals(403, status(docker, "GET", "/api/v1/DOCKER"));
        assertEquals(403, status(docker, "GET", "/api/v1/docker/../vm"));
        assertEquals(401, status(null, "GET", "/api/v1/docker"));
        assertEquals(401, status(app.localToken(), "GET", "/api/v1/docker"));
        assertEquals(401, status(SecretText.of("wrong"), "GET", "/api/v1/docker"));
        assertEquals(401, status(MOS_OWN, "GET", "/api/v1/docker")); // it is nginx's alone
        assertEquals(2, api.seen().size());
        assertNothingLeaked();
    }

    /// MOS's page works on: what MOS gave to who signed in is MOS's to judge, and never more.
    @Test
    void aSignInAtMosIsJudgedByMos() {
        SecretText session = signedIn();
        for (String path : List.of("/api/v1/docker", "/api/v1/mos/readfile?path=/x")) {
            assertEquals(200, status(session, "GET", path));
            assertEquals(
                    List.of("Bearer " + session.exposeText()),
                    api.seen().getLast().all("Authorization"));
        }
        // what only looks like one comes to MOS as it is too
        SecretText like = SecretText.of("eyJ" + "x".repeat(20));
        assertEquals(200, status(like, "GET", "/api/v1/docker"));
        assertEquals(
                List.of("Bearer " + like.exposeText()), api.seen().getLast().all("Authorization"));
        int reached = api.seen().size();
        String both = "Authorization: Bearer " + session.exposeText();
        assertEquals(400, status(SecretText.of("wrong"), "GET", "/api/v1/docker", both));
        assertEquals(reached, api.seen().size());
        assertNothingLeaked();
    }

    @Test
    void signingInConsolesAndUpdatesGoToMos() {
        String socket = "/api/v1/socket.io/?EIO=4&transport=websocket";
        assertEquals(200, status(null, "POST", "/api/v1/auth/login", "Content-Length: 0"));
        assertEquals(200, status(null, "GET", "/api/v1/auth/firstsetup"));
        assertEquals(200, status(null, "GET", socket, "Upgrade: websocket", "Connection: Upgrade"));
        assertEquals(List.of("websocket"), api.seen().getLast().all("Upgrade"));
        assertEquals(200, status(null, "GET", "/api/v1/vm/vnc/ws/x", "Upgrade: h2c"));
        assertEquals(List.of(), api.seen().getLast().all("Upgrade"));
        assertEquals(401, status(null, "GET", "/api/v1/auth/login/../users"));
        assertEquals(401, status(null, "GET", "/api/v1/auth/loginx"));
        assertEquals(4, api.seen().size());
        token("planted", "null");
        assertNothingLeaked();
    }

    /// MOS lists every token in clear, under any spelling of the path.
    @Test
    void noSpellingReachesMosForWhatIsOurs() {
        SecretText full = token("full", "null");
        SecretText session = signedIn();
        assertEquals(200, status(full, "GET", BASE));
        assertEquals(200, status(session, "GET", BASE));
        assertEquals(200, status(session, "GET", "/api/v1/mos/tokens"));
        for (String target :
                List.of(
                        "/api/v1/auth/ADMIN-TOKENS",
                        "/api/v1/AUTH/admin-tokens",
                        "/API/v1/auth/admin-tokens",
                        BASE + "/",
                        BASE + "/x/permissions",
                        "/api/v1/auth/%61dmin-tokens",
                        "/api/v1/auth//admin-tokens",
                        "/api/v1/docker/../auth/admin-tokens",
                        "/api/v1/docker/%2e%2e/auth/admin-tokens",
                        "/api/v1/mos/Tokens",
                        "/api/v1/mos/tokens/",
                        "/api/v1/mos/ValidateTokens")) {
            for (SecretText token : List.of(full, session)) {
                int status = status(token, "GET", target);
                assertTrue(status == 404 || status == 405 || status == 400, target + " " + status);
            }
        }
        assertEquals(List.of(), api.seen());
        assertNothingLeaked();
    }

    /// Who sees MOS's file of tokens, with nginx's own among them, or makes a user of MOS, has
    /// everything.
    @Test
    void filesAndUsersOfTheMachineNeedFullPermissions() {
        SecretText reader = token("reader", READER);
        SecretText users =
                token("users", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"write\"}}");
        SecretText full = token("full", "null");
        assertEquals(200, status(reader, "GET", "/api/v1/mos/hub"));
        int reached = api.seen().size();
        for (String path :
                List.of(
                        "/api/v1/mos/readfile?path=/boot/config/api/admin-tokens.json",
                        "/api/v1/mos/READFILE",
                        "/api/v1/mos/readfile/",
                        "/api/v1/MOS/readfile",
                        "/api/v1/mos/%72eadfile",
                        "/api/v1/mos/diag",
                        "/api/v1/auth/users",
                        "/api/v1/users",
                        "/api/v1/AUTH/jwt-settings")) {
            assertEquals(403, status(reader, "GET", path), path);
            assertEquals(403, status(users, "POST", path, "Content-Length: 0"), path);
        }
        assertEquals(
                403,
                status(
                        reader,
                        "GET",
                        "/api/v1/mos/readfile",
                        "X-Original-Method: GET",
                        "X-Original-URI: /api/v1/mos/hub"));
        assertEquals(reached, api.seen().size());
        assertEquals(200, status(full, "GET", "/api/v1/mos/readfile?path=/x"));
        assertEquals(200, status(full, "POST", "/api/v1/auth/users", "Content-Length: 0"));
        assertNothingLeaked();
    }

    @Test
    void ourPageIsServedUnderMosName() {
        SecretText full = token("full", "null");
        String settings = "/settings/network/token";
        assertEquals(303, status(null, "GET", settings));
        HttpResponse<byte[]> in =
                app.reveal(
                        "POST",
                        front.resolve("/sign-in"),
                        null,
                        "token=" + full.exposeText(),
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Origin",
                        front.toString());
        assertEquals(303, in.statusCode(), () -> text(in));
        String cookie = ProofFlow.cookie(in);
        HttpResponse<byte[]> shown =
                app.ask("GET", front.resolve(settings), null, null, "Cookie", cookie);
        assertEquals(200, shown.statusCode());
        String style = text(shown).replaceAll("(?s).*\"(/assets/[^\"]*page.css)\".*", "$1");
        assertEquals(200, status(null, "GET", style));
        assertEquals(200, status(null, "GET", "/api-docs/"));
        assertEquals(List.of(), api.seen());
        assertNothingLeaked();
    }

    /// All of its routes, but the root, where MOS's own page is.
    @Test
    void everyRouteOfOurPageIsServed() {
        int asked = 0;
        for (Route route : app.app().routes()) {
            if (route.area() == Area.PAGE && !route.template().equals("/")) {
                String path =
                        route.template()
                                .replace("{path...}", "0123456789abcdef/x")
                                .replaceAll("\\{[^}]*}", "x");
                for (String method : route.methods()) {
                    String answer = send(null, method, path, "Content-Length: 0");
                    assertTrue(answer.contains("Referrer-Policy: same-origin"), answer);
                    asked++;
                }
            }
        }
        assertTrue(asked > 15, "only " + asked);
        assertEquals(List.of(), api.seen());
        token("planted", "null");
        assertNothingLeaked();
    }

    @Test
    void whileWeAreAwayOnlySignInsAtMosGoOn() {
        SecretText full = token("full", "null");
        SecretText session = signedIn();
        app.close();
        assertEquals(500, status(full, "GET", "/api/v1/docker"));
        assertEquals(500, status(full, "GET", "/api/v1/mos/readfile"));
        assertEquals(502, status(session, "GET", BASE));
        assertEquals(List.of(), api.seen());
        assertEquals(200, status(session, "GET", "/api/v1/docker"));
        leaks.assertNowhere(directory);
    }
}
