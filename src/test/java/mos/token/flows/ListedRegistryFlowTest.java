package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mos.token.config.ListedRegistry;
import mos.token.testkit.Answer;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.FakeHost;
import mos.token.testkit.FakeRegistry;
import mos.token.testkit.Fault;
import mos.token.testkit.HostRules;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.Relay;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Registries besides Docker Hub and ghcr.io: public images only, of exact hosts, and nothing that
/// such a registry says leads anywhere else.
class ListedRegistryFlowTest {
    private static final ListedRegistry QUAY = new ListedRegistry("quay.io", null, Set.of());

    @TempDir Path directory;
    private final Violations violations = new Violations();
    private final List<AutoCloseable> hosts = new ArrayList<>();
    private @Nullable TestApp app;

    @AfterEach
    void stop() throws Exception {
        if (app != null) {
            app.close();
        }
        for (AutoCloseable host : hosts.reversed()) {
            host.close();
        }
        violations.assertClean();
    }

    private <T extends AutoCloseable> T open(T host) {
        hosts.add(host);
        return host;
    }

    private FakeHost host(String name, FakeHost.Answering answering) {
        return open(FakeHost.start(name, HostRules.signedReads(), violations, answering));
    }

    private TestApp start(List<String> upstreams, ListedRegistry... registries) {
        TestApp started = TestApp.in(directory).upstreams(upstreams).registries(registries).start();
        app = started;
        return started;
    }

    private static HttpResponse<byte[]> get(TestApp app, String path) {
        return app.ask("GET", app.gateway().resolve(path), null, null);
    }

    private static String blob(Image image) {
        return "/blobs/" + image.parts().getFirst();
    }

    @Test
    void aKnownRegistryNeedsNothingButItsName() {
        FakeRegistry quay =
                open(new FakeRegistry("quay.io", "https://quay.io/v2/auth", "cdn01.quay.io"));
        Image image = quay.content().pushImage("org/app", "1", Layers.random("r", 20_000, 1));
        quay.content().pushImage("org/secret", "1", Layers.file("a", "b"));
        quay.hide("org/secret");
        TestApp product = start(quay.upstreams(), QUAY);
        for (String path :
                List.of(
                        "/v2/quay.io/org/app/manifests/1",
                        "/v2/org/app/manifests/1?ns=quay.io",
                        "/quay.io/v2/org/app/manifests/1",
                        "/quay.io/v2/org/app/manifests/1?ns=quay.io")) {
            HttpResponse<byte[]> answer = get(product, path);
            assertEquals(200, answer.statusCode(), path);
            assertEquals(image.digest(), Layers.sha256(answer.body()), path);
        }
        assertEquals(1, quay.registry().count("GET", "/manifests/" + image.digest()));
        HttpResponse<byte[]> layer = get(product, "/v2/quay.io/org/app" + blob(image));
        assertEquals(image.parts().getFirst(), Layers.sha256(layer.body()));
        // What only a log-in of ours could show is not shown: there is none.
        assertEquals(401, get(product, "/v2/quay.io/org/secret/manifests/1").statusCode());
        // Names of one word are no official images there.
        assertEquals(401, get(product, "/v2/quay.io/app/manifests/1").statusCode());
        assertEquals(0, quay.registry().count(r -> r.target().contains("library")));

        product.clock().move(Duration.ofSeconds(61));
        quay.registry().breakWith(new Fault.Down());
        HttpResponse<byte[]> stale = get(product, "/v2/quay.io/org/app/manifests/1");
        assertEquals(200, stale.statusCode());
        assertTrue(stale.headers().firstValue("Warning").isPresent());
        quay.assertClean();
    }

    /// Its log-in is under the same limit as what the log-in is for.
    @Test
    void aRegistryWithItsOwnTokenServiceIsAskedAgainAfterItAskedToSlowDown() {
        FakeRegistry quay =
                open(new FakeRegistry("quay.io", "https://quay.io/v2/auth", "cdn01.quay.io"));
        quay.content().pushImage("org/app", "1", Layers.file("a", "b"));
        quay.content().pushImage("org/app", "2", Layers.file("a", "c"));
        TestApp product = start(quay.upstreams(), QUAY);
        assertEquals(200, get(product, "/v2/quay.io/org/app/manifests/1").statusCode());
        quay.registry().breakWith(new Fault.Says(429, "text/plain", "slow down", Map.of()));
        assertEquals(503, get(product, "/v2/quay.io/org/app/manifests/2").statusCode());
        quay.registry().heal();
        product.clock().move(Duration.ofSeconds(80)); // the pause is over, and the token, too
        assertEquals(200, get(product, "/v2/quay.io/org/app/manifests/2").statusCode());
        quay.assertClean();
    }

    @Test
    void anotherRegistryIsServedWithTheHostsThatAreWritten() {
        FakeRegistry own =
                open(
                        new FakeRegistry(
                                "registry.example",
                                "https://login.example/any/path",
                                "s3.cdn.example"));
        Image image = own.content().pushImage("a", "1", Layers.random("r", 20_000, 1));
        TestApp product =
                start(
                        own.upstreams(),
                        new ListedRegistry(
                                "registry.example", "login.example", Set.of(".cdn.example")));
        assertEquals(200, get(product, "/v2/registry.example/a/manifests/1").statusCode());
        assertEquals(200, get(product, "/v2/registry.example/a" + blob(image)).statusCode());
        assertEquals(1, own.blobs().requests().size());
        own.assertClean();
    }

