package mos.token.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.http.Area;
import mos.token.http.Route;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API's description names every API route, and no other.
class OpenApiTest {
    private static final Pattern PATH = Pattern.compile("^  (/\\S*):$");
    private static final Pattern METHOD = Pattern.compile("^    (get|post|put|patch|delete):$");

    @TempDir Path directory;

    @Test
    void everyApiRouteIsDescribed() throws Exception {
        Set<String> described = new TreeSet<>();
        String path = "";
        for (String line : Files.readAllLines(Path.of("src/main/resources/api/openapi.yaml"))) {
            Matcher atPath = PATH.matcher(line);
            Matcher atMethod = METHOD.matcher(line);
            if (atPath.matches()) {
                path = atPath.group(1);
            } else if (atMethod.matches()) {
                described.add(atMethod.group(1).toUpperCase(Locale.ROOT) + " " + path);
            }
        }
        described.remove("GET /check"); // serves every method, and is no API route
        Set<String> served = new TreeSet<>();
        try (TestApp app = TestApp.start(directory)) {
            for (Route route : app.app().routes()) {
                if (route.area() == Area.API) {
                    route.methods().forEach(method -> served.add(method + " " + route.template()));
                }
            }
        }
        assertEquals(served, described);
    }
}
