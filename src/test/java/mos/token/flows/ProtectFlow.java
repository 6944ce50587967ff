package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;
import mos.token.secret.SecretText;
import mos.token.testkit.EchoServer;
import mos.token.testkit.ManualPage;
import mos.token.testkit.RawHttp;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A program behind a real proxy, both as the manual says: what reaches the program is what the
/// token may do, and who it is.
abstract class ProtectFlow extends TokenFlow {
    static final String DOCKER =
            "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\",\"mos\":\"read\"}}";

    /// Every request line that a token for docker may bring to the program, whoever reads it.
    private static final Pattern DOCKERS =
            Pattern.compile("(GET|POST) /api/v1/docker(/[a-z]*)? HTTP/1\\.[01]");

    private final List<String> identity =
            List.of("X-Mos-Subject", "X-Mos-Token-Id", "X-Mos-Mode", "X-Mos-Scopes");

    private EchoServer behind;
    private AutoCloseable proxy;
    URI front;

    /// The page of the manual below `docs`.
    abstract ManualPage page();

    /// Starts the proxy as the page says, before that program; sets [#front].
    abstract AutoCloseable startProxy(String program);

    /// What the proxy answers while it cannot ask.
    abstract int away();

    @Override
    @BeforeEach
    void start() {
        app = TestApp.in(directory).check(page().config(directory).check()).start();
        behind = EchoServer.start();
        proxy = startProxy(behind.authority());
    }

