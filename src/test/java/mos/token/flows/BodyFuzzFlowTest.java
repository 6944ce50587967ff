package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Bodies that are wrong in every way, at every route that reads one. [mos.token.api] has the
/// messages.
class BodyFuzzFlowTest extends ProofFlow {
    private static final long SEED = 20261124;
    private static final int MUTATIONS = 150;

    /// What stands where something else belongs.
    private static final List<String> WRONG =
            List.of(
                    "null",
                    "false",
                    "true",
                    "0",
                    "-1",
                    "1e400",
                    "9".repeat(400),
                    "0.5",
                    "\"\"",
                    "\" \"",
                    "\"FULL\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"" + "a".repeat(9_000) + "\"",
                    "[]",
                    "[null]",
                    "[[]]",
                    "{}",
                    "{\"mode\":\"Full\"}",
                    "{\"mode\":[\"full\"]}",
                    "{\"mode\":\"custom\",\"resources\":{\"bogus\":\"write\"}}",
                    "[".repeat(60) + "]".repeat(60),
                    "[".repeat(10_000) + "]".repeat(10_000));

    private SecretText own;
    private String id;
    private int names;

    /// One route that reads a body, with a body that it takes.
    private record Target(String method, String path, String valid) {
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    @BeforeEach
    void issue() {
        own =
                issue(
                        "own",
                        "\"permissions\":{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}");
        issue(
                "subject",
                "\"permissions\":{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}");
        id = id("subject");
    }

    private List<Target> targets() {
        String docker = "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}";
        return List.of(
                new Target(
                        "POST",
                        BASE,
                        "{\"name\":\"made\",\"description\":\"d\",\"permissions\":%s,\"notBefore\":\"2027-01-01T00:00:00Z\",\"expiresAt\":\"2098-01-01T00:00:00Z\",\"networks\":[\"10.0.0.0/8\"]}"
                                .formatted(docker)),
                new Target("POST", BASE, "{\"name\":\"made\",\"preset\":\"prometheus\"}"),
                new Target(
                        "PATCH",
                        BASE + "/" + id,
                        "{\"name\":\"subject\",\"description\":\"d\",\"notBefore\":null,\"expiresAt\":\"2098-01-01T00:00:00Z\",\"networks\":[\"10.0.0.0/8\"]}"),
                new Target(
                        "PUT",
                        BASE + "/" + id + "/permissions",
                        "{\"permissions\":" + docker + "}"),
                new Target("POST", BASE + "/" + id + "/rotate", "{\"overlapSeconds\":60}"),
                new Target("POST", BASE + "/me/rotate", "{\"overlapSeconds\":60}"),
                new Target("POST", BASE + "/identify", "{\"token\":\"x\"}"),
                new Target(
                        "POST",
                        "/api/v1/auth/permissions/simulate",
                        "{\"permissions\":%s,\"requests\":[{\"method\":\"GET\",\"path\":\"/api/v1/vm\"}]}"
                                .formatted(docker)),
                new Target(
                        "POST",
                        "/api/v1/auth/permissions/simulate",
                        "{\"tokenId\":\"%s\",\"requests\":[{\"method\":\"GET\",\"path\":\"/api/v1/vm\"}]}"
                                .formatted(id)));
    }

    /// D-22, D-23: in place of each member, whatever stands there: never more than was asked for,
    /// never a fault of ours, and the refusal names the member.
    @Test
    void aWrongMemberGivesNothingAndIsNamed() {
        for (Target target : targets()) {
            ObjectNode valid = (ObjectNode) read(target.valid());
            for (String member : List.copyOf(valid.propertyNames())) {
                for (String wrong : WRONG) {
                    String body = with(valid, member, wrong);
                    String what = "%s %s=%.40s".formatted(target, member, wrong);
                    HttpResponse<byte[]> answer = send(target, body);
                    assertExplained(what, answer);
                    boolean nested = wrong.length() > 10_000;
                    if (answer.statusCode() == 400 && !nested) {
                        assertTrue(
                                text(answer)
                                        .toLowerCase(Locale.ROOT)
                                        .contains(member.toLowerCase(Locale.ROOT)),
                                () -> what + ": " + text(answer));
                    }
                    boolean nothing = wrong.equals("null");
                    assertNoMore(what, member.equals("permissions") && nothing);
                }
            }
            for (String member : List.copyOf(valid.propertyNames())) {
                String twice = with(valid, member, valid.path(member).toString());
                twice = "{\"%s\":null,%s".formatted(member, twice.substring(1));
                assertEquals(400, send(target, twice).statusCode(), target + " twice " + member);
                ObjectNode renamed = valid.deepCopy();
                renamed.set(member.toUpperCase(Locale.ROOT), renamed.remove(member));
                assertEquals(400, send(target, renamed.toString()).statusCode(), member);
            }
            String more = with(valid, "x", "{\"permissions\":null}");
            assertEquals(400, send(target, more).statusCode(), target + " with one more member");
            assertNoMore(target.toString(), false);
        }
        assertNothingLeaked();
    }

