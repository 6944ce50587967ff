package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mos.token.http.Area;
import mos.token.http.Need;
import mos.token.http.Route;
import mos.token.secret.SecretText;
import mos.token.testkit.RawHttp;
import org.junit.jupiter.api.Test;

/// Paths that some program takes for another path, as bytes on the wire.
class PathSpellingFlowTest extends ProofFlow {
    /// D-20: of every protected route. Whoever may do nothing is refused; and not even full
    /// permissions reach a handler by another spelling than the route's.
    @Test
    void noOtherSpellingReachesAHandler() {
        SecretText nothing = token("nothing", "{\"mode\":\"custom\",\"resources\":{}}");
        SecretText full = token("full", "null");
        token("victim", "null");
        String id = id("victim");
        List<String> before = state();
        List<String> answers = new ArrayList<>();
        for (Route route : app.app().routes()) {
            if (route.area() != Area.API || route.need() instanceof Need.Open) {
                continue;
            }
            String method = route.methods().iterator().next();
            for (String target : spellings(route.template(), id)) {
                for (SecretText token : List.of(nothing, full)) {
                    String answer = RawHttp.send(app.admin(), method, target, bearer(token));
                    int status = RawHttp.status(answer);
                    assertTrue(
                            status >= 400 && status < 500,
                            () -> "%s %.200s answered %d".formatted(method, target, status));
                    answers.add(answer);
                }
            }
        }
        assertTrue(answers.size() > 1_000, "only " + answers.size());
        assertEquals(before, state());
        assertNothingLeaked(answers.toArray(String[]::new));
    }

    /// D-20: an absolute-form target names no other host's or scheme's route, nor ours.
    @Test
    void anAbsoluteFormIsNoPath() {
        SecretText full = token("full", "null");
        for (String start :
                List.of(app.admin().toString(), "http://evil.example", "https://localhost")) {
            String answer = RawHttp.send(app.admin(), "GET", start + BASE, bearer(full));
            assertEquals(400, RawHttp.status(answer), answer);
        }
        assertNothingLeaked();
    }

    /// D-20: a path behind the check's is the check's, which answers for itself and shows nothing.
    @Test
    void behindTheCheckIsNothingButTheCheck() {
        SecretText nothing = token("nothing", "{\"mode\":\"custom\",\"resources\":{}}");
        SecretText full = token("full", "null");
        List<String> before = state();
        for (String method : List.of("GET", "DELETE")) {
            String target = "/check/.." + BASE + "/" + id("full");
            String refused = RawHttp.send(app.admin(), method, target, bearer(nothing));
            assertEquals(403, RawHttp.status(refused));
            String allowed = RawHttp.send(app.admin(), method, target, bearer(full));
            assertTrue(allowed.contains("X-Mos-Subject: full"), allowed);
            assertTrue(allowed.endsWith("\r\n\r\n"), allowed);
        }
        assertEquals(before, state());
        assertNothingLeaked();
    }

    private static String bearer(SecretText token) {
        return "Authorization: Bearer " + token.exposeText();
    }

    private static Set<String> spellings(String template, String id) {
        String path = template.replace("{id}", id);
        Set<String> all = new LinkedHashSet<>();
        all.add(path.toUpperCase(Locale.ROOT));
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            String head = template.substring(0, i);
            String tail = template.substring(i + 1);
            boolean starts = i > 0 && template.charAt(i - 1) == '/' && c != '{';
            if (starts) {
                all.add(head + Character.toUpperCase(c) + tail);
                all.add("%s%%%02x%s".formatted(head, (int) c, tail));
                all.add("%s%%%02X%s".formatted(head, (int) c, tail));
                all.add("%s%%25%02x%s".formatted(head, (int) c, tail));
                all.add("%s%%u00%02x%s".formatted(head, (int) c, tail));
            }
            if (c == '/') {
                for (String slash :
                        List.of(
                                "//",
                                "/./",
                                "/../",
                                "/x/../",
                                "/%2e/",
                                "/%2e%2e/",
                                "/x/%2E%2E/",
                                "/.%2e/",
                                ";x=1/",
                                "/;/",
                                "%2f",
                                "%2F",
                                "%5c",
                                "\\",
                                "%c0%af",
                                "%252f",
                                "/%00/",
                                "/%20",
                                "/\t")) {
                    all.add(head + slash + tail);
                }
            }
        }
        for (String end :
                List.of(
                        "/", "//", "/.", "/..", ".", "%2e", ";x=1", ";", "%00", "%0d%0a", "%20",
                        "%3f", "%23", "\\", "%ff", "%", "%2", "%zz", ".json", "~", "\u00e9")) {
            all.add(template + end);
        }
        all.add(template + "/" + "a".repeat(20_000));
        all.add("/" + "a/..".repeat(50) + template);
        all.add("/assets/.." + template);
        all.add("/assets/%2e%2e" + template);
        all.add("/health/.." + template);
        // A digit of an id in its escaped form is that id, of the same route.
        Set<String> targets = new LinkedHashSet<>();
        all.forEach(spelling -> targets.add(spelling.replace("{id}", id).replace("{ID}", id)));
        targets.remove(path);
        return targets;
    }
}
