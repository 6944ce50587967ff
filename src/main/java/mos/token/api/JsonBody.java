package mos.token.api;

import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;

/// A request's body, expected to be a JSON object.
sealed interface JsonBody {
    /// The object.
    record Read(JsonNode object) implements JsonBody {}

    /// What to answer instead.
    record Unreadable(Reply reply) implements JsonBody {}

    /// Reads the body. An empty one counts as an object without members, as in MOS, so that the
    /// answer names the missing member.
    static JsonBody of(Request request) throws IOException {
        return of(request, "The body must be a JSON object.");
    }

    /// The same.
    ///
    /// @param otherwise what to say of JSON that is no object
    static JsonBody of(Request request, String otherwise) throws IOException {
        byte[] body = request.body();
        if (body.length == 0) {
            return new Read(Json.object());
        }
        // A page of another origin can post a form or plain text unasked, but not JSON.
        if (!isJson(request.header("Content-Type").orElse(""))) {
            return new Unreadable(
                    Problem.of(
                            415,
                            "Unsupported Media Type",
                            "Send the body with Content-Type: application/json."));
        }
        try {
            JsonNode node = Json.read(body);
            return node.isObject() ? new Read(node) : new Unreadable(Problem.badRequest(otherwise));
        } catch (Json.Malformed e) {
            return new Unreadable(Problem.badRequest("The body is " + e.getMessage() + "."));
        }
    }

    /// What `answer` makes of the object, or what to answer instead.
    default Reply then(Function<JsonNode, Reply> answer) {
        return switch (this) {
            case Read(JsonNode object) -> answer.apply(object);
            case Unreadable(Reply reply) -> reply;
        };
    }

    private static boolean isJson(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT).equals("application/json");
    }
}
