package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import mos.token.secret.SecretText;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.Eventually;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the product really answers is what the description of its API promises.
class ApiDescriptionFlowTest extends TokenFlow {
    private final ApiDescription description = ApiDescription.read();
    private SecretText owner;

    /// It ends, so that it is told so with every answer.
    @BeforeEach
    void makeOwner() {
        owner = token("owner", "null");
        expires("owner", 400);
    }

    @Test
    void theAnswersAboutTokensAreAsDescribed() {
        judged(200, "GET " + BASE, BASE, null);
        String expires = app.clock().instant().plus(Duration.ofDays(90)).toString();
        String body =
                "{\"name\":\"tool\",\"description\":\"d\",\"preset\":\"dashboard\",\"networks\":[\"127.0.0.0/8\"],\"expiresAt\":\"%s\"}"
                        .formatted(expires);
        SecretText tool = secret("tool", judged(201, "POST " + BASE, BASE, body));
        String one = BASE + "/" + id("tool");
        String id = BASE + "/{id}";
        judged(200, "GET " + BASE, BASE + "?limit=1&sort=name", null);
        judged(200, "GET " + BASE + "/me", BASE + "/me", null, app.localToken());
        judged(200, "GET " + BASE + "/me", BASE + "/me", null, tool);
        HttpResponse<byte[]> denied = judged(403, "GET " + BASE, BASE, null, tool);
        assertEquals("auth", TestApp.json(denied).path("needed").path("resource").stringValue());

        judged(200, "PATCH " + id, one, "{\"name\":\"the tool\",\"notBefore\":null}");
        SecretText second =
                secret("second", judged(200, "POST " + id + "/rotate", one + "/rotate", null));
        judged(200, "GET " + BASE + "/me", BASE + "/me", null, tool);
        HttpResponse<byte[]> details = judged(200, "GET " + id, one, null);
        assertEquals(2, TestApp.json(details).path("secrets").size());
        String own = BASE + "/me/rotate";
        judged(409, "POST " + own, own, null, tool);
        secret("third", judged(200, "POST " + own, own, "{\"overlapSeconds\":0}", second));

        judged(200, "PUT " + id + "/deactivate", one + "/deactivate", null);
        judged(200, "GET " + id, one, null);
        judged(200, "PUT " + id + "/activate", one + "/activate", null);
        String permissions = "{\"permissions\":{\"mode\":\"readonly\"}}";
        judged(200, "PUT " + id + "/permissions", one + "/permissions", permissions);
        String adopt = "/permissions/adopt";
        judged(400, "PUT " + id + adopt, one + adopt, null);
        judged(200, "DELETE " + id, one, null);
        judged(400, "GET " + id, one, null);
        app.close(); // the answers hold what was made; nothing else may
        leaks.assertNowhere(directory);
    }

    @Test
    void theAnswersAroundTokensAreAsDescribed() {
        SecretText manager =
                token("manager", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"write\"}}");
        String identify = BASE + "/identify";
        for (String text : List.of(manager.exposeText(), "nothing")) {
            judged(200, "POST " + identify, identify, "{\"token\":\"%s\"}".formatted(text));
        }
        String auth = "/api/v1/auth";
        judged(200, "GET " + auth + "/clock", auth + "/clock", null);
        judged(403, "PUT " + auth + "/clock/accept", auth + "/clock/accept", null, manager);
        judged(200, "PUT " + auth + "/clock/accept", auth + "/clock/accept", null);
        String presets = auth + "/permissions/presets";
        judged(200, "GET " + presets, presets, null);
        judged(
                200,
                "POST " + auth + "/permissions/simulate",
                auth + "/permissions/simulate",
                "{\"preset\":\"git\",\"requests\":[{\"method\":\"GET\",\"path\":\"/health\"},"
                        + "{\"method\":\"GET\",\"path\":\"/api/v1/docker/x\"},"
                        + "{\"method\":\"GET\",\"path\":\"/elsewhere\"}]}");
        String adopt = BASE + "/" + id("manager") + "/permissions/adopt";
        judged(200, "GET " + BASE, BASE, null, manager);
        judged(200, "PUT " + BASE + "/{id}/permissions/adopt", adopt, null);
        judged(201, "POST " + auth + "/sign-in-links", auth + "/sign-in-links", null);
        judged(401, "GET " + BASE, BASE, null, SecretText.of("wrong"));
        assertNothingLeaked();
    }

