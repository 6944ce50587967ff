package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.NginxProxy;
import org.junit.jupiter.api.Test;

/// The check as nginx's guard, in the words of the manual.
class GuardFlowTest extends TokenFlow {
    private NginxProxy nginx() {
        return NginxProxy.start(
                """
                location = /_auth {
                  internal;
                  proxy_pass %s/check;
                  proxy_pass_request_body off;
                  proxy_set_header Content-Length "";
                  proxy_set_header X-Original-URI $request_uri;
                  proxy_set_header X-Original-Method $request_method;
                  proxy_set_header X-Forwarded-For $remote_addr;
                }
                location /behind/ {
                  return 200 "$request_method for $http_x_mos_subject with $http_x_mos_scopes";
                }
                location / {
                  auth_request /_auth;
                  auth_request_set $subject $upstream_http_x_mos_subject;
                  auth_request_set $scopes $upstream_http_x_mos_scopes;
                  proxy_set_header X-Mos-Subject $subject;
                  proxy_set_header X-Mos-Scopes $scopes;
                  proxy_set_header Authorization "";
                  proxy_pass http://127.0.0.1:$server_port/behind/;
                }
                """
                        .formatted(app.admin()));
    }

    @Test
    void nginxLetsThroughWhatTheTokenMayAndNothingElse() {
        SecretText full = token("full one", "null");
        SecretText reader = token("reader", "{\"mode\":\"readonly\"}");
        SecretText docker =
                token("docker", "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\"}}");
        try (NginxProxy nginx = nginx()) {
            HttpResponse<byte[]> allowed =
                    app.ask(
                            "POST",
                            URI.create(nginx.base() + "/api/v1/docker/mos/compose?x=1"),
                            docker,
                            "{}",
                            "X-Mos-Subject",
                            "root",
                            "X-Original-URI",
                            "/api/v1/vm");
            assertEquals("POST for docker with docker:write", text(allowed));
            assertEquals(200, guarded(nginx, "GET", "/api/v1/vm", reader));
            assertEquals(403, guarded(nginx, "POST", "/api/v1/vm", reader));
            assertEquals(403, guarded(nginx, "GET", "/api/v1/users", reader));
            assertEquals(403, guarded(nginx, "GET", "/api/v1/vm", docker));
            assertEquals(403, guarded(nginx, "GET", "/other", docker));
            assertEquals(200, guarded(nginx, "DELETE", "/other", full));
            for (String path :
                    List.of(
                            "/api/v1/docker/../users",
                            "/api/v1/docker/%2e%2e/users",
                            "/api/v1//docker",
                            "/api/v1/Docker",
                            "/api/v1/docker;x/y",
                            "/api/v1/docker%2f..%2fusers")) {
                assertEquals(403, guarded(nginx, "GET", path, docker), path);
                assertEquals(200, guarded(nginx, "GET", path, full), path);
            }
            assertEquals(200, guarded(nginx, "GET", BASE + "/me", docker));

            HttpResponse<byte[]> nobody =
                    app.ask("GET", URI.create(nginx.base() + "/api/v1/docker"), null, null);
            assertEquals(401, nobody.statusCode());
            assertEquals(
                    List.of("Bearer realm=\"MOS Token\""),
                    nobody.headers().allValues("WWW-Authenticate"));
            assertEquals(401, guarded(nginx, "GET", "/api/v1/docker", app.localToken()));

            // D-29: ended here, refused there, from the next request on.
            String id = id("docker");
            assertEquals(200, guarded(nginx, "POST", "/api/v1/docker", docker));
            app.local(
                    "PUT",
                    BASE + "/" + id + "/permissions",
                    "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}}");
            assertEquals(403, guarded(nginx, "POST", "/api/v1/docker", docker));
            assertEquals(200, guarded(nginx, "GET", "/api/v1/docker", docker));
            app.local("DELETE", BASE + "/" + id);
            assertEquals(401, guarded(nginx, "GET", "/api/v1/docker", docker));
            assertNothingLeaked(nginx.accessLog(), nginx.errorLog());
        }
    }

    private int guarded(NginxProxy nginx, String method, String path, SecretText token) {
        return app.ask(method, URI.create(nginx.base() + path), token, null).statusCode();
    }

    /// Exactly 200, 401 or 403, whatever is asked: nginx makes a 500 of everything else.
    @Test
    void theCheckAnswersNothingElse() {
        SecretText full = token("full one", "null");
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")) {
            for (String path : List.of("/check", "/check/api/v1/docker", "/check/a/../b%2f")) {
                URI uri = URI.create(app.admin() + path);
                HttpResponse<byte[]> answer = app.ask(method, uri, full, null);
                assertEquals(200, answer.statusCode(), method + " " + path);
                assertEquals(0, answer.body().length);
                assertEquals(401, app.ask(method, uri, null, null).statusCode());
            }
        }
        for (String body : List.of("{}", "x".repeat(100_000))) {
            for (String path : List.of("/check", "/check/x")) {
                URI uri = URI.create(app.admin() + path);
                assertEquals(200, app.ask("POST", uri, full, body).statusCode(), path);
            }
        }
        URI check = app.admin().resolve("/check");
        String line = "Bearer " + full.exposeText();
        assertEquals(
                401,
                app.ask("GET", check, full, null, "Authorization", line).statusCode(),
                "two Authorization headers");
        assertNothingLeaked();
    }
}
