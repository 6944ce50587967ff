package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mos.token.testkit.Answer;
import org.junit.jupiter.api.Test;

class SessionCommandTest extends CliFixture {
    private static final String SESSIONS = "/api/v1/auth/sessions";

    @Test
    void listIsATableOfWhoIsSignedIn() {
        String one =
                """
                [{"id":"0a1b","name":"ow\\u001bner","tokenId":"7","own":false,
                  "signedInAt":"2026-11-23T20:51:43.653Z","lastUsedAt":"2026-11-23T21:00:00Z",
                  "endsAt":"2026-11-24T08:51:43.653Z","address":"192.0.2.7","userAgent":"a b"}]
                """;
        answers.put("GET " + SESSIONS, Answer.json(200, one));
        assertEquals(0, run("session", "list"), err::toString);
        assertEquals(
                """
                ID    NAME    SINCE              LAST               ENDS               ADDRESS    PROGRAM
                0a1b  ow\uFFFDner  2026-11-23 20:51Z  2026-11-23 21:00Z  2026-11-24 08:51Z  192.0.2.7  a b
                """,
                out.toString());
        answers.put("GET " + SESSIONS, Answer.json(200, "[]"));
        assertEquals(0, run("session", "list"), err::toString);
        assertTrue(err.toString().contains("Nobody is signed in."), err::toString);
    }

    @Test
    void endEndsOneOrAll() {
        answers.put("DELETE " + SESSIONS + "/0a1b", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("session", "end", "0a1b"), err::toString);
        assertEquals("Ended the session 0a1b.\n", out.toString());
        answers.put("DELETE " + SESSIONS, Answer.json(200, "{\"success\":true,\"ended\":2}"));
        assertEquals(0, run("session", "end", "--all", "--json"), err::toString);
        assertTrue(out.toString().endsWith("{\"success\":true,\"ended\":2}\n"), out::toString);
        assertEquals(2, run("session", "end"), "neither one nor all");
        assertEquals(2, run("session", "end", "0a1b", "--all"), "one or all");
    }
}
