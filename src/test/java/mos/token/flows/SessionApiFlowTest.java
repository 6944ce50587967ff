package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Who is signed in, by API.
class SessionApiFlowTest extends TokenFlow {
    private static final String SESSIONS = "/api/v1/auth/sessions";
    private static final List<String> OWN_PAGE = List.of("Sec-Fetch-Site", "same-origin");

    private JsonNode list() {
        return TestApp.json(app.local("GET", SESSIONS));
    }

    @Test
    void aSessionIsSeenAndEndedWithoutWhatOpensIt() {
        Browsing mine = Browsing.signedIn(app, "User-Agent", "browser/1");
        Browsing other = Browsing.signedIn(app, "User-Agent", "browser/2");
        for (Browsing one : List.of(mine, other)) {
            leaks.plant("a cookie", one.cookie().replaceFirst(".*=", ""));
        }
        assertEquals(200, other.get(BASE).statusCode());
        JsonNode seen = TestApp.json(mine.get(SESSIONS));
        assertEquals(2, seen.size());
        assertTrue(seen.path(0).path("own").booleanValue());
        JsonNode last = seen.path(1);
        assertEquals("browser/2", last.path("userAgent").stringValue());
        assertEquals("127.0.0.1", last.path("address").stringValue());
        assertEquals("sign-in link", last.path("name").stringValue());
        assertTrue(last.path("tokenId").isNull());

        String id = last.path("id").stringValue();
        HttpResponse<byte[]> foreign =
                mine.send(
                        "DELETE",
                        SESSIONS + "/" + id,
                        null,
                        List.of("Sec-Fetch-Site", "cross-site"));
        assertEquals(403, foreign.statusCode());
        assertEquals(200, other.get(BASE).statusCode());
        HttpResponse<byte[]> ended = mine.send("DELETE", SESSIONS + "/" + id, null, OWN_PAGE);
        assertEquals("{\"success\":true,\"message\":\"Session ended\"}", text(ended));
        assertEquals(401, other.get(BASE).statusCode());
        HttpResponse<byte[]> page = other.get("/settings/network/token");
        assertEquals("/sign-in", Browsing.header(page, "Location"));
        HttpResponse<byte[]> again = mine.send("DELETE", SESSIONS + "/" + id, null, OWN_PAGE);
        assertEquals(404, again.statusCode());
        assertTrue(text(again).contains("There is no session of that id"), text(again));
        JsonNode row = TestApp.json(app.local("GET", "/api/v1/audit?action=session.end")).path(0);
        assertEquals(id, row.path("subject").stringValue());
        assertEquals("session", row.path("callerKind").stringValue());
        assertNothingLeaked();
    }

    @Test
    void allButTheOwnEndAtOnce() {
        Browsing mine = Browsing.signedIn(app);
        List<Browsing> others = List.of(Browsing.signedIn(app), Browsing.signedIn(app));
        assertEquals(
                "{\"success\":true,\"message\":\"Sessions ended\",\"ended\":2}",
                text(mine.send("DELETE", SESSIONS, null, OWN_PAGE)));
        others.forEach(other -> assertEquals(401, other.get(BASE).statusCode()));
        assertEquals(1, list().size());
        assertEquals(200, app.local("DELETE", SESSIONS).statusCode());
        assertEquals(0, list().size());
    }

    @Test
    void whoMayNotDoEverythingEndsNone() {
        Browsing mine = Browsing.signedIn(app);
        String id = list().path(0).path("id").stringValue();
        SecretText manager =
                token("manager", "{\"mode\":\"custom\",\"resources\":{\"auth\":\"write\"}}");
        SecretText readonly = token("readonly", "{\"mode\":\"readonly\"}");
        assertEquals(200, ask("GET", SESSIONS, manager, null).statusCode());
        assertEquals(403, ask("DELETE", SESSIONS + "/" + id, manager, null).statusCode());
        assertEquals(403, ask("DELETE", SESSIONS, manager, null).statusCode());
        assertEquals(403, ask("GET", SESSIONS, readonly, null).statusCode());
        assertEquals(401, ask("GET", SESSIONS, null, null).statusCode());
        assertEquals(200, mine.get(BASE).statusCode());
        assertFalse(id.isEmpty());
    }
}
