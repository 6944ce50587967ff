package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What `/api/v1/mos/tokens/{service}` refuses: each names what is wrong and the fix.
class OneServiceTokenRefusalFlowTest extends ServiceFlow {
    private static final String WRONG =
            """
            github    | {"tokens": "x"}                       | unknown member; it may hold: expiresAt, host, token
            github    | {}                                    | send token, or expiresAt
            github    | {"token": 5}                          | token must be a string
            github    | {"token": null}                       | token must be a string; DELETE removes
            github    | {"token": ""}                         | token must be a string; DELETE removes
            github    | {"token": "a b"}                      | GitHub token must be one line without spaces
            github    | {"token": "x", "host": "github.com"}  | leave out host: it belongs to gitea only
            codeberg  | {"token": "x", "host": "codeberg.org"} | leave out host: it belongs to gitea only
            github    | {"token": "x", "expiresAt": "2999-01-01T00:00:00Z"} | leave out expiresAt: GitHub itself tells
            github    | {"expiresAt": null}                   | leave out expiresAt: GitHub itself tells
            dockerhub | {"token": "x"}                        | Docker Hub token must be in format "username:token"
            dockerhub | {"expiresAt": "2999-01-01"}           | expiresAt must be null or a moment
            dockerhub | {"expiresAt": 5}                      | expiresAt must be null or a moment
            dockerhub | {"token": "a:x", "expiresAt": "2019-01-01T00:00:00Z"} | expiresAt must be in the future
            dockerhub | {"expiresAt": "2019-01-01T00:00:00Z"} | expiresAt must be in the future
            gitea     | {"host": "git.example.org"}           | host must be a string, as in git.example.org, and come with its token
            gitea     | {"host": "git.example.org", "expiresAt": null} | host must be a string, as in git.example.org, and come with its token
            gitea     | {"host": "", "token": "x"}            | host must be a string
            gitea     | {"host": 5, "token": "x"}             | host must be a string
            gitea     | {"token": "x"}                        | in format "host:token"
            """;

    @Test
    void whatIsWrongIsNamedWithTheFix() {
        for (String line : WRONG.lines().toList()) {
            String[] wrong = line.split(" +\\| ");
            String said = problem(400, ask("PUT", wrong[0], wrong[1]));
            assertTrue(said.contains(wrong[2]), line + ": " + said);
        }
    }

    /// D-15 and D-16: only the exact name of a host of one's own, and no other service's.
    @Test
    void noOtherHostIsTaken() {
        for (String host :
                List.of(
                        "192.0.2.1",
                        "2130706433",
                        "0x7f.1",
                        "[::1]",
                        "localhost",
                        "https://git.example.org",
                        "git.example.org/",
                        "git.example.org:3000",
                        "alice@git.example.org",
                        "GIT.example.org",
                        "git.example.org.",
                        "gít.example.org",
                        "git.example.org\\n",
                        "git",
                        "github.com",
                        "api.github.com",
                        "codeberg.org",
                        "auth.docker.io")) {
            String body = "{\"host\":\"%s\",\"token\":\"%s\"}".formatted(host, FORGEJO);
            String said = problem(400, ask("PUT", "gitea", body));
            assertTrue(said.contains("the host must be the name of a Gitea or Forgejo"), said);
            assertEquals(false, told("gitea").path("configured").booleanValue(), host);
        }
        assertEquals(List.of(), forgejo.requests());
    }

    @Test
    void onlyServicesThatAreKnown() {
        for (String method : List.of("GET", "PUT", "DELETE")) {
            for (String service : List.of("gitlab", "GitHub", "github.com")) {
                String said = problem(404, ask(method, service, null));
                assertTrue(said.contains("use github, dockerhub, codeberg, gitea"), said);
            }
        }
    }

    @Test
    void readingNeedsMosReadAndChangingMosWrite() {
        String body = "{\"token\":\"%s\"}".formatted(GITHUB);
        for (String level : List.of("none", "read", "write")) {
            String permissions =
                    "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\",\"mos\":\"%s\"}}"
                            .formatted(level);
            String[] as = {
                "Authorization", "Bearer " + app.createToken(level, permissions).exposeText()
            };
            int reads = level.equals("none") ? 403 : 200;
            int writes = level.equals("write") ? 200 : 403;
            assertEquals(reads, ask("GET", "github", null, as).statusCode(), level);
            assertEquals(writes, ask("PUT", "github", body, as).statusCode(), level);
            assertEquals(writes, ask("DELETE", "github", null, as).statusCode(), level);
        }
        String[] nobody = {"Accept", "application/json"};
        for (String method : List.of("GET", "PUT", "DELETE")) {
            assertEquals(401, ask(method, "github", null, nobody).statusCode());
        }
    }

    @Test
    void anOldSessionLooksAndRemovesButEntersNoToken() {
        HttpResponse<byte[]> in =
                app.reveal(
                        "POST",
                        app.admin().resolve("/sign-in"),
                        null,
                        "token=" + app.createToken("owner", "null").exposeText(),
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site",
                        "same-origin");
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        String[] as = {
            "Cookie", cookie.substring(0, cookie.indexOf(';')), "Sec-Fetch-Site", "same-origin"
        };
        String body = "{\"token\":\"alice:%s\"}".formatted(HUB);
        assertEquals(200, ask("PUT", "dockerhub", body, as).statusCode());
        app.clock().move(Duration.ofMinutes(16));
        HttpResponse<byte[]> refused = ask("PUT", "dockerhub", body, as);
        assertEquals(401, refused.statusCode());
        assertTrue(
                refused.headers()
                        .firstValue("WWW-Authenticate")
                        .orElse("")
                        .contains("insufficient_user_authentication"));
        String mask = "{\"token\":\"%s\"}".formatted(HUB_MASK);
        assertEquals(200, ask("PUT", "dockerhub", mask, as).statusCode());
        assertEquals(200, ask("GET", "dockerhub", null, as).statusCode());
        assertEquals(200, ask("DELETE", "dockerhub", null, as).statusCode());
    }
}
