package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import mos.token.access.Caller;
import mos.token.api.ServiceTokenApi;
import mos.token.http.Reply;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ServiceTokenApiTest {
    private static final Caller OWNER = new Caller.Local("127.0.0.1");
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    private static final String HUB_SECRET = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u:7wxyz";

    @TempDir Path directory;
    SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    ScriptedServices services;
    ServiceTokens tokens;
    ServiceTokenApi api;

    @BeforeEach
    void open() {
        services = new ScriptedServices(directory, clock);
        tokens = services.open();
        api = new ServiceTokenApi(tokens);
    }

    @AfterEach
    void close() {
        services.close();
    }

    private String call(String method, String path, String body) throws Exception {
        FakeRequest request = FakeRequest.of(method, path).by(OWNER);
        Reply reply =
                api.routes().stream()
                        .filter(r -> r.template().equals(path) && r.methods().contains(method))
                        .findFirst()
                        .orElseThrow()
                        .handler()
                        .handle(body.isEmpty() ? request : request.json(body));
        Reply.Body.Bytes bytes = (Reply.Body.Bytes) reply.body();
        return reply.status() + " " + new String(bytes.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theApiAnswersAsMosDoesAndShowsNoSecret() throws Exception {
        String tokensPath = "/api/v1/mos/tokens";
        assertEquals("200 {\"github\":null,\"dockerhub\":null}", call("GET", tokensPath, ""));
        String body = "{\"dockerhub\":\"alice:" + HUB_SECRET + "\",\"github\":\"" + GITHUB + "\"}";
        String posted = call("POST", tokensPath, body);
        assertEquals(
                "200 {\"success\":true,\"message\":\"Tokens updated successfully\","
                        + "\"updated\":[\"dockerhub\",\"github\"]}",
                posted);
        String masks = call("GET", tokensPath, "");
        assertEquals(
                "200 {\"github\":\"gh" + "p_…abcd\",\"dockerhub\":\"alice:dckr" + "_pat_…wxyz\"}",
                masks);
        // MOS's page posts the whole object back.
        assertTrue(call("POST", tokensPath, masks.substring(4)).startsWith("200 "));
        assertTrue(tokens.lease(Service.GITHUB, "github.com").isPresent());
        String looks = call("GET", "/api/v1/mos/validatetokens", "");
        assertTrue(
                looks.startsWith(
                        "200 {\"github\":{\"configured\":true,\"valid\":true,\"rate\":"
                                + "{\"limit\":5000,\"used\":1,\"remaining\":4999,"
                                + "\"reset\":1795470000,\"resource\":\"core\"}"),
                looks);
        assertTrue(
                looks.contains(
                        "\"dockerhub\":{\"configured\":true,\"valid\":true,"
                                + "\"username\":\"alice\",\"rate\":{\"limit\":200,"
                                + "\"remaining\":199"),
                looks);
        new LeakSearch()
                .plant("GitHub token", GITHUB)
                .plant("Docker Hub token", HUB_SECRET)
                .assertNowhere(directory, posted, masks, looks, tokens.describe(OWNER).toString());
        assertTrue(
                call("POST", tokensPath, "{\"github\":null,\"dockerhub\":\"\"}")
                        .startsWith("200 "));
        assertEquals("200 {\"github\":null,\"dockerhub\":null}", call("GET", tokensPath, ""));
        assertNotNull(call("GET", "/api/v1/mos/validatetokens", ""));
        services.violations.assertClean();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"dockerhub\":\"justtoken\"} | Docker Hub token must be in format \\\"username:token\\\"",
                "{\"dockerhub\":5} | dockerhub must be a string",
                "{\"github\":[\"x\"]} | github must be a string",
                "{\"gitlab\":\"x\"} | use github, dockerhub",
                "{\"github\":\"a b\"} | without spaces",
            })
    void badInputIsNamed(String body, String detail) throws Exception {
        String reply = call("POST", "/api/v1/mos/tokens", body);
        assertTrue(reply.startsWith("400 ") && reply.contains(detail), reply);
    }
}