    /// D-22: bytes that are no JSON, or not this one.
    @Test
    void brokenBytesAreRefusedAndNeverAFault() {
        byte[] million =
                ("{\"name\":\"" + "a".repeat(1_000_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        for (Target target : targets()) {
            byte[] valid = target.valid().getBytes(StandardCharsets.UTF_8);
            assertEquals(413, sendBytes(target, million).statusCode(), target.toString());
            Map<String, byte[]> broken = new TreeMap<>();
            broken.put("UTF-16", target.valid().getBytes(StandardCharsets.UTF_16LE));
            broken.put("UTF-32", target.valid().getBytes(Charset.forName("UTF-32")));
            broken.put("not UTF-8", replaced(valid, valid.length / 2, (byte) 0xff));
            broken.put("overlong", replaced(valid, 2, (byte) 0xc0));
            broken.put("cut", Arrays.copyOf(valid, valid.length - 1));
            broken.put("no text", new byte[64]);
            broken.put("list", ("[" + target.valid() + "]").getBytes(StandardCharsets.UTF_8));
            broken.put("two", (target.valid() + target.valid()).getBytes(StandardCharsets.UTF_8));
            broken.forEach((how, bytes) -> {
                HttpResponse<byte[]> answer = sendBytes(target, bytes);
                assertEquals(400, answer.statusCode(), () -> target + " " + how + text(answer));
                assertExplained(how, answer);
            });
            assertNoMore(target.toString(), false);
        }
        assertNothingLeaked();
    }

    /// D-22: bytes nobody thought of; the seed is fixed.
    @Test
    void changedBytesNeverGiveMoreThanWasAsked() {
        Random random = new Random(SEED);
        for (Target target : targets()) {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] bytes = target.valid().getBytes(StandardCharsets.UTF_8);
                for (int n = random.nextInt(1, 4); n > 0; n--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                assertExplained(target.toString(), sendBytes(target, bytes));
            }
            assertNoMore(target.toString(), false);
        }
        assertNothingLeaked();
    }

    private static JsonNode read(String json) {
        return Json.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] replaced(byte[] bytes, int at, byte by) {
        byte[] changed = bytes.clone();
        changed[at] = by;
        return changed;
    }

    /// The body with one member's value as raw text; JSON nodes could not hold all of them.
    private static String with(ObjectNode valid, String member, String raw) {
        ObjectNode others = valid.deepCopy();
        others.remove(member);
        String rest = others.toString().substring(1);
        return "{\"%s\":%s%s".formatted(member, raw, others.isEmpty() ? "}" : "," + rest);
    }

    private HttpResponse<byte[]> send(Target target, String body) {
        return sendBytes(target, body.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<byte[]> sendBytes(Target target, byte[] body) {
        boolean mine = target.path().endsWith("/me/rotate");
        HttpResponse<byte[]> answer =
                app.revealBytes(
                        target.method(),
                        app.admin().resolve(target.path()),
                        mine ? own : app.localToken(),
                        body,
                        "Content-Type",
                        "application/json");
        if (mine && answer.statusCode() == 200) {
            own = SecretText.of(TestApp.json(answer).path("data").path("token").stringValue());
            leaks.plant("own " + names++, own.exposeUtf8());
        }
        return answer;
    }

    private static void assertExplained(String what, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        assertTrue(status < 500, () -> what + " answered " + status);
        if (status >= 400) {
            assertFalse(TestApp.json(answer).path("error").asString("").isEmpty(), what);
        }
    }

    /// Every token may do at most what the valid bodies ask for; what was made is removed.
    ///
    /// @param full whether the body said "no permissions", which MOS reads as full
    private void assertNoMore(String what, boolean full) {
        for (JsonNode token : TestApp.json(app.local("GET", BASE))) {
            String granted = token.path("permissions").toString();
            boolean asked =
                    granted.equals("{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}")
                            || granted.contains("{\"metrics\":\"read\"}");
            assertTrue(asked || full, () -> what + " made " + granted);
            String path = BASE + "/" + token.path("id").stringValue();
            if (!token.path("name").stringValue().equals("own") && !path.endsWith(id)) {
                app.local("DELETE", path);
            }
        }
        if (full) {
            app.local(
                    "PUT",
                    BASE + "/" + id + "/permissions",
                    "{\"permissions\":{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\"}}}");
        }
    }
}
