package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import mos.token.secret.SecretText;
import mos.token.testkit.ManualPage;
import mos.token.testkit.RawHttp;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A proxy that is not run here: its requests as they go on the wire, and what its configuration in
/// the manual does with the answers.
abstract class ReplayFlow extends TokenFlow {
    /// What a client adds that wants to be somebody else, or to ask something else.
    static final List<String> LIES =
            List.of(
                    "X-Mos-Subject: root",
                    "X-Original-URL: /api/v1/docker",
                    "X-HTTP-Method-Override: GET");

    /// The page of the manual below `docs`.
    abstract ManualPage page();

    /// The check for a request of a client at 198.51.100.7, as the proxy sends it.
    abstract String check(String method, String target, List<String> client);

    /// The headers that the page's configuration takes from the answer to the program.
    abstract List<JsonNode> copied(JsonNode configuration);

    @Override
    @BeforeEach
    void start() {
        var config = page().config(directory);
        app =
                TestApp.in(directory)
                        .check(config.check())
                        .trustedProxies(
                                config.trustedProxies().stream()
                                        .map(Object::toString)
                                        .toArray(String[]::new))
                        .start();
    }

    JsonNode configuration() {
        return new YAMLMapper().readTree(page().block("yaml"));
    }

    private String send(SecretText token, String method, String target) {
        List<String> client = new ArrayList<>(LIES);
        client.add("User-Agent: curl/7.88.1");
        if (token != null) {
            client.add("Authorization: Bearer " + token.exposeText());
        }
        return check(method, target, client);
    }

    private int status(SecretText token, String method, String target) {
        return RawHttp.status(send(token, method, target));
    }

    @Test
    void permissionsDecideByPathAndMethod() {
        SecretText docker = token("docker", ProtectFlow.DOCKER);
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        String nobody = send(null, "GET", "/api/v1/docker");
        assertEquals(401, RawHttp.status(nobody));
        assertEquals(List.of("Bearer realm=\"MOS Token\""), ProtectFlow.challenges(nobody));
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")) {
            boolean reads = method.equals("GET") || method.equals("HEAD");
            assertEquals(200, status(docker, method, "/api/v1/docker/list?all=1"), method);
            assertEquals(403, status(docker, method, "/api/v1/vm"), method);
            assertEquals(403, status(docker, method, "/grafana/"), method);
            assertEquals(reads ? 200 : 403, status(reader, method, "/grafana/d/x"), method);
            assertEquals(reads ? 200 : 403, status(docker, method, "/api/v1/mos"), method);
        }
        assertEquals(200, status(token("full", "null"), "DELETE", "/elsewhere"));
        assertEquals(401, status(app.localToken(), "GET", "/api/v1/docker"));
        assertEquals(401, status(app.localToken(), "GET", "/"));
        app.local("DELETE", BASE + "/" + id("docker"));
        assertEquals(401, status(docker, "GET", "/api/v1/docker"));
        assertNothingLeaked();
    }

    /// Every identity header is in the answer with a value, and in the configuration's list, so
    /// that none of the client's own goes through.
    @Test
    void theProgramLearnsWhoItIsFromNobodyElse() {
        SecretText docker = token("docker", ProtectFlow.DOCKER);
        String answer = send(docker, "GET", "/api/v1/docker");
        List<String> ours =
                answer.lines().filter(line -> line.startsWith("X-Mos-")).sorted().toList();
        assertEquals(
                List.of(
                        "X-Mos-Mode: custom",
                        "X-Mos-Scopes: docker:write mos:read",
                        "X-Mos-Subject: docker",
                        "X-Mos-Token-Id: " + id("docker")),
                ours);
        assertEquals(
                ours.stream()
                        .map(line -> line.replaceFirst(":.*", "").toLowerCase(Locale.ROOT))
                        .toList(),
                List.copyOf(
                        new TreeSet<>(
                                copied(configuration()).stream()
                                        .map(name -> name.stringValue().toLowerCase(Locale.ROOT))
                                        .toList())));
        assertNothingLeaked();
    }

    @Test
    void aTokenBoundToNetworksIsHeldAgainstTheClientsAddress() {
        SecretText docker = token("docker", ProtectFlow.DOCKER);
        String one = BASE + "/" + id("docker");
        app.local("PATCH", one, "{\"networks\":[\"198.51.100.0/24\"]}");
        assertEquals(200, status(docker, "GET", "/api/v1/docker"));
        app.local("PATCH", one, "{\"networks\":[\"127.0.0.0/8\"]}");
        assertEquals(401, status(docker, "GET", "/api/v1/docker"));
        assertNothingLeaked();
    }

    /// D-20. A target that is none (RFC 9112 §3.2) is refused before the check.
    @Test
    void noSpellingOfAPathOpensMore() {
        SecretText docker = token("docker", ProtectFlow.DOCKER);
        for (String target :
                List.of(
                        "/api/v1/docker/../vm",
                        "/api/v1/docker/%2e%2e/vm",
                        "/api/v1/docker/..%2fvm",
                        "/api/v1/docker%2f..%2fvm",
                        "/api/v1/docker/%252e%252e/vm",
                        "/api/v1/docker/..;/vm",
                        "/api/v1/docker/..\\vm",
                        "/api/v1/docker//../vm",
                        "//api/v1/docker",
                        "/api/v1//docker",
                        "/../api/v1/docker",
                        "/api/v1/docker/%00",
                        "/api/v1/docker/%zz",
                        "/api/v1/docker\u00e4",
                        "/api/v1/%64ocker",
                        "/api/v1/DOCKER",
                        "/api/v1/vm?/api/v1/docker",
                        "/check/api/v1/docker",
                        "/",
                        "*",
                        "api/v1/docker")) {
            int status = status(docker, "GET", target);
            assertTrue(status == 403 || status == 400 || status == 404, target + ": " + status);
        }
        assertNothingLeaked();
    }
}
