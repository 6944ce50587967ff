package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mos.token.testkit.Answer;
import org.junit.jupiter.api.Test;

/// The commands against a server that answers what each test gives it; the real server is asked in
/// `flows.ServeTest`.
class CliTest extends CliFixture {
    private static final String TOKENS = "GET /api/v1/auth/admin-tokens";
    private static final String NEW_TOKEN = "mos_" + "N".repeat(49);

    private static final String CALLED_CI = TOKENS + "?q=ci&limit=1000";
    private static final String CI = "[{\"id\":\"17\",\"name\":\"ci\"}]";

    @Test
    void createPrintsTheTokenAloneOnStandardOutput() {
        answers.put("POST /api/v1/auth/admin-tokens", created());
        assertEquals(0, run("token", "create", "ci", "--description", "d"), err::toString);
        assertEquals(NEW_TOKEN + "\n", out.toString());
        assertTrue(err.toString().contains("'ci' (id 17, docker=read)"), err::toString);
        assertEquals(
                "{\"name\":\"ci\",\"description\":\"d\",\"permissions\":{\"mode\":\"full\"}}",
                bodies.getFirst());
        assertEquals(
                "Bearer " + LOCAL_TOKEN,
                api.requests().getFirst().header("Authorization").orElse(""));
    }

    @Test
    void allowMakesACustomTokenAndQuietSaysNothing() {
        answers.put("POST /api/v1/auth/admin-tokens", created());
        assertEquals(
                0,
                run("token", "create", "ci", "-q", "--allow", "docker=read", "--allow", "vm=write"),
                err::toString);
        assertEquals("", err.toString());
        assertTrue(
                bodies.getFirst().contains("\"resources\":{\"docker\":\"read\",\"vm\":\"write\"}"),
                bodies::toString);
        assertEquals(2, run("token", "create", "ci", "--mode", "full", "--allow", "docker=read"));
        assertTrue(err.toString().contains("drop --mode full"), err::toString);
        assertEquals(1, api.requests().size());
    }

    @Test
    void deleteAsksAndNamesTheToken() {
        answers.put(CALLED_CI, Answer.json(200, CI));
        answers.put("DELETE /api/v1/auth/admin-tokens/17", Answer.json(200, "{\"success\":true}"));
        assertEquals(2, run("token", "delete", "ci"));
        assertTrue(err.toString().contains("add --yes"), err::toString);

        atTerminal = true;
        typed.add("n");
        answers.put(CALLED_CI, Answer.json(200, CI));
        assertEquals(1, run("token", "delete", "ci"));
        assertEquals(0, api.count("DELETE", ""));
        assertTrue(questions.getFirst().contains("'ci' (id 17)"), questions::toString);

        typed.add("y");
        answers.put(CALLED_CI, Answer.json(200, CI));
        assertEquals(0, run("token", "delete", "ci"), err::toString);
        assertTrue(out.toString().contains("Deleted the admin token 'ci'."), out::toString);
    }

