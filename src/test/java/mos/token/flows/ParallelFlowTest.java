package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Many changes at the same time, over HTTP.
class ParallelFlowTest extends ProofFlow {
    private static final int TOKENS = 500;
    private static final int AT_ONCE = 32;

    private static final String SMALL =
            ",\"permissions\":{\"mode\":\"custom\",\"resources\":{\"vm\":\"read\"}}";

    private record Made(String id, String name, SecretText secret) {}

    /// D-6, D-36: nothing is lost, nothing comes back, every secret that was handed out last works
    /// and no other, also after a restart.
    @Test
    void parallelChangesLoseNothingAndResurrectNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Made> made =
                    all(
                            threads,
                            TOKENS,
                            i ->
                                    made(
                                            reveal(
                                                    "POST",
                                                    BASE,
                                                    "{\"name\":\"t" + i + "\"" + SMALL + "}")));
            Set<String> ids = new HashSet<>();
            made.subList(0, 10).forEach(one -> leaks.plant(one.name(), one.secret().exposeUtf8()));
            made.forEach(one -> assertTrue(ids.add(one.id()), "two tokens with id " + one.id()));

            // Of every five: one renamed, one rotated twice, one stopped and started, one deleted
            // while it is edited, one renamed to what another is called at the same time.
            List<List<SecretText>> fresh =
                    all(threads, TOKENS * 2, i -> change(made.get(i / 2), i / 2, i % 2 == 0));
            for (int round = 0; round < 2; round++) {
                assertConsistent(made, fresh);
                app.restart();
            }
        }
        assertEquals(
                true,
                TestApp.json(app.local("GET", "/api/v1/audit/verify")).path("intact").asBoolean());
        assertNothingLeaked();
    }

    private interface Step<T> {
        T at(int i);
    }

    private static <T> List<T> all(ExecutorService threads, int count, Step<T> step)
            throws Exception {
        List<Callable<T>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = i;
            calls.add(() -> step.at(at));
        }
        List<T> results = new ArrayList<>();
        for (Future<T> one : threads.invokeAll(calls)) {
            results.add(one.get());
        }
        return results;
    }

    private HttpResponse<byte[]> reveal(String method, String path, String body) {
        return app.reveal(method, app.admin().resolve(path), app.localToken(), body);
    }

    private static Made made(HttpResponse<byte[]> answer) {
        assertEquals(201, answer.statusCode());
        JsonNode data = TestApp.json(answer).path("data");
        return new Made(
                data.path("id").stringValue(),
                data.path("name").stringValue(),
                SecretText.of(data.path("token").stringValue()));
    }

    /// One of two changes of a token; the secrets that it handed out.
    private List<SecretText> change(Made one, int i, boolean first) {
        String path = BASE + "/" + one.id();
        switch (i % 5) {
            case 0 -> reveal("PATCH", path, "{\"name\":\"renamed %d\"}".formatted(i));
            case 1 -> {
                HttpResponse<byte[]> rotated =
                        reveal("POST", path + "/rotate", "{\"overlapSeconds\":0}");
                assertEquals(200, rotated.statusCode());
                String text = TestApp.json(rotated).path("data").path("token").stringValue();
                return List.of(SecretText.of(text));
            }
            case 2 -> reveal("PUT", path + (first ? "/deactivate" : "/activate"), null);
            case 3 -> {
                if (first) {
                    assertEquals(200, reveal("DELETE", path, null).statusCode());
                } else {
                    reveal("PATCH", path, "{\"description\":\"edited\"}");
                }
            }
            default -> reveal("PATCH", path, "{\"name\":\"shared %d\"}".formatted(i / 10));
        }
        return List.of();
    }

    private void assertConsistent(List<Made> made, List<List<SecretText>> fresh) {
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        Set<String> active = new HashSet<>();
        for (JsonNode token : TestApp.json(app.local("GET", BASE))) {
            String id = token.path("id").stringValue();
            assertTrue(ids.add(id));
            assertTrue(names.add(token.path("name").stringValue()));
            if (token.path("isActive").booleanValue()) {
                active.add(id);
            }
        }
        assertEquals(TOKENS - TOKENS / 5, ids.size());
        for (int i = 0; i < TOKENS; i++) {
            Made one = made.get(i);
            boolean works = opens(one.secret());
            switch (i % 5) {
                case 1 -> {
                    List<SecretText> handedOut = new ArrayList<>(fresh.get(2 * i));
                    handedOut.addAll(fresh.get(2 * i + 1));
                    assertEquals(2, handedOut.size());
                    assertEquals(false, works, "the first secret of a rotated token");
                    assertEquals(1, handedOut.stream().filter(this::opens).count());
                }
                case 2 -> assertEquals(active.contains(one.id()), works, "as listed");
                case 3 -> {
                    assertEquals(false, works, "a deleted token");
                    assertEquals(false, ids.contains(one.id()));
                }
                default -> assertEquals(true, works, one.name());
            }
            if (i % 5 == 0) {
                assertTrue(names.contains("renamed " + i));
            }
        }
    }

    private boolean opens(SecretText secret) {
        return app.reveal("GET", app.admin().resolve(BASE + "/me"), secret, null).statusCode()
                == 200;
    }
}
