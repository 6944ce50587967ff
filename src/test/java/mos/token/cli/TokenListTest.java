package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mos.token.testkit.Answer;
import mos.token.testkit.Recorded;
import org.junit.jupiter.api.Test;

/// How admin tokens are listed and found, page by page.
class TokenListTest extends CliFixture {
    private static final String PATH = "/api/v1/auth/admin-tokens";
    private static final String LIST = "GET " + PATH;

    private static final String TWO_TOKENS =
            """
            [{"id":"1764017503653","name":"ci","description":"build\\u001b[2Jbox\\nin the cellar",
              "permissions":{"mode":"custom","resources":{"docker":"read","vm":"none"}},
              "createdAt":"2026-11-23T20:51:43.653Z","state":"active","expiresAt":null,
              "lastUsed":{"at":"2026-11-24T20:51:43.653Z","address":"::1","userAgent":""}},
             {"id":"1764017503654","name":"17","description":"","permissions":{"mode":"full"},
              "state":"inactive","expiresAt":"2027-01-30T23:00:00.000Z","lastUsed":null}]
            """;

    @Test
    void listIsATableThatControlCharactersCannotLeave() {
        answers.put(LIST + "?limit=1000", Answer.json(200, TWO_TOKENS));
        assertEquals(0, run("token", "list"), err::toString);
        assertEquals(
                """
                ID             NAME  PERMISSIONS  STATE     EXPIRES            LAST USED          DESCRIPTION
                1764017503653  ci    docker=read  active    never              2026-11-24 20:51Z  build\uFFFD[2Jbox in the cellar
                1764017503654  17    full         inactive  2027-01-30 23:00Z  never
                """,
                out.toString());
    }

    @Test
    void whatIsFilteredAndHowItIsOrderedIsTheServersWork() {
        answers.put(
                LIST
                        + "?q=a+%26+b&state=expired&unused=90&expires=7&sort=used&order=desc&limit=1000",
                Answer.json(200, "[]"));
        assertEquals(
                0,
                run(
                        "token",
                        "list",
                        "--query",
                        "a & b",
                        "--state",
                        "expired",
                        "--unused",
                        "90",
                        "--expires-within",
                        "7",
                        "--sort",
                        "used",
                        "--desc"),
                err::toString);
        assertEquals("", out.toString());
        assertTrue(err.toString().contains("No admin token is like that"), err::toString);
        answers.put(LIST + "?limit=1000", Answer.json(200, "[]"));
        assertEquals(0, run("token", "list"), err::toString);
        assertTrue(err.toString().contains("'mos-token token create NAME'"), err::toString);
        assertEquals(2, run("token", "list", "--state", "asleep"));
        assertEquals(2, run("token", "list", "--limit", "0"));
    }

    @Test
    void pagesAreFollowedToTheLastOne() {
        answers.put(LIST + "?limit=1000", page(1, 1_000, "?limit=1000&after=x_-1"));
        answers.put(LIST + "?limit=1000&after=x_-1", page(1_001, 1_002, null));
        assertEquals(0, run("token", "list"), err::toString);
        assertEquals(1_003, out.toString().lines().count());
        assertTrue(out.toString().startsWith("ID  "), out::toString);
        assertTrue(out.toString().lines().skip(1_002).findFirst().orElseThrow().startsWith("1002"));

        answers.put(LIST + "?limit=1000", page(1, 1_000, "?limit=1000&after=x_-1"));
        answers.put(LIST + "?limit=1000&after=x_-1", page(1_001, 1_002, null));
        assertEquals(0, run("token", "list", "--json"), err::toString);
        assertEquals("[" + items(1, 1_002) + "]\n", out.toString());
    }

    @Test
    void noMorePagesAreAskedForThanTheLimitNeeds() {
        answers.put(LIST + "?limit=1000", page(1, 1_000, "?limit=1000&after=1"));
        answers.put(LIST + "?limit=1000&after=1", page(1_001, 2_000, "?limit=1000&after=2"));
        assertEquals(0, run("token", "list", "--limit", "2000", "--json"), err::toString);
        assertEquals("[" + items(1, 2_000) + "]\n", out.toString());
        assertEquals(2, api.requests().size());

        answers.put(LIST + "?limit=2", page(1, 2, "?limit=2&after=1"));
        assertEquals(0, run("token", "list", "--limit", "2", "--json"), err::toString);
        assertEquals("[" + items(1, 2) + "]\n", out.toString());
        assertEquals(3, api.requests().size());
    }

    @Test
    void aLinkLeadsToNoOtherHostOrRoute() {
        answers.put(
                LIST + "?limit=1000",
                Answer.json(200, "[" + items(1, 2) + "]")
                        .with(
                                "Link",
                                "<https://a.example/b?limit=1>; rel=\"prev\","
                                        + " <http://evil.example/else?after=2>; rel=\"next\""));
        answers.put(LIST + "?after=2", page(3, 3, null));
        assertEquals(0, run("token", "list", "--json"), err::toString);
        assertEquals("[" + items(1, 3) + "]\n", out.toString());
    }

    @Test
    void anIdIsAskedForByItselfAndIsNeverTakenForAName() {
        answers.put(LIST + "/18", Answer.json(200, "{\"id\":\"18\",\"name\":\"ci\"}"));
        answers.put("PUT " + PATH + "/18/deactivate", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("token", "deactivate", "18"), err::toString);
        assertEquals("Deactivated the admin token 'ci'.\n", out.toString());

        answers.put(LIST + "/17", Answer.json(400, "{\"detail\":\"Admin token not found\"}"));
        answers.put(LIST + "?q=17&limit=1000", Answer.json(200, TWO_TOKENS));
        answers.put(
                "PUT " + PATH + "/1764017503654/activate", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("token", "activate", "17"), err::toString);
        assertEquals("Activated the admin token '17'.\n", out.toString());

        answers.put(LIST + "/17", Answer.json(403, "{\"detail\":\"Access denied.\"}"));
        assertEquals(1, run("token", "activate", "17"));
        assertEquals("mos-token: Access denied.\n", err.toString());
    }

    @Test
    void aNameIsMatchedExactlyOnWhateverPageItIs() {
        answers.put(LIST + "?q=t5&limit=1000", page(50, 59, "?q=t5&limit=1000&after=1"));
        answers.put(LIST + "?q=t5&limit=1000&after=1", page(5, 5, "?q=t5&limit=1000&after=2"));
        answers.put("PUT " + PATH + "/5/deactivate", Answer.json(200, "{\"success\":true}"));
        assertEquals(0, run("token", "deactivate", "t5"), err::toString);

        answers.put(LIST + "?q=T5&limit=1000", page(5, 5, null));
        assertEquals(1, run("token", "deactivate", "T5"));
        assertTrue(err.toString().contains("there is no admin token 'T5'"), err::toString);
        assertEquals(1, run("token", "deactivate", ""));
        assertEquals(
                0,
                api.requests().stream()
                        .map(Recorded::target)
                        .filter(t -> t.contains("after=2"))
                        .count());
    }

    private static Answer page(int from, int to, String next) {
        Answer page = Answer.json(200, "[" + items(from, to) + "]");
        return next == null ? page : page.with("Link", "<" + PATH + next + ">; rel=\"next\"");
    }

    private static String items(int from, int to) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(id -> "{\"id\":\"%d\",\"name\":\"t%d\"}".formatted(id, id))
                .collect(Collectors.joining(","));
    }
}
