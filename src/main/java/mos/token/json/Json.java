package mos.token.json;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The one JSON mapper: RFC 8259, nested at most 64 deep, no duplicate keys, nothing behind the
/// value.
public final class Json {
    private static final JsonMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(64)
                                                    .build())
                                    .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Json() {}

    /// Reads a value.
    ///
    /// @throws Malformed when the text is not JSON; its message holds no part of the text
    public static JsonNode read(byte[] utf8) {
        if (!isUtf8(utf8)) {
            throw new Malformed("not valid JSON: it must be UTF-8");
        }
        try {
            JsonNode node = MAPPER.readTree(utf8);
            if (node.isMissingNode()) {
                throw new Malformed("the JSON text is empty");
            }
            return node;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new Malformed(
                    at == null
                            ? "not valid JSON"
                            : "not valid JSON near line %d, column %d"
                                    .formatted(at.getLineNr(), at.getColumnNr()));
        }
    }

    /// Reads a text piece by piece, for what must not become a `String` or may be cut short. The
    /// same rules hold; what the parser throws may repeat parts of the text, so it is not to be
    /// told.
    ///
    /// @throws Malformed when the text is not UTF-8
    public static JsonParser parser(byte[] utf8) {
        if (!isUtf8(utf8)) {
            throw new Malformed("not valid JSON: it must be UTF-8");
        }
        return MAPPER.createParser(utf8);
    }

    /// The parser would read UTF-16 and UTF-32 too, which a guard in front of us may not (RFC 8259
    /// §8.1). Both show within four bytes by one that no JSON in UTF-8 holds.
    private static boolean isUtf8(byte[] text) {
        for (int i = 0; i < Math.min(4, text.length); i++) {
            if (text[i] == 0 || text[i] == (byte) 0xfe || text[i] == (byte) 0xff) {
                return false;
            }
        }
        return true;
    }

    /// Writes a record, map, list or node.
    public static byte[] write(Object value) {
        return MAPPER.writeValueAsBytes(value);
    }

    /// Writes a value as text.
    public static String writeText(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /// A new empty object.
    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /// A new empty array.
    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /// The text was not JSON.
    public static final class Malformed extends IllegalArgumentException {
        Malformed(String message) {
            super(message);
        }
    }
}