    @Test
    void theOtherAnswersAreAsDescribed() {
        for (String path :
                List.of(
                        "/health",
                        "/health/live",
                        "/health/ready",
                        "/openapi.yaml",
                        "/swagger.json")) {
            judged(200, "GET " + path, path, null, null);
        }
        for (String path :
                List.of(
                        "/metrics",
                        "/api/v1/mos/tokens",
                        "/api/v1/mos/validatetokens",
                        "/api/v1/mos/quota",
                        "/api/v1/audit/verify")) {
            judged(200, "GET " + path, path, null);
        }
        String service = "/api/v1/mos/tokens/{service}";
        judged(200, "GET " + service, "/api/v1/mos/tokens/github", null);
        judged(404, "DELETE " + service, "/api/v1/mos/tokens/github", null);
        SecretText soon = token("soon", "null");
        expires("soon", 40);
        app.clock().move(Duration.ofDays(39));
        app.restart(); // looks for tokens that end soon
        String notices = "/api/v1/notices";
        Eventually.within(
                Duration.ofSeconds(30), () -> !TestApp.json(app.local("GET", notices)).isEmpty());
        judged(200, "GET " + notices, notices, null);
        judged(200, "GET " + notices, notices + "?limit=1", null);
        judged(200, "PUT " + notices + "/dismiss", notices + "/dismiss", null);
        judged(200, "GET " + notices, notices + "?state=all", null);
        judged(200, "PUT " + notices + "/{id}/dismiss", notices + "/1/dismiss", null);
        judged(404, "PUT " + notices + "/{id}/dismiss", notices + "/99/dismiss", null);
        judged(200, "GET /api/v1/audit", "/api/v1/audit?limit=2", null);
        for (String format : List.of("jsonl", "csv")) {
            judged(200, "GET /api/v1/audit", "/api/v1/audit?format=" + format, null);
        }
        judged(200, "GET /check", "/check", null, soon);
        judged(401, "GET /check", "/check", null, SecretText.of("wrong"));
        SecretText weak = token("weak", "{\"mode\":\"readonly\"}");
        judged(403, "GET /check", "/check", null, weak);
        assertNothingLeaked();
    }

    @Test
    void theAnswersToProgramsAreAsDescribed() {
        SecretText weak = token("weak", "{\"mode\":\"custom\",\"resources\":{}}");
        expires("weak", 10);
        String good = "token=" + weak.exposeText();
        introspected(200, owner, good);
        introspected(200, app.localToken(), "token=" + owner.exposeText());
        introspected(200, owner, "token=wrong");
        introspected(400, owner, "");
        introspected(401, null, good);
        introspected(401, SecretText.of("wrong"), good);
        introspected(403, weak, good);
        introspected(413, owner, "token=" + "a".repeat(70_000));
        assertNothingLeaked();
    }