    @Test
    void quotasAreShownWithWhatWasSavedAndHowTheyWent() {
        String report =
                """
                {"reserve":10,"services":{
                 "github":{
                  "now":{"core":{"limit":5000,"remaining":4990,"state":"open",
                    "observedAt":"2026-11-23T20:51:43.653Z","forecast":{"text":"lasts"}}},
                  "anonymous":{"core":{"limit":60,"state":"over",
                    "observedAt":"2026-11-23T19:00:00.000Z","forecast":{"text":"?"}}},
                  "saved":{"today":{"asked":12,"spent":2,"saved":10},
                    "days7":{"asked":20,"spent":5,"saved":15},
                    "days30":{"asked":1,"spent":2,"saved":-1}},
                  "history":[{"resource":"core","credential":"token","points":[
                    {"at":"2026-11-23T20:00:00.000Z","remaining":5000,"limit":5000},
                    {"at":"2026-11-23T20:10:00.000Z","remaining":2500,"limit":5000},
                    {"at":"2026-11-23T20:10:01.000Z","remaining":0,"limit":5000}]}]}}}
                """;
        answers.put("GET /api/v1/mos/quota?service=github&history=1440m", Answer.json(200, report));
        assertEquals(0, run("quota", "github", "--history", "24h"), err::toString);
        assertEquals(
                """
                SERVICE  RESOURCE  CREDENTIAL  LEFT          SEEN               FORECAST                                   NOTE
                github   core      token       4990 of 5000  2026-11-23 20:51Z  lasts
                github   core      anonymous   ? of 60       2026-11-23 19:00Z  its window is over; the next answer tells

                SERVICE  SAVED TODAY             7 DAYS                  30 DAYS
                github   10 (12 asked, 2 spent)  15 (20 asked, 5 spent)  -1 (1 asked, 2 spent)

                github core token, 2026-11-23 20:00Z to 2026-11-23 20:10Z, least 0
                █%s▅▁
                """
                        .formatted(" ".repeat(57)),
                out.toString());

        answers.put("GET /api/v1/mos/quota", Answer.json(200, "{\"reserve\":10,\"services\":{}}"));
        assertEquals(0, run("quota"));
        assertTrue(err.toString().contains("No answer told a quota yet"), err::toString);
        answers.put("GET /api/v1/mos/quota", Answer.json(200, report));
        assertEquals(0, run("quota", "--json"));
        assertTrue(out.toString().startsWith("{\"reserve\":10"), out::toString);
        assertEquals(2, run("quota", "gitlab"));
        assertEquals(2, run("quota", "--history", "soon"));
    }

    @Test
    void noticesAreListedToTheLastPageAndDismissed() {
        String one =
                """
                {"id":%d,"severity":"warning","title":"T","message":"M.","times":3,
                 "lastAt":"2026-11-23T20:51:43.653Z"}
                """;
        answers.put(
                "GET /api/v1/notices?state=open&limit=1000",
                Answer.json(200, "[" + one.formatted(8) + "]"));
        assertEquals(0, run("notice", "list"), err::toString);
        assertEquals(
                """
                ID  SEVERITY  STATE  LAST               TIMES  TITLE  MESSAGE
                8   warning   open   2026-11-23 20:51Z  3      T      M.
                """,
                out.toString());

        String page =
                IntStream.iterate(1_009, id -> id > 9, id -> id - 1)
                        .mapToObj(one::formatted)
                        .collect(Collectors.joining(","));
        answers.put("GET /api/v1/notices?state=all&limit=1000", Answer.json(200, "[" + page + "]"));
        answers.put(
                "GET /api/v1/notices?state=all&limit=1000&before=10",
                Answer.json(200, "[" + one.formatted(9) + "]"));
        assertEquals(0, run("notice", "list", "--all", "--json"), err::toString);
        assertEquals(1_001, out.toString().split("\"id\"", -1).length - 1);

        answers.put("PUT /api/v1/notices/8/dismiss", Answer.json(200, "{\"success\":true}"));
        answers.put("PUT /api/v1/notices/dismiss", Answer.json(200, "{\"dismissed\":2}"));
        assertEquals(0, run("notice", "dismiss", "8"), err::toString);
        assertEquals("Dismissed the notice 8.\n", out.toString());
        assertEquals(0, run("notice", "dismiss", "--all"), err::toString);
        assertEquals("Dismissed the notices that were open: 2.\n", out.toString());
        assertEquals(1, run("notice", "dismiss", "9"));
        assertEquals(2, run("notice", "dismiss"));
        assertEquals(2, run("notice", "dismiss", "8", "--all"));
        assertEquals(2, run("notice", "dismiss", "eight"));
    }

    @Test
    void theSignInLinkHasTheAddressThatTheClientUses() {
        answers.put(
                "POST /api/v1/auth/sign-in-links",
                Answer.json(201, "{\"link\":\"/sign-in?code=abc\",\"expiresAt\":\"t\"}"));
        assertEquals(0, run("sign-in-link"), err::toString);
        assertEquals(api.base() + "/sign-in?code=abc\n", out.toString());
    }

