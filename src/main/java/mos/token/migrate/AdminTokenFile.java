package mos.token.migrate;

import java.nio.CharBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mos.token.admintoken.LegacyToken;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// MOS's `admin-tokens.json`: a list with the secrets in clear. It is read piece by piece, so that
/// no secret becomes a `String`, and so that of a file that was cut short, as a power cut on FAT
/// leaves it, everything before the cut is found.
///
/// @param tokens the entries, in order
/// @param problem why the file is not whole; empty when it is
record AdminTokenFile(List<MosToken> tokens, String problem) {
    /// The largest that is read, in bytes: room for 10,000 tokens and more.
    static final int LARGEST = 4 << 20;

    private static final int MOST = 10_000;
    private static final int LONGEST_SECRET = 4_096;
    private static final String SECRET = "token";

    /// Reads it; never throws for what is in it.
    static AdminTokenFile parse(byte[] file) {
        List<MosToken> tokens = new ArrayList<>();
        try (JsonParser parser = Json.parser(file)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return new AdminTokenFile(List.of(), "it is no JSON list");
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (tokens.size() == MOST) {
                    return new AdminTokenFile(
                            tokens, "it has more than " + MOST + " tokens, the rest was not read");
                }
                tokens.add(entry(parser, tokens.size() + 1));
            }
            return new AdminTokenFile(
                    tokens, parser.nextToken() == null ? "" : "something stands behind the list");
        } catch (JacksonException | IllegalArgumentException _) {
            // Their messages may quote the file.
            return new AdminTokenFile(
                    tokens,
                    tokens.isEmpty()
                            ? "it is damaged: no token in it could be read"
                            : "it is cut off or damaged behind its token " + tokens.size());
        }
    }

    private static MosToken entry(JsonParser parser, int place) {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            parser.finishToken();
            return new MosToken(place, null, List.of(), from, here(parser));
        }
        ObjectNode members = Json.object();
        SecretText secret = SecretText.of("");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (!SECRET.equals(name)) {
                members.set(name, parser.<JsonNode>readValueAsTree());
            } else if (value == JsonToken.VALUE_STRING) {
                secret = secret(parser);
            } else {
                parser.skipChildren();
            }
        }
        List<String> says = new ArrayList<>();
        return new MosToken(
                place, token(members, secret, says), List.copyOf(says), from, here(parser));
    }

    private static int here(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    private static SecretText secret(JsonParser parser) {
        int length = parser.getStringLength();
        return length > LONGEST_SECRET
                ? SecretText.of("")
                : SecretText.of(
                        CharBuffer.wrap(
                                parser.getStringCharacters(), parser.getStringOffset(), length));
    }

    private static LegacyToken token(ObjectNode members, SecretText secret, List<String> says) {
        MosPermissions permissions = MosPermissions.read(members.path("permissions"));
        says.addAll(permissions.says());
        JsonNode active = members.path("isActive");
        if (!active.isBoolean()) {
            says.add("it does not say whether it is active: deactivated");
        }
        JsonNode name = members.path("name");
        JsonNode description = members.path("description");
        return new LegacyToken(
                members.path("id").asString(""),
                text(name),
                text(description),
                permissions.permissions(),
                time(members.path("createdAt")),
                active.isBoolean() && active.booleanValue(),
                time(members.path("deactivatedAt")),
                secret);
    }

    /// MOS takes anything as a description: what is no text is told in JSON.
    private static String text(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return "";
        }
        return node.isString() ? node.stringValue() : Json.writeText(node);
    }

    private static @Nullable Instant time(JsonNode node) {
        try {
            return node.isString() ? Instant.parse(node.stringValue()) : null;
        } catch (DateTimeException _) {
            return null;
        }
    }
}
