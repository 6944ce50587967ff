package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mos.token.testkit.Answer;
import mos.token.testkit.Fault;
import org.junit.jupiter.api.Test;

/// The audit commands against a server that answers what each test gives it.
class AuditCommandTest extends CliFixture {
    private static final String AUDIT = "GET /api/v1/audit";

    @Test
    void listIsATableOfWhatTheServerFound() {
        answers.put(
                AUDIT + "?action=admin-token.*&caller=a+%26+b&q=100%25&limit=2",
                Answer.json(
                        200,
                        """
                        [{"seq":12,"at":"2026-11-23T20:51:43.653Z","callerKind":"token","callerId":"17",
                          "callerName":"c\\u001bi","address":"192.0.2.7","action":"admin-token.create",
                          "subject":"41","detail":"'x', {}"},
                         {"seq":9,"at":"2026-11-23T20:51:42.000Z","callerKind":"anonymous","callerId":"17",
                          "callerName":"","address":"192.0.2.0/24","action":"refused",
                          "subject":"auth:read","detail":""}]
                        """));
        assertEquals(
                0,
                run(
                        "audit",
                        "list",
                        "--action",
                        "admin-token.*",
                        "--caller",
                        "a & b",
                        "--query",
                        "100%",
                        "--limit",
                        "2"),
                err::toString);
        assertEquals(
                """
                ROW  TIME                  CALLER  ADDRESS       ACTION              SUBJECT    DETAIL
                12   2026-11-23 20:51:43Z  c\uFFFDi     192.0.2.7     admin-token.create  41         'x', {}
                9    2026-11-23 20:51:42Z  17      192.0.2.0/24  refused             auth:read
                """,
                out.toString());
    }

    @Test
    void listAsJsonIsWhatTheServerSaidAndAnEmptyOneSaysSo() {
        answers.put(AUDIT + "?since=2026-11-23", Answer.json(200, "[{\"seq\":1}]"));
        assertEquals(0, run("audit", "list", "--since", "2026-11-23", "--json"), err::toString);
        assertEquals("[{\"seq\":1}]\n", out.toString());
        answers.put(AUDIT + "?subject=7&until=2026", Answer.json(200, "[]"));
        assertEquals(0, run("audit", "list", "--subject", "7", "--until", "2026"), err::toString);
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("No row"), err::toString);
    }

    @Test
    void exportCopiesTheAnswerAsItCame() {
        String text = "{\"detail\":\"Ä 語 \uD83D\uDC1F\"}\r\n".repeat(100_000);
        answers.put(AUDIT + "?action=x&format=csv", Answer.json(200, text));
        assertEquals(0, run("audit", "export", "--format", "csv", "--action", "x"), err::toString);
        assertEquals(text, out.toString());
        assertEquals("", err.toString());
    }

    @Test
    void anExportThatBreaksOffSaysSo() {
        answers.put(AUDIT + "?format=jsonl", Answer.json(200, "{}\n".repeat(100_000)));
        api.breakWith(new Fault.Cut(100_000));
        assertEquals(3, run("audit", "export", "--format", "jsonl"));
        assertTrue(err.toString().contains("not the whole"), err::toString);
    }

    @Test
    void aRefusedExportIsInTheServersWords() {
        answers.put(AUDIT + "?format=csv", Answer.json(403, "{\"detail\":\"Access denied.\"}"));
        assertEquals(1, run("audit", "export", "--format", "csv"));
        assertEquals("mos-token: Access denied.\n", err.toString());
        assertEquals("", out.toString());
        assertEquals(2, run("audit", "export"));
        assertEquals(2, run("audit", "export", "--format", "xml"));
        assertEquals(2, run("audit", "export", "--format", "csv", "--json"));
        assertTrue(err.toString().contains("drop --json"), err::toString);
    }

    @Test
    void verifyIsOneWhenTheTrailIsBroken() {
        answers.put(AUDIT + "/verify", Answer.json(200, "{\"rows\":12,\"intact\":true}"));
        assertEquals(0, run("audit", "verify"), err::toString);
        assertEquals("The audit trail is intact: 12 rows.\n", out.toString());
        String broken = "{\"intact\":false,\"firstBroken\":7}";
        answers.put(AUDIT + "/verify", Answer.json(200, broken));
        assertEquals(1, run("audit", "verify"));
        assertEquals(
                "The audit trail is broken: row 7 does not follow from the one before it.\n",
                out.toString());
        answers.put(AUDIT + "/verify", Answer.json(200, broken));
        assertEquals(1, run("audit", "verify", "--json"));
        assertEquals(broken + "\n", out.toString());
    }
}
