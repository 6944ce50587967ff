package mos.token.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mos.token.net.Headers;
import mos.token.secret.SecretText;
import mos.token.upstream.UpstreamAnswer.Answered;
import mos.token.upstream.UpstreamAnswer.Reason;
import mos.token.upstream.UpstreamAnswer.Refusal;
import mos.token.upstream.UpstreamRequest.HubLogin;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch;
import mos.token.upstream.UpstreamRequest.Read;
import mos.token.upstream.UpstreamRequest.UploadPack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who sees a credential, and where a redirect may lead. Every host of the map ends at one loopback
/// server, which keeps what it was sent.
class UpstreamPolicyTest {
    private static final SecretText TOKEN = SecretText.of("gh" + "p_" + "a1B2".repeat(9));
    private static final Credential GITHUB = new Credential.Bearer("api.github.com", TOKEN);
    private static final Redirects LISTED =
            new Redirects(
                    Set.of("api.github.com", "codeload.github.com"),
                    Set.of(".r2.cloudflarestorage.com"));

    private static Read get(String url, Redirects redirects) {
        return new Read(false, URI.create(url), Headers.NONE, GITHUB, redirects);
    }

    private static Map<String, URI> everyHostTo(RawServer server, String... hosts) {
        Map<String, URI> map = new HashMap<>();
        for (String host : hosts) {
            map.put(host, server.url());
        }
        return map;
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.github.com/x, true",
        "https://api.github.com:443/x, true",
        "https://api.github.com.evil/x, false",
        "https://evil/x, false",
        "https://github.com/x, false",
        "https://API.GITHUB.COM/x, false",
        "https://api.github.com./x, false",
        "https://xn--api-github-com/x, false",
        "https://[::1]/x, false",
        "https://evil.api.github.com/x, false",
    })
    void onlyTheExactHostSeesTheCredential(String url, boolean shown) throws Exception {
        // D-15: loose host matches sent tokens to look-alike hosts.
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK", "ok")) {
            String host = URI.create(url).getHost().toLowerCase(java.util.Locale.ROOT);
            try (Upstreams upstreams = new Upstreams(everyHostTo(server, host));
                    UpstreamAnswer answer = upstreams.send(get(url, Redirects.NONE))) {
                assertEquals(200, assertInstanceOf(Answered.class, answer).status());
            }
            assertEquals(
                    shown ? Optional.of("Bearer " + TOKEN.exposeText()) : Optional.empty(),
                    server.seen.getFirst().header("Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.github.com/x",
                "https://api.github.com:444/x",
                "https://api.github.com@evil/x",
                "https://user:pw@api.github.com/x",
                "https://api.github.com/x#y",
                "https:///x",
                "file:///etc/passwd",
            })
    void aUrlThatIsNotPlainHttpsCannotBeAsked(String url) {
        assertThrows(IllegalArgumentException.class, () -> get(url, Redirects.NONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://api.github.com\n.evil/x", "https://api.github.com /x"})
    void aUrlWithWhiteSpaceIsNoUrl(String url) {
        assertThrows(IllegalArgumentException.class, () -> get(url, Redirects.NONE));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsToListedHostsAreFollowedAndTheCredentialStays(int status) throws Exception {
        // D-17: clients that follow redirects forwarded the Authorization header.
        try (RawServer other = RawServer.saying("HTTP/1.1 200 OK", "bytes");
                RawServer first =
                        RawServer.saying(
                                "HTTP/1.1 "
                                        + status
                                        + " Moved\nLocation: https://a.r2.cloudflarestorage.com/b?sig=1",
                                "")) {
            Map<String, URI> map = everyHostTo(first, "api.github.com");
            map.put("a.r2.cloudflarestorage.com", other.url());
            try (Upstreams upstreams = new Upstreams(map);
                    UpstreamAnswer sent =
                            upstreams.send(get("https://api.github.com/asset", LISTED))) {
                Answered answer = assertInstanceOf(Answered.class, sent);
                assertEquals("bytes", text(answer));
                assertEquals("a.r2.cloudflarestorage.com", answer.uri().getHost());
            }
            assertTrue(first.seen.getFirst().header("Authorization").isPresent());
            assertEquals("GET /b?sig=1 HTTP/1.1", other.seen.getFirst().line());
            assertEquals(Optional.empty(), other.seen.getFirst().header("Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void redirectsOnTheSameHostKeepTheCredential(int status) throws Exception {
        try (RawServer server =
                new RawServer((request, out) ->
                        RawServer.say(
                                out,
                                request.line().contains("/new")
                                        ? "HTTP/1.1 200 OK"
                                        : "HTTP/1.1 " + status + " M\nLocation: /new",
                                ""))) {
            try (Upstreams upstreams = new Upstreams(everyHostTo(server, "api.github.com"));
                    UpstreamAnswer answer =
                            upstreams.send(get("https://api.github.com/old", LISTED))) {
                assertEquals(200, assertInstanceOf(Answered.class, answer).status());
            }
            assertEquals(2, server.seen.size());
            assertTrue(server.seen.get(1).header("Authorization").isPresent());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/x",
                "http://api.github.com/x",
                "https://api.github.com:8443/x",
                "https://api.github.com.evil/x",
                "https://API.github.com/x",
                "https://api.github.com./x",
                "https://u@api.github.com/x",
                "https://api.github.com@evil.example/x",
                "//evil.example/x",
                "https://r2.cloudflarestorage.com.evil/x",
                "https://evilr2.cloudflarestorage.com/x",
                "https://.r2.cloudflarestorage.com/x",
                "https://127.0.0.1/x",
                "https://[::1]/x",
                "file:///etc/passwd",
                "https://",
                "https://a b/",
            })
    void redirectsElsewhereAreRefused(String location) throws Exception {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            try (RawServer server =
                            RawServer.saying(
                                    "HTTP/1.1 " + status + " Moved\nLocation: " + location, "");
                    Upstreams upstreams = new Upstreams(everyHostTo(server, "api.github.com"));
                    UpstreamAnswer answer =
                            upstreams.send(get("https://api.github.com/x", LISTED))) {
                assertEquals(
                        Reason.REDIRECT_REFUSED, assertInstanceOf(Refusal.class, answer).reason());
                assertEquals(1, server.seen.size());
            }
        }
    }

    @Test
    void aCredentialThatWasTakenBackIsNotSent() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 302 Found\nLocation: /again", "");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "api.github.com"))) {
            Read read = get("https://api.github.com/x", LISTED);
            for (int hops = 0; hops < 3; hops++) {
                server.seen.clear();
                int last = hops;
                try (UpstreamAnswer answer =
                        upstreams.send(read, () -> server.seen.size() < last)) {
                    assertEquals(
                            Reason.WITHDRAWN, assertInstanceOf(Refusal.class, answer).reason());
                }
                assertEquals(hops, server.seen.size());
            }
        }
    }

    @Test
    void aRedirectLoopEnds() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 302 Found\nLocation: /again", "");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "api.github.com"));
                UpstreamAnswer answer = upstreams.send(get("https://api.github.com/x", LISTED))) {
            assertEquals(Reason.REDIRECT_REFUSED, assertInstanceOf(Refusal.class, answer).reason());
            assertEquals(6, server.seen.size());
        }
    }

    @Test
    void withoutAListTheRedirectIsTheAnswer() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 302 Found\nLocation: /again", "");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "api.github.com"));
                UpstreamAnswer answer =
                        upstreams.send(get("https://api.github.com/x", Redirects.NONE))) {
            assertEquals(302, assertInstanceOf(Answered.class, answer).status());
        }
    }

    @Test
    void uploadPackIsStreamedAndNeverRedirected() throws Exception {
        try (RawServer server =
                        RawServer.saying("HTTP/1.1 302 Found\nLocation: https://evil/x", "");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "github.com"));
                UpstreamAnswer answer =
                        upstreams.send(
                                new UploadPack(
                                        URI.create("https://github.com/a/b.git/git-upload-pack"),
                                        Headers.of("Git-Protocol", "version=2"),
                                        new Credential.Basic("github.com", "x-access-token", TOKEN),
                                        new ByteArrayInputStream(
                                                "0000".getBytes(StandardCharsets.UTF_8))))) {
            assertEquals(302, assertInstanceOf(Answered.class, answer).status());
            RawServer.Seen seen = server.seen.getFirst();
            assertEquals("POST /a/b.git/git-upload-pack HTTP/1.1", seen.line());
            assertTrue(seen.body().contains("0000"));
            assertEquals("version=2", seen.header("git-protocol").orElseThrow());
            assertTrue(seen.header("Authorization").orElseThrow().startsWith("Basic "));
        }
    }

    /// Whatever asks for it: an upload cannot be said.
    @Test
    void anLfsBatchOnlyDownloads() throws Exception {
        URI uri = URI.create("https://github.com/a/b.git/info/lfs/objects/batch");
        String name = "a1".repeat(32);
        try (RawServer server =
                        RawServer.saying("HTTP/1.1 302 Found\nLocation: https://evil/x", "");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "github.com"));
                UpstreamAnswer answer =
                        upstreams.send(
                                new LfsDownloadBatch(
                                        uri,
                                        new Credential.Basic("github.com", "x-access-token", TOKEN),
                                        List.of(new LfsDownloadBatch.Pointer(name, 3))))) {
            assertEquals(302, assertInstanceOf(Answered.class, answer).status());
            RawServer.Seen seen = server.seen.getFirst();
            assertTrue(seen.body().contains("\"operation\":\"download\""), seen.body());
            assertTrue(seen.body().contains("\"oid\":\"" + name + "\""), seen.body());
            assertTrue(seen.header("Authorization").orElseThrow().startsWith("Basic "));
        }
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new LfsDownloadBatch(
                                URI.create("https://github.com/a/b.git/info/lfs/locks"),
                                null,
                                List.of()));
    }

    @Test
    void theRequestIsBuiltFromNothing() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK", "");
                Upstreams upstreams =
                        new Upstreams(
                                Map.of(
                                        "registry-1.docker.io",
                                        URI.create(server.url() + "/mirror/")))) {
            Headers headers = Headers.of("Accept", "a/b", "Range", "bytes=1-", "accept", "c/d");
            upstreams
                    .send(
                            new Read(
                                    true,
                                    URI.create("https://registry-1.docker.io/v2/a%2Fb/x?n=1&m=%2F"),
                                    headers,
                                    null,
                                    Redirects.NONE))
                    .close();
            RawServer.Seen seen = server.seen.getFirst();
            assertEquals("HEAD /mirror/v2/a%2Fb/x?n=1&m=%2F HTTP/1.1", seen.line());
            assertEquals("a/b, c/d", seen.header("Accept").orElseThrow());
            assertEquals(1, seen.count("Accept"));
            assertEquals("bytes=1-", seen.header("Range").orElseThrow());
            assertTrue(seen.header("User-Agent").orElseThrow().startsWith("mos-token/"));
            assertEquals(server.url().getAuthority(), seen.header("Host").orElseThrow());
            for (String absent :
                    new String[] {"Accept-Encoding", "Authorization", "Cookie", "Upgrade"}) {
                assertEquals(0, seen.count(absent), absent);
            }
        }
    }

    @Test
    void hubLoginSendsJson() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 401 No", "{}");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "hub.docker.com"))) {
            upstreams.send(new HubLogin("alice", SecretText.of("a\"b:c"))).close();
            RawServer.Seen seen = server.seen.getFirst();
            assertEquals("POST /v2/auth/token HTTP/1.1", seen.line());
            assertEquals("application/json", seen.header("Content-Type").orElseThrow());
            var body = mos.token.json.Json.read(seen.body().getBytes(StandardCharsets.ISO_8859_1));
            assertEquals("alice", body.get("identifier").asString());
            assertEquals("a\"b:c", body.get("secret").asString());
        }
    }

    @Test
    void aCredentialThatNoHeaderMayHoldIsNeitherSentNorNamed() throws Exception {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK", "");
                Upstreams upstreams = new Upstreams(everyHostTo(server, "api.github.com"));
                UpstreamAnswer answer =
                        upstreams.send(
                                new Read(
                                        false,
                                        URI.create("https://api.github.com/x"),
                                        Headers.NONE,
                                        new Credential.Bearer(
                                                "api.github.com",
                                                SecretText.of("topsecret\r\nX-Evil: 1")),
                                        Redirects.NONE))) {
            Refusal refusal = assertInstanceOf(Refusal.class, answer);
            assertTrue(!refusal.detail().contains("topsecret"), refusal.detail());
            assertTrue(server.seen.isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "docker.io, http://192.0.2.1/, plain http",
        "docker.io, http://mirror.lan/, plain http",
        "docker.io, ftp://mirror.lan/, the URL must be",
        "docker.io, https://u:p@mirror.lan/, user name",
        "docker.io, https://mirror.lan/?q=1, query",
        "Docker.io, https://mirror.lan/, lower case",
        "docker.io/x, https://mirror.lan/, name alone",
    })
    void badMapEntriesAreNamed(String host, String url, String message) {
        var thrown =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new Upstreams(Map.of(host, URI.create(url))));
        assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown.getMessage());
    }

    private static String text(Answered answer) throws IOException {
        return new String(answer.bodyUpTo(1000), StandardCharsets.UTF_8);
    }
}
