package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mos.token.testkit.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The commands that show and change admin tokens, against a server that answers what each test
/// gives it; the real server is asked in `flows.TokenCommandFlowTest`.
class TokenCommandTest extends CliFixture {
    private static final String PATH = "/api/v1/auth/admin-tokens";
    private static final String TEXT = "mos_" + "N".repeat(49);

    private static final String BOUNDED =
            """
            {"success":true,"data":{"id":"17","name":"ci","token":"%s","permissions":{"mode":"full"},
              "notBefore":"2026-12-01T00:00:00.000Z","expiresAt":"2027-01-30T23:00:00.000Z",
              "networks":["10.0.0.0/8","fd00::/8"]}}
            """;

    private static final String DETAILS =
            """
            {"id":"17","name":"ci","description":"Builds\\nthings.","token":"mos_…",
             "permissions":{"mode":"full"},"createdAt":"2026-11-20T08:00:00.000Z","isActive":true,
             "notBefore":null,"expiresAt":"2027-01-30T23:00:00.000Z",
             "networks":["10.0.0.0/8","fd00::/8"],"state":"active",
             "lastUsed":{"at":"2026-11-24T20:51:00.000Z","address":"10.0.0.7","userAgent":"curl/8\\u001b"},
             "lastRefused":{"at":"2026-11-24T20:52:00.000Z","reason":"docker:read: wrong network",
                            "address":"192.0.2.1"},
             "secrets":[{"serial":2,"createdAt":"2026-11-24T08:00:00.000Z","endsAt":null},
                        {"serial":1,"createdAt":"2026-11-20T08:00:00.000Z",
                         "endsAt":"2026-11-25T08:00:00.000Z",
                         "lastUsed":{"at":"2026-11-24T20:50:00.000Z","address":"10.0.0.9","userAgent":""}}],
             "calls":{"2026-11-20":3,"2026-11-24":12},
             "seenIn":{"10.0.0.0/24":"2026-11-20T08:00:00.000Z"},
             "usedPermissions":{"mode":"custom","resources":{"docker":"read"}}}
            """;

    private static final String UNUSED =
            """
            {"id":"18","name":"new","description":"","permissions":{"mode":"readonly"},
             "createdAt":"2026-11-20T08:00:00.000Z","state":"inactive",
             "deactivatedAt":"2026-11-24T08:00:00.000Z","notBefore":"2026-12-01T08:00:00.000Z",
             "expiresAt":null,"networks":[],"lastUsed":null,"lastRefused":null,"calls":{},"seenIn":{},
             "secrets":[{"serial":1,"createdAt":"2026-11-20T08:00:00.000Z","endsAt":null}],
             "usedPermissions":{"mode":"custom","resources":{}}}
            """;

    @BeforeEach
    void tokens() {
        standing.put("GET " + PATH + "/17", DETAILS);
        standing.put("GET " + PATH + "/18", UNUSED);
    }

    @Test
    void createTakesALifeAndSaysWhatItBecame() {
        answers.put("POST " + PATH, Answer.json(201, BOUNDED.formatted(TEXT)));
        assertEquals(
                0,
                run(
                        "token",
                        "create",
                        "ci",
                        "--preset",
                        "git",
                        "--expires",
                        "2027-01-31",
                        "--not-before",
                        "1w",
                        "--network",
                        "10.0.0.0/8",
                        "--network",
                        "fd00::/8"),
                err::toString);
        assertEquals(
                "{\"name\":\"ci\",\"preset\":\"git\",\"expiresAt\":\"2027-01-30T23:00:00Z\","
                        + "\"notBefore\":\"2026-12-01T21:00:00Z\","
                        + "\"networks\":[\"10.0.0.0/8\",\"fd00::/8\"]}",
                bodies.getLast());
        assertEquals(TEXT + "\n", out.toString());
        assertEquals(
                "Created the admin token 'ci' (id 17, full, from 2026-12-01 00:00Z, until 2027-01-30"
                        + " 23:00Z, only in 10.0.0.0/8 fd00::/8). It is shown only now:\n",
                err.toString());

        assertEquals(2, run("token", "create", "ci", "--preset", "git", "--mode", "full"));
        assertTrue(err.toString().contains("--preset says it all"), err::toString);
        assertEquals(2, run("token", "create", "ci", "--expires", "soon"));
        assertTrue(
                err.toString().contains("'--expires': 'soon' is no moment: write a time"),
                err::toString);
        assertEquals(2, run("token", "create", "ci", "--expires", TEXT));
        assertFalse(err.toString().contains(TEXT), "a token is repeated");
        assertEquals(1, api.requests().size());
    }

    @Test
    void editSendsWhatWasSaidAndNothingElse() {
        answers.put("PATCH " + PATH + "/17", Answer.json(200, BOUNDED.formatted("mos_…")));
        assertEquals(
                0,
                run(
                        "token",
                        "edit",
                        "17",
                        "--name",
                        "cj",
                        "--description",
                        "",
                        "--expires",
                        "never",
                        "--not-before",
                        "now",
                        "--any-network"),
                err::toString);
        assertEquals(
                "{\"name\":\"cj\",\"description\":\"\",\"expiresAt\":null,\"notBefore\":null,"
                        + "\"networks\":[]}",
                bodies.getLast());
        assertTrue(
                out.toString().startsWith("Changed the admin token 'ci' (id 17, full, from"),
                out::toString);

        answers.put("PATCH " + PATH + "/17", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("token", "edit", "17", "--network", "10.0.0.7", "--json"));
        assertEquals("{\"networks\":[\"10.0.0.7\"]}", bodies.getLast());
        assertEquals("{\"success\":true}\n", out.toString());

        assertEquals(2, run("token", "edit", "17"));
        assertTrue(err.toString().contains("nothing to change: give --name"), err::toString);
        assertEquals(2, run("token", "edit", "17", "--any-network", "--network", "::1"));
        assertEquals(4, api.requests().size());
    }

