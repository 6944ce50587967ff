package mos.token.github;

import java.util.List;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What everybody may know of a public repository. GitHub adds what the asking account may do
/// there, which is the owner's business: a role in somebody's project, a token to clone it.
final class PublicRepository {
    private static final List<String> OF_THE_ACCOUNT =
            List.of("permissions", "role_name", "temp_clone_token", "security_and_analysis");

    /// Other repositories that it tells of, as far as the asking account may see them.
    private static final List<String> RELATED = List.of("parent", "source", "template_repository");

    private PublicRepository() {}

    /// The description without it; `{}` when it cannot be read.
    static byte[] of(byte[] body) {
        try {
            if (Json.read(body) instanceof ObjectNode repository) {
                return Json.write(without(repository));
            }
        } catch (Json.Malformed _) {
            // Nobody knows what it tells.
        }
        return Json.write(Json.object());
    }

    private static ObjectNode without(ObjectNode repository) {
        repository.remove(OF_THE_ACCOUNT);
        for (String related : RELATED) {
            if (repository.get(related) instanceof ObjectNode other && isPublic(other)) {
                without(other);
            } else {
                repository.remove(related);
            }
        }
        return repository;
    }

    private static boolean isPublic(ObjectNode repository) {
        JsonNode isPrivate = repository.path("private");
        return isPrivate.isBoolean() && !isPrivate.booleanValue();
    }
}
