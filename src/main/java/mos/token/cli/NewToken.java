package mos.token.cli;

import mos.token.json.Json;
import mos.token.secret.SecretText;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A token that the server shows this once, after a creation or a rotation. Every command that
/// prints one does it here.
final class NewToken {
    private final JsonNode data;
    private final SecretText text;

    /// @throws CommandFailed when the answer holds no token
    NewToken(JsonNode answer) {
        data = answer.path("data");
        if (!data.path("token").isString()) {
            throw new CommandFailed(ExitCode.REFUSED, "the server's answer holds no token");
        }
        text = SecretText.of(data.path("token").stringValue());
    }

    /// What the server said of it.
    JsonNode data() {
        return data;
    }

    SecretText text() {
        return text;
    }

    /// What the server said of it, to be printed where the token itself must not be.
    JsonNode withoutText() {
        ObjectNode rest = Json.object();
        data.properties().stream()
                .filter(member -> !member.getKey().equals("token"))
                .forEach(member -> rest.set(member.getKey(), member.getValue()));
        return rest;
    }

    /// Prints it alone on standard output, with a remark beside it; as JSON, without the remark.
    void print(Output output, boolean json, boolean quiet, String remark) {
        if (json) {
            output.json(data);
            return;
        }
        if (!quiet) {
            output.remark(remark);
        }
        output.line(text.exposeText());
    }
}
