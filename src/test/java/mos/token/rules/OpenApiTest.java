package mos.token.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mos.token.access.Presets;
import mos.token.access.Resource;
import mos.token.http.Area;
import mos.token.http.Route;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The API's description names every API route, and no other, and holds together.
class OpenApiTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{(\\w+)}");

    private final ApiDescription description = ApiDescription.read();
    @TempDir Path directory;

    @Test
    void everyApiRouteIsDescribed() {
        Set<String> described = description.operations();
        described.remove("GET /check"); // serves every method, and is no API route
        described.remove("POST /oauth2/introspect"); // looks at the credential itself
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

    @Test
    void theJsonIsTheSame() throws Exception {
        byte[] yaml = Files.readAllBytes(Path.of("src/main/resources/api/openapi.yaml"));
        try (TestApp app = TestApp.start(directory)) {
            assertEquals(
                    new YAMLMapper().readTree(yaml),
                    TestApp.json(app.local("GET", "/swagger.json")));
        }
    }

    @Test
    void everyParameterOfAPathIsDescribed() {
        for (String operation : description.operations()) {
            assertEquals(
                    PARAMETER
                            .matcher(operation)
                            .results()
                            .map(found -> found.group(1))
                            .collect(Collectors.toSet()),
                    description.parameters(operation, "path"),
                    operation);
        }
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> references = description.root().findValuesAsString("$ref");
        assertFalse(references.isEmpty());
        for (String reference : references) {
            JsonNode found = description.root().at(reference.substring(1));
            assertFalse(found.isMissingNode(), reference);
        }
    }

    @Test
    void everyExampleIsWhatItsSchemaSays() {
        List<JsonNode> media = description.root().path("paths").findParents("example");
        assertFalse(media.isEmpty());
        for (JsonNode one : media) {
            assertEquals(
                    List.of(),
                    description.wrong(one.path("schema"), one.path("example")),
                    one.toString());
        }
    }

    @Test
    void theWordsAreThoseOfTheCode() {
        JsonNode schemas = description.root().path("components").path("schemas");
        assertEquals(
                Resource.ALL.stream().map(Resource::name).toList(),
                words(schemas.at("/Permissions/oneOf/2/properties/resources/propertyNames/enum")));
        for (String schema : List.of("NewToken", "Simulation")) {
            assertEquals(
                    Presets.ids(), words(schemas.at("/" + schema + "/properties/preset/enum")));
        }
        assertEquals(Presets.ids(), words(schemas.at("/Preset/properties/id/enum")));
    }

    private static List<String> words(JsonNode list) {
        return list.valueStream().map(JsonNode::stringValue).toList();
    }
}