    @Test
    void showTellsEverythingInLines() {
        assertEquals(0, run("token", "show", "17"), err::toString);
        assertEquals(
                """
                ID            17
                Name          ci
                Description   Builds things.
                State         active
                Permissions   full
                              of which it has used no more than: docker=read
                Created       2026-11-20 08:00Z
                Begins        at once
                Expires       2027-01-30 23:00Z
                Networks      10.0.0.0/8 fd00::/8
                Last used     2026-11-24 20:51Z from 10.0.0.7 with curl/8\uFFFD
                Last refused  2026-11-24 20:52Z from 192.0.2.1: docker:read: wrong network
                Calls         2026-11-24 (UTC): 12
                              2026-11-20 (UTC): 3
                Seen in       10.0.0.0/24 since 2026-11-20 08:00Z
                Secrets       2, made 2026-11-24 08:00Z
                              1, made 2026-11-20 08:00Z, replaced, works until 2026-11-25 08:00Z; used since \
                then: 2026-11-24 20:50Z from 10.0.0.9
                """,
                out.toString());
        assertEquals(0, run("token", "show", "17", "--json"), err::toString);
        assertTrue(out.toString().contains("\"usedPermissions\""), out::toString);
    }

    @Test
    void showTellsOfATokenThatDidNothing() {
        assertEquals(0, run("token", "show", "18"), err::toString);
        assertEquals(
                """
                ID            18
                Name          new
                Description
                State         inactive since 2026-11-24 08:00Z
                Permissions   readonly
                              of which it has used nothing yet
                Created       2026-11-20 08:00Z
                Begins        2026-12-01 08:00Z
                Expires       never
                Networks      any
                Last used     never
                Last refused  never
                Calls         none in the last 90 days
                Seen in       no network yet
                Secrets       1, made 2026-11-20 08:00Z
                """,
                out.toString());
        standing.put("GET " + PATH + "?q=19&limit=1000", "[]");
        assertEquals(1, run("token", "show", "19"));
        assertTrue(err.toString().contains("there is no admin token '19'"), err::toString);
    }

    @Test
    void identifyReadsTheTokenAsServiceSetDoesAndTellsWhoseItIs() {
        String active = "{\"ours\":true,\"id\":\"17\",\"name\":\"ci\",\"state\":\"active\"}";
        answers.put("POST " + PATH + "/identify", Answer.json(200, active));
        input = TEXT + "\n";
        assertEquals(0, run("token", "identify"), err::toString);
        assertEquals("{\"token\":\"" + TEXT + "\"}", bodies.getLast());
        assertEquals("It is the admin token 'ci' (id 17): active.\n", out.toString());

        atTerminal = true;
        typed.add(TEXT);
        String retired =
                "{\"ours\":true,\"id\":\"17\",\"name\":\"ci\",\"state\":\"retired-secret\"}";
        answers.put("POST " + PATH + "/identify", Answer.json(200, retired));
        assertEquals(1, run("token", "identify"));
        assertEquals("It is the admin token 'ci' (id 17): retired secret.\n", out.toString());

        typed.add(TEXT);
        String foreign =
                "{\"ours\":false,\"id\":null,\"state\":\"malformed\",\"detail\":\"Too short.\"}";
        answers.put("POST " + PATH + "/identify", Answer.json(200, foreign));
        assertEquals(1, run("token", "identify"));
        assertEquals("It is none of ours: Too short.\n", out.toString());

        assertEquals(2, run("token", "identify"));
        assertEquals(2, run("token", "identify", TEXT));
        assertFalse(err.toString().contains(TEXT), "the argument is repeated");
        assertEquals(3, api.requests().size());
    }

    @Test
    void theClockIsShownAndAcceptedAfterAQuestion() {
        String times =
                "{\"tokens\":\"2031-01-01T00:00:00.000Z\",\"machine\":\"2026-11-24T21:00:00.000Z\"}";
        answers.put("GET /api/v1/auth/clock", Answer.json(200, times));
        assertEquals(0, run("clock", "show"), err::toString);
        assertEquals(
                "Tokens   2031-01-01 00:00:00Z\nMachine  2026-11-24 21:00:00Z\n", out.toString());
        assertTrue(err.toString().contains("clock accept"), err::toString);

        atTerminal = true;
        typed.add("n");
        answers.put("GET /api/v1/auth/clock", Answer.json(200, times));
        assertEquals(1, run("clock", "accept"));
        assertTrue(
                questions.getLast().startsWith("Take 2026-11-24 21:00:00Z as the time instead of"),
                questions::toString);
        assertEquals(0, api.count("PUT", ""));
        answers.put("PUT /api/v1/auth/clock/accept", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("clock", "accept", "--yes"), err::toString);
        assertEquals("Admin tokens live by the machine's clock again.\n", out.toString());
    }
}