    @Test
    void refusalsAreShownInTheServersWordsWithTheirExitCode() {
        answers.put(
                "POST /api/v1/auth/admin-tokens",
                Answer.json(400, "{\"error\":\"e\",\"detail\":\"Token name already exists\"}"));
        assertEquals(1, run("token", "create", "ci"));
        assertEquals("mos-token: Token name already exists\n", err.toString());
        answers.put("POST /api/v1/auth/admin-tokens", Answer.json(401, "{\"detail\":\"expired\"}"));
        assertEquals(4, run("token", "create", "ci"));
    }

    @Test
    void withoutAServerTheExitCodeIsThree() throws IOException {
        Files.delete(data.resolve("address"));
        assertEquals(3, run("token", "list"));
        assertTrue(err.toString().contains("start one with 'mos-token serve'"), err::toString);
        secretFile(data.resolve("address"), api.base());
        api.close();
        assertEquals(3, run("token", "list"));
    }

    @Test
    void aServerWithoutTrustedTlsIsNamedAsSuch() {
        String https = api.base().replace("http:", "https:");
        assertEquals(3, run("token", "list", "--server", https));
        assertTrue(err.toString().contains("no trusted TLS connection to " + https));
        assertEquals(0, api.requests().size());
    }

    @Test
    void anotherServerIsAskedWithTheTokenOfTheFileOnly() throws IOException {
        answers.put(TOKENS + "?limit=1000", Answer.json(200, "[]"));
        environment.put("MOS_TOKEN_SERVER", "http://nas.example:8998");
        assertEquals(4, run("token", "list"));
        assertTrue(err.toString().contains("set MOS_TOKEN_FILE"), err::toString);

        Path file = secretFile(home.resolve("token"), NEW_TOKEN + "\n");
        environment.put("MOS_TOKEN_FILE", file.toString());
        assertEquals(0, run("token", "list", "--server", api.base() + "/"), err::toString);
        assertEquals(
                "Bearer " + NEW_TOKEN, api.requests().getLast().header("Authorization").orElse(""));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertEquals(4, run("token", "list", "--server", api.base()));
        assertTrue(err.toString().contains("chmod 600"), err::toString);
        assertEquals(1, api.requests().size());
    }

    @Test
    void wrongUsageIsOneLineAndTheWayToTheHelp() {
        assertEquals(2, run("token", "crate"));
        assertTrue(err.toString().contains("'crate'"), err::toString);
        assertTrue(err.toString().endsWith("try 'mos-token token --help'\n"), err::toString);
        assertEquals(2, run("serve", "--listen", "x", "--host", "_"));
        assertTrue(err.toString().contains("mos-token: --listen: 'x' has no port"), err::toString);
        assertTrue(err.toString().contains("mos-token: --host: "), err::toString);
    }

    /// Every user of the machine can read a command line, and a build log keeps what is wrong in
    /// it.
    @Test
    void aWebhookIsNotTakenFromTheCommandLineNorRepeated() {
        for (String option : new String[] {"--notify.webhook", "--webhook"}) {
            assertEquals(2, run("serve", option + "=https://hook.example/W3BH00K"));
            assertEquals(2, run("config", option, "https://hook.example/W3BH00K"));
        }
        assertTrue(err.toString().contains("in the file of --config alone"), err::toString);
        assertFalse(err.toString().contains("W3BH00K"), err::toString);
    }

    @Test
    void configShowsEachValueWithItsSource() {
        assertEquals(0, run("config", "--listen", "127.0.0.1:1"), err::toString);
        assertTrue(
                out.toString().startsWith("listen = \"127.0.0.1:1\"  # --listen\n"), out::toString);
    }

    private static Answer created() {
        return Answer.json(
                201,
                """
                {"success":true,"data":{"id":"17","name":"ci","token":"%s","permissions":
                  {"mode":"custom","resources":{"docker":"read"}}}}
                """
                        .formatted(NEW_TOKEN));
    }
}
