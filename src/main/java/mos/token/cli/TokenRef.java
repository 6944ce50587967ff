package mos.token.cli;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// An admin token that a person named, by its id or name.
///
/// @param id the server's id of it
/// @param name its name, for people
record TokenRef(String id, String name) {
    static final String PATH = "/api/v1/auth/admin-tokens";

    /// Asks the server which token is meant.
    ///
    /// @throws CommandFailed when there is none, or a name of one is the id of another
    static TokenRef find(ApiClient api, String idOrName) {
        List<TokenRef> found = all(api).filter(token -> token.isCalled(idOrName)).toList();
        if (found.isEmpty()) {
            throw new CommandFailed(
                    ExitCode.REFUSED,
                    "there is no admin token '%s': 'mos-token token list' shows them"
                            .formatted(idOrName));
        }
        if (found.size() > 1) {
            throw new CommandFailed(
                    ExitCode.REFUSED,
                    "'%s' is the id of one admin token and the name of another: use the id %s"
                            .formatted(
                                    idOrName,
                                    String.join(
                                            " or ", found.stream().map(TokenRef::id).toList())));
        }
        return found.getFirst();
    }

    private static Stream<TokenRef> all(ApiClient api) {
        return api.get(PATH)
                .valueStream()
                .map((JsonNode node) ->
                        new TokenRef(node.path("id").asString(""), node.path("name").asString("")));
    }

    private boolean isCalled(String idOrName) {
        return id.equals(idOrName) || name.equals(idOrName);
    }

    /// The token's place in the API. Ids are the server's own, yet a `/` in one must not lead to
    /// another route.
    String path() {
        if (!id.matches("[0-9A-Za-z_-]+")) {
            throw new CommandFailed(ExitCode.REFUSED, "the server gave a token id of unknown form");
        }
        return PATH + "/" + id;
    }
}
