package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mos.token.testkit.Answer;
import org.junit.jupiter.api.Test;

/// The commands for service tokens against a server that answers what each test gives it; the real
/// server is asked in `flows.ServeTest`.
class ServiceCommandTest extends CliFixture {
    private static final String SECRET = "gh" + "p_" + "S".repeat(36);
    private static final String TOKENS = "/api/v1/mos/tokens/";
    private static final String NONE =
            """
            {"service":"%s","label":"%s","configured":false,"mask":null,"since":null,"state":null,
             "detail":"none is stored","user":null,"level":null,"canWrite":null,"expiresAt":null,
             "expiresFrom":null,"hosts":{},"lastSpent":null,"spentFor":[],"askedBy":[],
             "former":null,"revokeAt":"https://example.org"}
            """;
    private static final String HUB =
            """
            {"service":"dockerhub","label":"Docker Hub","configured":true,"mask":"alice:dckr…wxyz",
             "since":"2026-11-20T08:00:00Z","state":"expiring",
             "detail":"it works until 2026-12-01T00:00:00Z","user":"alice",
             "level":"repo:public_read","canWrite":false,"expiresAt":"2026-12-01T00:00:00Z",
             "expiresFrom":"entered","hosts":{
               "auth.docker.io":{"state":"good","detail":"it works","since":"2026-11-20T08:01:00Z"},
               "hub.docker.com":{"state":"unknown","detail":"no answer within 5 s",
                                 "since":"2026-11-20T08:02:00Z"}},
             "lastSpent":"2026-11-24T10:00:00Z",
             "spentFor":[{"what":"library/alpine","last":"2026-11-24T10:00:00Z","times":3}],
             "askedBy":[{"who":"dashboard","last":"2026-11-24T10:00:01Z","times":4},
                        {"who":"192.168.1.7","last":"2026-11-23T10:00:00Z","times":1}],
             "former":{"mask":"alice:dckr…abcd","since":"2026-01-02T03:04:05Z"},
             "revokeAt":"https://app.docker.com/settings/personal-access-tokens"}
            """;

    private void stored(String service) {
        answers.put("PUT " + TOKENS + service, Answer.json(200, "{\"configured\":true}"));
    }

    @Test
    void aTokenIsReadFromStandardInputOrAPromptAndNeverFromAnArgument() {
        stored("github");
        input = SECRET + "\n";
        assertEquals(0, run("service", "set", "github"), err::toString);
        assertEquals("{\"token\":\"" + SECRET + "\"}", bodies.getLast());

        atTerminal = true;
        typed.add("user:" + SECRET);
        stored("dockerhub");
        assertEquals(0, run("service", "set", "dockerhub", "--expires", "90d"), err::toString);
        assertEquals(
                "{\"expiresAt\":\"2027-02-22T21:00:00Z\",\"token\":\"user:" + SECRET + "\"}",
                bodies.getLast());

        assertEquals(2, run("service", "set", "github", SECRET));
        assertFalse(err.toString().contains(SECRET), "the argument is repeated");
        assertFalse(out.toString().contains(SECRET));
        typed.add("");
        assertEquals(2, run("service", "set", "github"));
        assertTrue(err.toString().contains("no token was given"), err::toString);
        assertEquals(2, api.requests().size());
    }

    @Test
    void aGiteaTokenComesWithItsHost() {
        atTerminal = true;
        stored("gitea");
        typed.addAll(List.of(" git.example.org ", SECRET));
        assertEquals(0, run("service", "set", "gitea"), err::toString);
        String body = "{\"host\":\"git.example.org\",\"token\":\"" + SECRET + "\"}";
        assertEquals(body, bodies.getLast());
        assertEquals(1, questions.size());

        stored("gitea");
        typed.add(SECRET);
        assertEquals(0, run("service", "set", "gitea", "--host", "git.example.org"));
        assertEquals(body, bodies.getLast());

        typed.add(" ");
        assertEquals(2, run("service", "set", "gitea"));
        assertTrue(err.toString().contains("--host names one"), err::toString);

        atTerminal = false;
        input = "git.example.org:" + SECRET;
        stored("gitea");
        assertEquals(0, run("service", "set", "gitea"), err::toString);
        assertEquals("{\"token\":\"git.example.org:" + SECRET + "\"}", bodies.getLast());
        assertEquals(3, api.requests().size());
    }

    @Test
    void whatDoesNotBelongToTheServiceIsRefusedBeforeTheSecretIsRead() {
        assertEquals(2, run("service", "set", "codeberg", "--host", "codeberg.org"));
        assertTrue(err.toString().contains("--host is for gitea only"), err::toString);
        assertEquals(2, run("service", "set", "github", "--expires", "90d"));
        assertTrue(err.toString().contains("GitHub itself tells"), err::toString);
        assertEquals(2, run("service", "expires", "github", "90d"));
        assertTrue(err.toString().contains("GitHub itself tells"), err::toString);
        assertEquals(2, run("service", "show", "gitlab"));
        assertEquals(0, api.requests().size());
    }

    @Test
    void hintsGoToTheErrorOutputAndTheServersWordsAreShown() {
        input = "odd";
        answers.put(
                "PUT " + TOKENS + "github", Answer.json(200, "{\"hints\":[\"looks unusual\"]}"));
        assertEquals(0, run("service", "set", "github"));
        assertEquals("looks unusual\n", err.toString());
        answers.put("PUT " + TOKENS + "github", Answer.json(400, "{\"detail\":\"copy it again\"}"));
        assertEquals(1, run("service", "set", "github"));
        assertEquals("mos-token: copy it again\n", err.toString());
    }

