package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import mos.token.cli.Cli;
import mos.token.cli.Terminal;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.Layers;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.Skopeo;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// What `client-config` writes really leads pulls through the gateway: the real skopeo with it, and
/// requests made from it as the other clients make them.
class ClientConfigFlowTest {
    private static final String HUB_TOKEN = "dckr" + "_pat_" + "Zq7Lw2".repeat(4) + "xyz";
    private static final String IMAGE = "docker://docker.io/library/x:1";
    private static final String SECRET = "docker://docker.io/alice/secret:1";

    @TempDir Path directory;
    private final Skopeo skopeo = new Skopeo();
    private final StringWriter said = new StringWriter();
    private final LeakSearch leaks = new LeakSearch();
    private FakeDockerHub hub;
    private TestApp app;
    private SecretText reader;
    private Path root;

    @BeforeEach
    void start() throws IOException {
        hub = FakeDockerHub.forGateway().account("alice", HUB_TOKEN, "repo:read");
        app = TestApp.in(directory).upstreams(hub.upstreams()).start();
        app.storeServiceTokens("{\"dockerhub\":\"alice:" + HUB_TOKEN + "\"}");
        reader =
                app.createToken(
                        "puller", "{\"mode\":\"custom\",\"resources\":{\"registry\":\"read\"}}");
        leaks.plant("puller", reader.exposeUtf8());
        root = Files.createDirectory(directory.resolve("root"));
        hub.content().pushImage("library/x", "1", Layers.file("a", "b"));
        hub.content().pushImage("alice/secret", "1", Layers.file("c", "d"));
        hub.privateRepository("alice/secret", "alice");
    }

    @AfterEach
    void stop() {
        skopeo.close();
        app.close();
        hub.close();
    }

    private void write(String client, String... more) throws IOException {
        PrintWriter all = new PrintWriter(said, true);
        Terminal terminal =
                new Terminal(
                        all, all, new ByteArrayInputStream(new byte[0]), null, Map.of(), directory);
        String[] first = {
            "client-config", client, "--root", "" + root, "--gateway", "" + app.gateway()
        };
        String[] arguments = java.util.Arrays.copyOf(first, first.length + more.length + 2);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        arguments[arguments.length - 2] = "--write";
        arguments[arguments.length - 1] = "--yes";
        Cli cli = new Cli(terminal, (_, _) -> 1, (_, _, _) -> null, "0", Clock.systemUTC());
        assertEquals(0, cli.run(arguments), said::toString);
    }

    private String tokenFile() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), reader.exposeText());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file.toString();
    }

    private Path at(String file) {
        return root.resolve(file);
    }

    @Test
    void skopeoPullsThroughTheGatewayByThePlainNames() throws IOException {
        write("podman");
        skopeo.registries(at("etc/containers/registries.conf.d/50-mos-token.conf"));
        skopeo.run("copy", IMAGE, "dir:" + directory.resolve("x")).ok();
        assertTrue(Files.exists(directory.resolve("x/manifest.json")));
        assertEquals(1, hub.pulls("alice"), "the gateway did not spend the owner's token");
        assertNotEquals(0, skopeo.run("copy", SECRET, "dir:" + directory.resolve("no")).exit());

        write("podman", "--token-file", tokenFile());
        skopeo.logins(at("root/.config/containers/auth.json"));
        skopeo.run("copy", SECRET, "dir:" + directory.resolve("yes")).ok();
        leaks.assertNotIn(said.toString());
        hub.assertClean();
    }

    @Test
    void theHeaderInContainerdsFileOpensPrivateImages() throws IOException {
        write("containerd", "--token-file", tokenFile());
        JsonNode hosts = toml("etc/containerd/certs.d/docker.io/hosts.toml").path("host");
        String host = hosts.propertyNames().iterator().next();
        String header = hosts.path(host).path("header").path("Authorization").asString();
        String manifest = "/v2/alice/secret/manifests/1?ns=docker.io";
        assertEquals(401, ask("HEAD", host + manifest).statusCode());
        assertEquals(200, ask("HEAD", host + manifest, "Authorization", header).statusCode());
        leaks.assertNotIn(said.toString());
    }

    @Test
    void theMirrorsOfDockerAndBuildkitAnswerByTheNamesThatTheySend() throws IOException {
        write("docker");
        String mirror =
                Json.read(Files.readAllBytes(at("etc/docker/daemon.json")))
                        .path("registry-mirrors")
                        .path(0)
                        .asString();
        // The graph-driver store's form, and the containerd store's.
        assertEquals(200, ask("HEAD", mirror + "/v2/library/x/manifests/1").statusCode());
        assertEquals(
                200, ask("HEAD", mirror + "/v2/library/x/manifests/1?ns=docker.io").statusCode());

        write("buildkit");
        JsonNode registries = toml("etc/buildkit/buildkitd.toml").path("registry");
        String[] path = registries.path("docker.io").path("mirrors").path(0).asString().split("/");
        assertTrue(registries.path(path[0]).path("http").asBoolean());
        String asked =
                "http://%s/v2/%s/library/x/manifests/1?ns=docker.io".formatted(path[0], path[1]);
        assertEquals(200, ask("HEAD", asked).statusCode());
    }

    private JsonNode toml(String file) throws IOException {
        return new TomlMapper().readTree(Files.readString(at(file)));
    }

    private HttpResponse<byte[]> ask(String method, String url, String... headers) {
        return app.ask(method, URI.create(url), null, null, headers);
    }
}
