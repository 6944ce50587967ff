package mos.token.clientconfig;

import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.toml.TomlMapper;

/// Other people's TOML files: read to see what they say, never written anew.
final class TomlText {
    private static final TomlMapper MAPPER =
            TomlMapper.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

    private TomlText() {}

    /// @throws ConfigProblem when the text is not TOML
    static ObjectNode read(Path file, String text) {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode root) {
                return root;
            }
            return MAPPER.createObjectNode(); // nothing but comments
        } catch (JacksonException e) {
            String line =
                    e.getLocation() == null ? "" : " near line " + e.getLocation().getLineNr();
            throw new ConfigProblem(
                    "%s: not valid TOML%s: correct it; nothing was changed".formatted(file, line));
        }
    }

    /// Whether two files name the same table below a table of the same name: TOML lets each be
    /// defined once.
    static boolean collide(ObjectNode one, ObjectNode other) {
        for (String key : other.propertyNames()) {
            JsonNode there = one.path(key);
            boolean both = there.isObject() && other.path(key).isObject();
            if (both
                    ? other.path(key).propertyStream().anyMatch(e -> there.has(e.getKey()))
                    : !there.isMissingNode()) {
                return true;
            }
        }
        return false;
    }
}
