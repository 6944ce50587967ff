package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mos.token.testkit.Answer;
import org.junit.jupiter.api.Test;

class CacheCommandTest extends CliFixture {
    private static final String CACHE = "/api/v1/registry/cache";

    private static String order(boolean over, String... images) {
        return "{\"id\":\"7\",\"since\":\"2026-11-24T20:00:00Z\",\"over\":%s,\"images\":[%s]}"
                .formatted(over, String.join(",", images));
    }

    private static String image(String name, String state, long done, String more) {
        return "{\"image\":\"%s\",\"state\":\"%s\",\"done\":%d,\"total\":4194304%s}"
                .formatted(name, state, done, more);
    }

    @Test
    void showListsPinsAndRepositoriesOfAllPages() {
        standing.put(
                "GET " + CACHE,
                """
                {"bytes":3221225472,"limit":53687091200,"contents":12,"pinnedBytes":1024,
                 "mostPinned":1,"pins":[{"image":"docker.io/library/a:1",
                 "since":"2026-11-23T20:51:43.653Z","bytes":1024}]}
                """);
        String repository =
                """
                [{"repository":"docker.io/library/%s","bytes":5767168,"contents":3,
                  "pinnedBytes":0,"lastUse":"2026-11-24T10:00:00Z","tags":[{"tag":"1",
                  "digest":"sha256:1","since":"2026-11-23T20:51:43Z",
                  "checkedAt":"2026-11-23T20:51:43Z","pinned":true}]}]
                """;
        String path = CACHE + "/repositories?limit=1000";
        answers.put(
                "GET " + path,
                Answer.json(200, repository.formatted("a"))
                        .with("Link", "<" + path + "&after=a>; rel=\"next\""));
        standing.put("GET " + path + "&after=a", repository.formatted("b"));
        assertEquals(0, run("cache", "show"));
        assertEquals(
                """
                3.0 GiB of 50.0 GiB kept, 12 contents, 1.0 KiB pinned

                PINNED                 SINCE              KEPT
                docker.io/library/a:1  2026-11-23 20:51Z  1.0 KiB

                REPOSITORY           KEPT     LAST USE           TAGS
                docker.io/library/a  5.5 MiB  2026-11-24 10:00Z  1 (2026-11-23 20:51Z, pinned)
                docker.io/library/b  5.5 MiB  2026-11-24 10:00Z  1 (2026-11-23 20:51Z, pinned)
                """,
                out.toString());
    }

    @Test
    void pruneAsksBeforeEverythingGoes() {
        String pruned = "{\"contents\":3,\"bytes\":2048,\"inUse\":1}";
        standing.put("DELETE " + CACHE + "?olderThan=30d&repository=nginx", pruned);
        standing.put("DELETE " + CACHE + "?everything=true&pinned=true", pruned);
        assertEquals(0, run("cache", "prune", "--older-than=30d", "--repository=nginx"));
        assertEquals("Dropped 3 contents, 2.0 KiB.\n", out.toString());
        assertTrue(err.toString().contains("1 stay"));
        assertEquals(2, run("cache", "prune", "--everything", "--pinned"));
        atTerminal = true;
        typed.add("n");
        assertEquals(1, run("cache", "prune", "--everything", "--pinned"));
        assertEquals(0, run("cache", "prune", "--everything", "--pinned", "--yes", "--json"));
        assertEquals(pruned + "\n", out.toString());
    }

    @Test
    void pinAndUnpinNameTheImage() {
        standing.put("PUT " + CACHE + "/pins", "{\"image\":\"docker.io/library/a:1\",\"bytes\":0}");
        standing.put("DELETE " + CACHE + "/pins?image=a%3A1", "{\"success\":true}");
        assertEquals(0, run("cache", "pin", "a:1"));
        assertEquals("Pinned docker.io/library/a:1, of which 0 B are kept.\n", out.toString());
        assertEquals("{\"image\":\"a:1\"}", bodies.getLast());
        assertEquals(0, run("cache", "unpin", "a:1"));
    }

    @Test
    void warmTellsWhatIsOverAndFailsWithAnImage() {
        String a = image("docker.io/library/a:1", "loading", 1048576, "");
        answers.put(
                "POST " + CACHE + "/warm",
                Answer.json(202, order(false, a, image("b", "waiting", 0, ""))));
        standing.put(
                "GET " + CACHE + "/warm/7",
                order(
                        true,
                        image("docker.io/library/a:1", "done", 4194304, ""),
                        image("b", "failed", 0, ",\"problem\":\"it is not there\"")));
        assertEquals(1, run("cache", "warm", "a:1", "b", "--platform=linux/arm64"));
        assertEquals(
                "{\"images\":[\"a:1\",\"b\"],\"platforms\":[\"linux/arm64\"]}", bodies.getFirst());
        assertEquals("docker.io/library/a:1: 4.0 MiB are kept\n", out.toString());
        assertEquals(
                "Order 7; to stop it: mos-token cache warm --cancel 7\nb: failed, it is not there\n",
                err.toString());
    }

    @Test
    void warmDrawsABarAtATerminal() {
        atTerminal = true;
        answers.put(
                "POST " + CACHE + "/warm",
                Answer.json(202, order(false, image("a", "loading", 1048576, ""))));
        standing.put("GET " + CACHE + "/warm/7", order(true, image("a", "done", 4194304, "")));
        assertEquals(0, run("cache", "warm", "a"));
        assertTrue(
                err.toString().contains("[#######-----------------------] 1.0 MiB of 4.0 MiB  a\r"),
                err.toString());
        assertEquals("a: 4.0 MiB are kept\n", out.toString());
    }

    @Test
    void warmCancels() {
        String cancelled = order(true, image("a", "cancelled", 0, ""));
        standing.put("DELETE " + CACHE + "/warm/7", cancelled);
        assertEquals(0, run("cache", "warm", "--cancel=7", "--json"));
        assertEquals(cancelled + "\n", out.toString());
        assertEquals(2, run("cache", "warm"));
        assertEquals(2, run("cache", "warm", "a", "--cancel=7"));
    }
}