    @Test
    void aRealmOrStorageThatIsNotListedIsNotAsked() {
        FakeRegistry own =
                open(
                        new FakeRegistry(
                                "registry.example", "https://login.example/token", "s3.example"));
        Image image = own.content().pushImage("a", "1", Layers.random("r", 20_000, 1));
        TestApp product =
                start(
                        own.upstreams(),
                        new ListedRegistry("registry.example", "login.example", Set.of()));
        assertEquals(200, get(product, "/v2/registry.example/a/manifests/1").statusCode());
        assertEquals(503, get(product, "/v2/registry.example/a" + blob(image)).statusCode());
        assertEquals(List.of(), own.blobs().requests());
        product.close();
        own.realm().forget();
        TestApp without =
                start(own.upstreams(), new ListedRegistry("registry.example", null, Set.of()));
        assertEquals(503, get(without, "/v2/registry.example/a/manifests/2").statusCode());
        assertEquals(List.of(), own.realm().requests());
        own.assertClean();
    }

    @Test
    void realmsThatOnlyLookListedAreNotAsked() {
        List<String> wrong =
                List.of(
                        "https://quay.io.evil.example/token",
                        "https://quay.io@evil.example/token",
                        "https://quay.io:8443/token",
                        "http://quay.io/token",
                        "https://quay.io/token?x=y",
                        "https://169.254.169.254/token",
                        "//evil.example/token");
        List<String> realms = new ArrayList<>(wrong);
        FakeHost quay =
                host(
                        "quay.io",
                        (_, _) ->
                                Answer.json(401, "{}")
                                        .with(
                                                "WWW-Authenticate",
                                                "Bearer realm=\"%s\",service=\"x\""
                                                        .formatted(realms.getFirst())));
        TestApp product = start(List.of(quay.upstream()), QUAY);
        while (!realms.isEmpty()) {
            quay.forget();
            HttpResponse<byte[]> answer = get(product, "/v2/quay.io/a/b/manifests/1");
            assertEquals(503, answer.statusCode(), realms::getFirst);
            assertEquals(0, quay.count(r -> r.path().endsWith("/token")), realms::getFirst);
            realms.removeFirst();
        }
    }

    @Test
    void whatWantsThePasswordItselfGetsNone() {
        FakeHost quay =
                host(
                        "quay.io",
                        (_, _) ->
                                Answer.json(401, "{}")
                                        .with("WWW-Authenticate", "Basic realm=\"x\""));
        TestApp product = start(List.of(quay.upstream()), QUAY);
        assertEquals(401, get(product, "/v2/quay.io/a/b/manifests/1").statusCode());
    }

    @Test
    void aRedirectorIsFollowedToTheRegistriesBehindIt() {
        DockerRegistry content = open(DockerRegistry.open());
        Relay relay = open(new Relay());
        Image image = content.pushImage("images/pause", "1", Layers.random("r", 20_000, 1));
        FakeHost front =
                host(
                        "registry.k8s.io",
                        (r, _) ->
                                Answer.redirect(
                                        307,
                                        "https://europe-docker.pkg.dev"
                                                + r.target().replace("/v2/", "/v2/images/")));
        FakeHost behind =
                host(
                        "europe-docker.pkg.dev",
                        (r, body) -> relay.send(content.base(), r.target(), r, body));
        TestApp product =
                start(
                        List.of(front.upstream(), behind.upstream()),
                        new ListedRegistry("registry.k8s.io", null, Set.of()));
        HttpResponse<byte[]> answer = get(product, "/v2/registry.k8s.io/pause/manifests/1");
        assertEquals(200, answer.statusCode());
        assertEquals(image.digest(), Layers.sha256(answer.body()));
        assertEquals(200, get(product, "/v2/registry.k8s.io/pause" + blob(image)).statusCode());
        assertEquals(200, get(product, "/v2/registry.k8s.io/pause/tags/list").statusCode());
        // Its word counts as the registry's own.
        assertEquals(404, get(product, "/v2/registry.k8s.io/pause/manifests/2").statusCode());
        behind.breakWith(new Fault.Says(500));
        assertEquals(503, get(product, "/v2/registry.k8s.io/pause/manifests/3").statusCode());
    }

    @Test
    void whatIsNotListedIsUnknownWithoutALookOutside() {
        FakeHost quay = host("quay.io", (_, _) -> Answer.json(200, "{}"));
        TestApp product = start(List.of(quay.upstream()));
        for (String path :
                List.of(
                        "/v2/quay.io/a/b/manifests/1",
                        "/v2/a/b/manifests/1?ns=quay.io",
                        "/quay.io/v2/a/b/manifests/1",
                        "/quay.io/v2/",
                        "/lscr.io/v2/linuxserver/a/manifests/1")) {
            HttpResponse<byte[]> answer = get(product, path);
            assertEquals(404, answer.statusCode(), path);
            assertEquals(
                    "NAME_UNKNOWN",
                    TestApp.json(answer).path("errors").get(0).path("code").asString());
        }
        assertEquals(List.of(), quay.requests());
    }
}
