package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mos.token.testkit.Answer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The commands about what admin tokens may do, against a server that answers what each test gives
/// it.
class TokenPermissionsTest extends CliFixture {
    private static final String PATH = "/api/v1/auth/admin-tokens";
    private static final String PERMISSIONS = "/api/v1/auth/permissions";

    private static final String DETAILS =
            """
            {"id":"17","name":"ci","permissions":{"mode":"full"},
             "usedPermissions":{"mode":"custom","resources":{"docker":"read"}}}
            """;

    private static final String CHANGED =
            """
            {"success":true,"data":{"id":"17","name":"ci","token":"mos_…","permissions":
              {"mode":"custom","resources":{"docker":"read"}}}}
            """;

    private static final String PRESETS =
            """
            [{"id":"git","name":"Git only","description":"Reads GitHub.",
              "permissions":{"mode":"custom","resources":{"github":"read"}}}]
            """;

    @BeforeEach
    void tokens() {
        standing.put("GET " + PATH + "/17", DETAILS);
        standing.put("GET " + PERMISSIONS + "/presets", PRESETS);
        standing.put("PUT " + PATH + "/17/permissions", CHANGED);
        standing.put("PUT " + PATH + "/17/permissions/adopt", CHANGED);
    }

    @Test
    void permissionsAreReplacedByModeOrPreset() {
        assertEquals(0, run("token", "permissions", "17", "--allow", "vm=read"), err::toString);
        assertEquals(
                "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"vm\":\"read\"}}}",
                bodies.getLast());

        assertEquals(0, run("token", "permissions", "17", "--preset", "git"), err::toString);
        assertEquals(
                "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"github\":\"read\"}}}",
                bodies.getLast());

        assertEquals(2, run("token", "permissions", "17", "--preset", "gti"));
        assertTrue(err.toString().contains("there is no preset 'gti'"), err::toString);
        assertEquals(2, run("token", "permissions", "17"));
        assertEquals(2, run("token", "permissions", "17", "--adopt", "--mode", "full"));
    }

    @Test
    void adoptAsksAndShowsFromWhatToWhat() {
        atTerminal = true;
        typed.add("n");
        assertEquals(1, run("token", "permissions", "17", "--adopt"));
        assertEquals(
                "Narrow the admin token 'ci' (id 17) from full to docker=read? [y/N] ",
                questions.getLast());
        assertEquals(0, api.count("PUT", ""));

        typed.add("y");
        assertEquals(0, run("token", "permissions", "17", "--adopt"), err::toString);
        assertEquals("Changed the admin token 'ci' (id 17, docker=read).\n", out.toString());
        assertEquals(0, run("token", "permissions", "17", "--adopt", "--yes"), err::toString);
        assertEquals(2, questions.size());
    }

    @Test
    void presetsAreListed() {
        assertEquals(0, run("token", "presets"), err::toString);
        assertEquals("git: Reads GitHub.\n    github=read\n", out.toString());
    }

    @Test
    void simulateIsOneWhenItWouldNotBeAllowed() {
        String answer = "{\"results\":[{\"allowed\":%s,\"explanation\":\"This needs X.\"}]}";
        answers.put(
                "POST " + PERMISSIONS + "/simulate", Answer.json(200, answer.formatted("false")));
        assertEquals(1, run("token", "simulate", "--preset", "git", "delete", "/api/v1/vm/1"));
        assertEquals(
                "{\"preset\":\"git\",\"requests\":[{\"method\":\"DELETE\",\"path\":\"/api/v1/vm/1\"}]}",
                bodies.getLast());
        assertEquals("Not allowed. This needs X.\n", out.toString());

        answers.put(
                "POST " + PERMISSIONS + "/simulate", Answer.json(200, answer.formatted("true")));
        assertEquals(0, run("token", "simulate", "--token", "17", "GET", "/x"), err::toString);
        assertTrue(bodies.getLast().startsWith("{\"tokenId\":\"17\","), bodies::toString);
        assertEquals("Allowed. This needs X.\n", out.toString());

        assertEquals(2, run("token", "simulate", "GET", "/x"));
        assertEquals(2, run("token", "simulate", "--token", "17", "--mode", "full", "GET", "/x"));
    }
}
