package mos.token.clientconfig;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A log-in at the gateway in an `auth.json` or Docker's `config.json`, as `podman login` and
/// `docker login` write it. The user's name, which the gateway does not look at, tells it from one
/// that a person made.
///
/// @param registry the gateway's `HOST[:PORT]`
record LogIn(Path file, String registry, SecretText token) implements Part {
    private static final String MARK = "mos-token:";

    @Override
    public Optional<LogIn> found(Held held) {
        ObjectNode root = JsonText.object(file, Held.plain(held.text()));
        for (Map.Entry<String, JsonNode> entry : auths(root).properties()) {
            String pair = pair(entry.getValue().path("auth").asString(""));
            if (pair.startsWith(MARK)) {
                SecretText its = SecretText.of(pair.substring(MARK.length()));
                return Optional.of(new LogIn(file, entry.getKey(), its));
            }
        }
        return Optional.empty();
    }

    @Override
    public String with(@Nullable String text) {
        ObjectNode root = JsonText.object(file, text);
        ObjectNode auths = auths(root);
        if (auths.has(registry)) {
            throw new ConfigProblem(
                    "%s holds a log-in for %s already: take it out with 'podman logout' or 'docker logout', or leave out --token-file"
                            .formatted(file, registry));
        }
        if (root.has("credsStore") || root.path("credHelpers").has(registry)) {
            throw new ConfigProblem(
                    "%s has its log-ins in a credential store: log in there with 'docker login %s' or 'podman login %s', any user and an admin token as password, and leave out --token-file"
                            .formatted(file, registry, registry));
        }
        byte[] pair = (MARK + token.exposeText()).getBytes(StandardCharsets.UTF_8);
        auths.putObject(registry).put("auth", Base64.getEncoder().encodeToString(pair));
        root.set("auths", auths);
        return JsonText.of(root);
    }

    @Override
    public String without(String text, @Nullable String before) {
        ObjectNode root = JsonText.object(file, text);
        ObjectNode auths = auths(root);
        auths.remove(registry);
        if (auths.isEmpty() && !JsonText.object(file, before).has("auths")) {
            root.remove("auths");
        }
        return root.isEmpty() ? "" : JsonText.of(root);
    }

    private ObjectNode auths(ObjectNode root) {
        return switch (root.get("auths")) {
            case ObjectNode auths -> auths;
            case null -> JsonText.object(file, null);
            default ->
                    throw new ConfigProblem(
                            file + ": 'auths' is not an object: correct it; nothing was changed");
        };
    }

    private static String pair(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return "";
        }
    }
}