    @AfterEach
    void stopProxy() throws Exception {
        proxy.close();
        behind.close();
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

    @Test
    void whoShowsNothingIsToldWhatToShow() {
        token("somebody's", DOCKER);
        String answer = send(null, "GET", "/api/v1/docker");
        assertEquals(401, RawHttp.status(answer), answer);
        assertEquals(List.of("Bearer realm=\"MOS Token\""), challenges(answer));
        assertEquals(401, status(SecretText.of("wrong"), "GET", "/api/v1/docker"));
        // this machine's owner is nobody to who comes through a proxy
        assertEquals(401, status(app.localToken(), "GET", "/api/v1/docker"));
        assertEquals(List.of(), behind.seen());
        assertNothingLeaked();
    }

    static List<String> challenges(String answer) {
        return answer.lines()
                .filter(line ->
                        line.toLowerCase(java.util.Locale.ROOT).startsWith("www-authenticate: "))
                .map(line -> line.substring("www-authenticate: ".length()))
                .toList();
    }

    @Test
    void permissionsDecideByPathAndMethod() {
        SecretText docker = token("docker", DOCKER);
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        SecretText full = token("full", "null");
        assertEquals(200, status(docker, "GET", "/api/v1/docker/list?all=1"));
        assertEquals(200, status(docker, "DELETE", "/api/v1/docker/list"));
        assertEquals(200, status(reader, "GET", "/grafana/d/x"));
        assertEquals(200, status(full, "POST", "/elsewhere"));
        int reached = behind.seen().size();
        assertEquals(4, reached);
        assertEquals(403, status(docker, "DELETE", "/api/v1/mos/x"));
        assertEquals(403, status(docker, "GET", "/api/v1/vm"));
        assertEquals(403, status(docker, "GET", "/grafana/"));
        assertEquals(403, status(reader, "POST", "/grafana/d/x", "Content-Length: 0"));
        assertEquals(403, status(reader, "GET", "/elsewhere"));
        assertEquals(reached, behind.seen().size());
        assertNothingLeaked();
    }

    /// What the program is told of the token is ours, once, whatever the client claims to be; and
    /// the token goes no further.
    @Test
    void theProgramLearnsWhoItIsFromNobodyElse() {
        SecretText docker = token("docker", DOCKER);
        assertEquals(
                200,
                status(
                        docker,
                        "GET",
                        "/api/v1/docker",
                        "X-Mos-Subject: root",
                        "x-mos-token-id: 1",
                        "X-MOS-MODE: full",
                        "X-Mos-Scopes: full",
                        "X-Mos-Scopes: full"));
        EchoServer.Seen seen = behind.seen().getFirst();
        assertEquals(
                List.of("docker", id("docker"), "custom", "docker:write mos:read"),
                identity.stream().flatMap(name -> seen.all(name).stream()).toList());
        assertEquals(List.of(), seen.all("Authorization"));
        assertFalse(seen.toString().contains(docker.exposeText()));

        SecretText nothing = token("nothing", "{\"mode\":\"custom\",\"resources\":{}}");
        assertEquals(200, status(nothing, "GET", BASE + "/me", "X-Mos-Scopes: full"));
        assertEquals(List.of("none"), behind.seen().getLast().all("X-Mos-Scopes"));
        assertNothingLeaked();
    }

    /// Programs behind CGI or WSGI read `_` as `-`.
    @Test
    void anUnderscoreIsNoWayAroundADash() {
        SecretText docker = token("docker", DOCKER);
        List<String> spellings = List.of("X_Mos_Subject", "X-Mos_Subject", "X_Mos-Subject");
        for (String name : spellings) {
            assertEquals(200, status(docker, "GET", "/api/v1/docker", name + ": root"));
            assertEquals(List.of(), behind.seen().getLast().all(name), name);
        }
        assertEquals(spellings.size(), behind.seen().size());
        assertNothingLeaked();
    }

    /// RFC 7540 §3.2: within a connection that went over to HTTP/2 the proxy asks about nothing.
    @Test
    void noUpgradeToHttp2ReachesTheProgram() {
        SecretText docker = token("docker", DOCKER);
        send(
                docker,
                "GET",
                "/api/v1/docker",
                "Connection: Upgrade, HTTP2-Settings",
                "Upgrade: h2c",
                "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA");
        for (EchoServer.Seen seen : behind.seen()) {
            assertTrue(
                    seen.all("HTTP2-Settings").isEmpty() || seen.all("Upgrade").isEmpty(),
                    seen::toString);
        }
        assertNothingLeaked();
    }

    /// A client that knows how proxies ask: its own word about the request is not the proxy's.
    @Test
    void theClientCannotSayWhatItAsks() {
        SecretText docker = token("docker", DOCKER);
        String[] lies = {
            "X-Original-Method: GET",
            "X-Original-URI: /api/v1/docker",
            "X-Forwarded-Method: GET",
            "X-Forwarded-Uri: /api/v1/docker",
            "X-HTTP-Method-Override: GET",
            "X-Original-URL: /api/v1/docker",
            "X-Rewrite-URL: /api/v1/docker"
        };
        assertEquals(403, status(docker, "GET", "/api/v1/vm", lies));
        assertEquals(403, status(docker, "DELETE", "/api/v1/mos", lies));
        assertEquals(List.of(), behind.seen());
        assertNothingLeaked();
    }

    /// A token bound to networks is held against the client's address, which the proxy says.
    @Test
    void theClientCannotSayWhereItIs() {
        SecretText docker = token("docker", DOCKER);
        networks("127.0.0.0/8");
        assertEquals(200, status(docker, "GET", "/api/v1/docker"));
        networks("192.0.2.0/24");
        for (String lie : List.of("X-Forwarded-For: 192.0.2.7", "Forwarded: for=192.0.2.7")) {
            assertEquals(401, status(docker, "GET", "/api/v1/docker", lie));
        }
        assertEquals(1, behind.seen().size());
        assertNothingLeaked();
    }

    private void networks(String network) {
        app.local("PATCH", BASE + "/" + id("docker"), "{\"networks\":[\"" + network + "\"]}");
    }

    /// D-29: ended here, refused there, from the next request on.
    @Test
    void whatIsRevokedIsRefusedByTheNextCall() {
        SecretText docker = token("docker", DOCKER);
        assertEquals(200, status(docker, "GET", "/api/v1/docker"));
        app.local("DELETE", BASE + "/" + id("docker"));
        assertEquals(401, status(docker, "GET", "/api/v1/docker"));
        assertEquals(1, behind.seen().size());
        assertNothingLeaked();
    }

    @Test
    void whileTheCheckIsAwayNothingPasses() {
        SecretText full = token("full", "null");
        assertEquals(200, status(full, "GET", "/api/v1/docker"));
        app.close();
        assertEquals(away(), status(full, "GET", "/api/v1/docker"));
        assertEquals(1, behind.seen().size());
        leaks.assertNowhere(directory);
    }

    /// D-20: however a path is spelt, nothing reaches the program that any program could read as
    /// something else than what the token may do.
    @Test
    void noSpellingOfAPathOpensMore() {
        SecretText docker = token("docker", DOCKER);
        int refused = 0;
        for (String target :
                List.of(
                        "/api/v1/docker/../vm",
                        "/api/v1/docker/%2e%2e/vm",
                        "/api/v1/docker/.%2E/vm",
                        "/api/v1/docker/..%2fvm",
                        "/api/v1/docker/..%2Fvm",
                        "/api/v1/docker%2f..%2fvm",
                        "/api/v1/docker/%252e%252e/vm",
                        "/api/v1/docker/%c0%ae%c0%ae/vm",
                        "/api/v1/docker/..;/vm",
                        "/api/v1/docker/..\\vm",
                        "/api/v1/docker/..%5cvm",
                        "/api/v1/docker/x/../../vm",
                        "/api/v1/docker//../vm",
                        "/api/v1//vm",
                        "//api/v1/vm",
                        "//x/api/v1/docker/../vm",
                        "/x/../api/v1/vm",
                        "/./api/v1/vm",
                        "/api/v1/docker/..",
                        "/api/v1/docker/../",
                        "/api/v1/vm?/api/v1/docker",
                        "/api/v1/vm#/api/v1/docker",
                        "/api/v1/vm%3f/api/v1/docker",
                        "/api/v1/vm%23/../docker",
                        "/api/v1/VM",
                        "/api/v1/%76m",
                        "/api/v1/docker%00/../vm",
                        "/api/v1/docker/%0d%0aX-Original-URI:%20/api/v1/docker",
                        "/api/v1/docker/\t../vm",
                        "/api/v1/docker/\u00e4/../vm",
                        "http://evil.example/api/v1/vm",
                        front + "/api/v1/vm",
                        front + "/api/v1/docker/../vm",
                        "/_mos_token",
                        "/check",
                        "*",
                        "api/v1/docker")) {
            for (String method : List.of("GET", "POST")) {
                if (status(docker, method, target, "Content-Length: 0") == 403) {
                    refused++;
                }
            }
        }
        assertTrue(refused > 40, "the check refused only " + refused);
        assertEquals(
                List.of(),
                behind.seen().stream()
                        .map(EchoServer.Seen::line)
                        .filter(line -> !DOCKERS.matcher(line).matches())
                        .toList());
        assertNothingLeaked();
    }
}