    @Test
    void theExpiryIsEnteredAndTakenBack() {
        answers.put("PUT " + TOKENS + "dockerhub", Answer.json(200, HUB));
        assertEquals(0, run("service", "expires", "dockerhub", "2026-12-01T00:00:00Z"));
        assertEquals("{\"expiresAt\":\"2026-12-01T00:00:00Z\"}", bodies.getLast());
        assertEquals(
                "The Docker Hub token ends: 2026-12-01 00:00Z, as was entered.\n", out.toString());
        answers.put(
                "PUT " + TOKENS + "codeberg",
                Answer.json(200, NONE.formatted("codeberg", "Codeberg")));
        assertEquals(0, run("service", "expires", "codeberg", "never"), err::toString);
        assertEquals("{\"expiresAt\":null}", bodies.getLast());
        assertEquals("The Codeberg token ends: never, or not told.\n", out.toString());
    }

    @Test
    void allServicesAreShownInATable() {
        standing.put("GET " + TOKENS + "github", NONE.formatted("github", "GitHub"));
        standing.put("GET " + TOKENS + "dockerhub", HUB);
        standing.put("GET " + TOKENS + "codeberg", NONE.formatted("codeberg", "Codeberg"));
        standing.put("GET " + TOKENS + "gitea", NONE.formatted("gitea", "Gitea or Forgejo"));
        assertEquals(0, run("service", "show"), err::toString);
        assertEquals(
                """
                SERVICE    STATE     TOKEN            USER   EXPIRES            LAST SPENT
                github     not set
                dockerhub  expiring  alice:dckr…wxyz  alice  2026-12-01 00:00Z  2026-11-24 10:00Z
                codeberg   not set
                gitea      not set
                """,
                out.toString());
        assertEquals(0, run("service", "show", "--json"), err::toString);
        assertTrue(out.toString().startsWith("[{\"service\":\"github\""), out::toString);
        assertEquals(4, out.toString().split("\"service\"", -1).length - 1);
    }

    @Test
    void oneServiceIsShownInWords() {
        standing.put("GET " + TOKENS + "dockerhub", HUB);
        assertEquals(0, run("service", "show", "dockerhub"), err::toString);
        assertEquals(
                """
                Service       Docker Hub
                State         expiring: it works until 2026-12-01T00:00:00Z
                Token         alice:dckr…wxyz, entered 2026-11-20 08:00Z
                User          alice
                Level         repo:public_read
                Can write     no
                Expires       2026-12-01 00:00Z, as was entered
                Last spent    2026-11-24 10:00Z
                Hosts         auth.docker.io since 2026-11-20 08:01Z: good: it works
                              hub.docker.com since 2026-11-20 08:02Z: unknown: no answer within 5 s
                Former token  alice:dckr…abcd, entered 2026-01-02 03:04Z, kept until Docker Hub took the new one
                Revoke it at  https://app.docker.com/settings/personal-access-tokens
                Spent for     2026-11-24 10:00Z  library/alpine, 3 times
                Asked by      2026-11-24 10:00Z  dashboard, 4 times
                              2026-11-23 10:00Z  192.168.1.7, once
                """,
                out.toString());
        standing.put("GET " + TOKENS + "gitea", NONE.formatted("gitea", "Gitea or Forgejo"));
        assertEquals(0, run("service", "show", "gitea"), err::toString);
        assertEquals(
                """
                Service    Gitea or Forgejo
                State      not set: none is stored
                Spent for  nothing lately
                Asked by   nobody lately
                """,
                out.toString());
    }

    @Test
    void removingAsksAndSaysWhenThereIsNone() {
        assertEquals(2, run("service", "remove", "codeberg"));
        assertTrue(err.toString().contains("add --yes"), err::toString);
        atTerminal = true;
        typed.add("y");
        answers.put("DELETE " + TOKENS + "codeberg", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("service", "remove", "codeberg"), err::toString);
        assertEquals("Removed the Codeberg token.\n", out.toString());
        answers.put(
                "DELETE " + TOKENS + "codeberg",
                Answer.json(404, "{\"detail\":\"No Codeberg token is stored.\"}"));
        assertEquals(1, run("service", "remove", "codeberg", "--yes"));
        assertEquals("mos-token: No Codeberg token is stored.\n", err.toString());
    }

    @Test
    void validateIsOneWhenATokenIsNotGood() {
        String looks = "GET /api/v1/mos/validatetokens";
        String github =
                "\"github\":{\"configured\":true,\"valid\":true,\"state\":\"too powerful\","
                        + "\"user\":\"octo\",\"detail\":\"it can write\","
                        + "\"rate\":{\"limit\":5000,\"remaining\":4990}}";
        answers.put(
                looks,
                Answer.json(
                        200,
                        """
                        {%s,
                         "dockerhub":{"configured":false,"valid":null,"rate":{}},
                         "gitea":{"configured":true,"valid":false,"state":"refused",
                                  "error":"Invalid or expired token","rate":{}}}
                        """
                                .formatted(github)));
        assertEquals(1, run("service", "validate"));
        assertEquals(
                """
                SERVICE    TOKEN         USER  QUOTA LEFT    REMARK
                github     too powerful  octo  4990 of 5000  it can write
                dockerhub  not set
                codeberg   not set
                gitea      refused                           Invalid or expired token
                """,
                out.toString());
        answers.put(looks, Answer.json(200, "{" + github + "}"));
        assertEquals(0, run("service", "validate"));
    }
}
