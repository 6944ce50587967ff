package mos.token.clientconfig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Whatever was there before comes back, whatever happened meanwhile.
class HeldTest {
    private static final Path FILE = Path.of("/etc/docker/daemon.json");
    private static final List<String> MEMBERS =
            List.of("registry-mirrors", "insecure-registries", "log-driver", "dns", "ü", "a.b");

    private final Random random = new Random(20261124);

    @Test
    void undoingAWriteGivesBackEveryByteOfAnyObject() {
        for (int i = 0; i < 2_000; i++) {
            String text = Json.writeText(daemon()).replace(",", pick(",", " ,\n\t", ", "));
            Held before = new Held(SecretText.of(text), null, null);
            Held first = before.with(mirrors("http://10.0.0.7:8999"));
            assertEquals(first, first.with(mirrors("http://10.0.0.7:8999")), text);
            Held other = first.with(mirrors(pick("https://gw.example", "http://10.0.0.8:1")));
            assertEquals(before, first.without(mirrors("http://127.0.0.1:8999")), text);
            assertEquals(before, other.without(mirrors("http://127.0.0.1:8999")), text);
        }
    }

    @Test
    void whatTheOwnerChangedMeanwhileStays() {
        for (int i = 0; i < 2_000; i++) {
            ObjectNode was = daemon();
            Held written =
                    new Held(SecretText.of(was.toString()), null, null)
                            .with(mirrors("http://10.0.0.7:8999"));
            ObjectNode now = JsonText.object(FILE, Held.plain(written.text()));
            for (ObjectNode one : List.of(was, now)) {
                one.put("added", "meanwhile");
                if (one.path("registry-mirrors").isArray()) {
                    ((ArrayNode) one.get("registry-mirrors")).add("https://theirs.example");
                } else {
                    one.putArray("registry-mirrors").add("https://theirs.example");
                }
            }
            Held changed =
                    new Held(SecretText.of(now.toString()), written.before(), written.note());
            Held undone = changed.without(mirrors("http://127.0.0.1:8999"));
            ObjectNode left = JsonText.object(FILE, Held.plain(undone.text()));
            assertEquals(JsonText.object(FILE, was.toString()), left, was::toString);
        }
    }

    @Test
    void whatTheOwnerTookOutIsNotOursAnyMore() {
        Held written =
                new Held(SecretText.of("{\"debug\":true}"), null, null)
                        .with(mirrors("https://gw.example"));
        SecretText without = SecretText.of("{\"debug\":false}");
        Held changed = new Held(without, written.before(), written.note());
        assertEquals(
                new Held(without, null, null), changed.without(mirrors("http://127.0.0.1:8999")));
        Held again = changed.with(mirrors("https://gw.example"));
        assertEquals(without, again.before());
        assertNotEquals(changed, again);
    }

    private DockerMirrors mirrors(String gateway) {
        return DockerMirrors.to(FILE, Gateway.parse(gateway));
    }

    private ObjectNode daemon() {
        ObjectNode root = Json.object();
        for (int i = random.nextInt(6); i > 0; i--) {
            String member = pick(MEMBERS.toArray(String[]::new));
            root.set(member, member.endsWith("s") && !member.equals("dns") ? list() : value(3));
        }
        return root;
    }

    private ArrayNode list() {
        ArrayNode list = Json.array();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(pick("http://10.0.0.7:8999", "10.0.0.7:8999", "https://a.example", ""));
        }
        return list;
    }

    private JsonNode value(int depth) {
        ObjectNode holder = Json.object();
        switch (random.nextInt(depth == 0 ? 5 : 7)) {
            case 0 -> holder.put("v", random.nextLong());
            case 1 -> holder.put("v", new BigDecimal("1." + random.nextInt(1_000) + "00e40"));
            case 2 -> holder.put("v", random.nextBoolean());
            case 3 -> holder.putNull("v");
            case 4 -> holder.put("v", pick("", "ü\"\\\n", "\u2028", "json-file"));
            case 5 -> holder.putArray("v").add(value(depth - 1)).add(value(depth - 1));
            default -> holder.putObject("v").set("in", value(depth - 1));
        }
        return holder.get("v");
    }

    private String pick(String... some) {
        return some[random.nextInt(some.length)];
    }
}
