package mos.token.clientconfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Other people's JSON files: every number comes out as it went in, and lines are short enough to
/// be read.
final class JsonText {
    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build();

    private JsonText() {}

    /// Reads an object; what is absent or blank is an empty one.
    ///
    /// @throws ConfigProblem when the text is not a JSON object
    static ObjectNode object(Path file, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return MAPPER.createObjectNode();
        }
        try {
            Json.read(text.getBytes(StandardCharsets.UTF_8)); // stricter, and says where
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (Json.Malformed e) {
            throw new ConfigProblem(
                    "%s: %s: correct it; nothing was changed".formatted(file, e.getMessage()));
        }
        throw new ConfigProblem(
                file + ": it holds no JSON object: correct it; nothing was changed");
    }

    static String of(JsonNode object) {
        return MAPPER.writeValueAsString(object) + "\n";
    }
}
