package mos.token.cli;

import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// An admin token that a person named, by its id or name.
///
/// @param id the server's id of it
/// @param name its name, for people
record TokenRef(String id, String name) {
    static final String PATH = "/api/v1/auth/admin-tokens";

    /// How many tokens the server is asked for at once.
    static final int PAGE = 1_000;

    /// Asks the server which token is meant. An id is never taken for a name: else whoever may make
    /// a token could name it like the id of another one.
    ///
    /// @throws CommandFailed when there is none
    static TokenRef find(ApiClient api, String idOrName) {
        return ofId(api, idOrName)
                .or(() -> ofName(api, idOrName))
                .orElseThrow(() ->
                        new CommandFailed(
                                ExitCode.REFUSED,
                                "there is no admin token '%s': 'mos-token token list' shows them"
                                        .formatted(idOrName)));
    }

    private static Optional<TokenRef> ofId(ApiClient api, String id) {
        return id.matches("[0-9]{1,20}")
                ? api.find(PATH + "/" + id).map(TokenRef::of)
                : Optional.empty();
    }

    /// The server finds parts of names and descriptions; a name is unique.
    private static Optional<TokenRef> ofName(ApiClient api, String name) {
        return name.isBlank()
                ? Optional.empty()
                : api.list(new ApiPath(PATH).with("q", name).with("limit", PAGE).text())
                        .map(TokenRef::of)
                        .filter(token -> token.name().equals(name))
                        .findFirst();
    }

    private static TokenRef of(JsonNode token) {
        return new TokenRef(token.path("id").asString(""), token.path("name").asString(""));
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