    /// Whatever is asked without or with too little, of every operation.
    @Test
    void everyRefusalIsAsDescribed() {
        SecretText nothing = token("nothing", "{\"mode\":\"custom\",\"resources\":{}}");
        Set<String> open = new TreeSet<>();
        Set<String> allowed = new TreeSet<>();
        for (String operation : description.operations()) {
            if (operation.endsWith("/oauth2/introspect")) {
                continue; // a form, not JSON
            }
            String path = operation.replaceAll(".* |[{}]", "");
            String method = operation.substring(0, operation.indexOf(' '));
            String body = method.matches("GET|DELETE") ? null : "{}";
            for (SecretText token : Arrays.asList(null, nothing)) {
                HttpResponse<byte[]> answer = ask(method, path, token, body);
                int refused = token == null ? 401 : 403;
                if (answer.statusCode() != refused) {
                    (token == null ? open : allowed).add(operation);
                }
                assertEquals(List.of(), description.wrong(operation, answer), operation);
            }
        }
        assertEquals(
                Set.of(
                        "GET /health",
                        "GET /health/live",
                        "GET /health/ready",
                        "GET /openapi.yaml",
                        "GET /swagger.json"),
                open);
        allowed.removeAll(open);
        assertEquals(Set.of("GET " + BASE + "/me", "POST " + BASE + "/me/rotate"), allowed);
        app.close(); // the token has rotated itself: its answer holds the new text
        leaks.assertNowhere(directory);
    }

    private void introspected(int status, @Nullable SecretText token, String form) {
        String path = "/oauth2/introspect";
        HttpResponse<byte[]> answer =
                app.ask(
                        "POST",
                        app.admin().resolve(path),
                        token,
                        form,
                        "Content-Type",
                        "application/x-www-form-urlencoded");
        assertEquals(status, answer.statusCode(), path);
        assertEquals(List.of(), description.wrong("POST " + path, answer), path + " " + status);
    }

    /// The product names what it knows when it is sent something else.
    @Test
    void theDescriptionNamesWhatIsReadAndNothingElse() {
        token("planted", "null");
        String one = BASE + "/" + id("planted");
        for (String[] body :
                List.of(
                        new String[] {"POST " + BASE, BASE},
                        new String[] {"PATCH " + BASE + "/{id}", one},
                        new String[] {"POST " + BASE + "/{id}/rotate", one + "/rotate"},
                        new String[] {"POST " + BASE + "/identify", BASE + "/identify"},
                        new String[] {
                            "PUT /api/v1/mos/tokens/{service}", "/api/v1/mos/tokens/gitea"
                        },
                        new String[] {
                            "POST /api/v1/auth/permissions/simulate",
                            "/api/v1/auth/permissions/simulate"
                        })) {
            assertEquals(
                    description.bodyMembers(body[0]),
                    named(judged(400, body[0], body[1], "{\"expiresOn\":null}")),
                    body[0]);
        }
        for (String list : List.of(BASE, "/api/v1/audit", "/api/v1/notices", "/api/v1/mos/quota")) {
            assertEquals(
                    description.parameters("GET " + list, "query"),
                    named(judged(400, "GET " + list, list + "?unknown=1", null)),
                    list);
        }
        assertNothingLeaked();
    }

    private void expires(String name, int days) {
        String at = app.clock().instant().plus(Duration.ofDays(days)).toString();
        String body = "{\"expiresAt\":\"%s\"}".formatted(at);
        judged(200, "PATCH " + BASE + "/{id}", BASE + "/" + id(name), body, app.localToken());
    }

    private static Set<String> named(HttpResponse<byte[]> answer) {
        String detail = TestApp.json(answer).path("detail").stringValue();
        return new TreeSet<>(
                Arrays.asList(detail.substring(detail.lastIndexOf(": ") + 2).split(", ")));
    }

    private HttpResponse<byte[]> judged(
            int status, String operation, String path, @Nullable String body) {
        return judged(status, operation, path, body, owner);
    }

    /// Asks, and holds the answer against the description.
    private HttpResponse<byte[]> judged(
            int status,
            String operation,
            String path,
            @Nullable String body,
            @Nullable SecretText token) {
        String method = operation.substring(0, operation.indexOf(' '));
        HttpResponse<byte[]> answer = ask(method, path, token, body);
        assertEquals(status, answer.statusCode(), operation);
        assertEquals(List.of(), description.wrong(operation, answer), operation);
        return answer;
    }

    private SecretText secret(String name, HttpResponse<byte[]> answer) {
        SecretText token =
                SecretText.of(TestApp.json(answer).path("data").path("token").stringValue());
        leaks.plant(name, token.exposeUtf8());
        return token;
    }
}
