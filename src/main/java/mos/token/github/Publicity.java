package mos.token.github;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import mos.token.door.PublicTime;
import mos.token.door.Visibility;
import mos.token.json.Json;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Whether a repository may be shown to callers without an admin token.
final class Publicity {
    /// Members that GitHub shows of an account only to itself (its schema "private user").
    private static final Set<String> OWN_ACCOUNT =
            Set.of(
                    "private_gists",
                    "total_private_repos",
                    "owned_private_repos",
                    "disk_usage",
                    "collaborators",
                    "two_factor_authentication",
                    "plan");

    private final Visibility visibility;
    private final Answers answers;
    private final Bodies bodies;
    private final Upstreams upstreams;

    Publicity(Visibility visibility, Answers answers, Bodies bodies, Upstreams upstreams) {
        this.visibility = visibility;
        this.answers = answers;
        this.bodies = bodies;
        this.upstreams = upstreams;
    }

    /// Whether it is public. With a token the REST API says so, free while nothing changed; without
    /// one only git can tell: anonymous REST would soon use up 60 requests an hour.
    ///
    /// @param api the token for the REST API, or null
    boolean isPublic(RepositoryRef repository, @Nullable Lease api) throws IOException {
        return stranger(repository, api).isPresent();
    }

    /// Somebody without an admin token who asks for something of the repository; empty when it is
    /// not public.
    ///
    /// @param api the token for the REST API, or null
    Optional<Audience> stranger(RepositoryRef repository, @Nullable Lease api) throws IOException {
        return publicTime(repository, api).map(Audience::of);
    }

    private Optional<PublicTime> publicTime(RepositoryRef repository, @Nullable Lease api)
            throws IOException {
        if (api != null) {
            // Another token may see more there, drafts for instance: it is judged anew.
            return visibility.publicTime(
                    Ask.API,
                    repository.key() + " with " + api.tokenId(),
                    () -> byRest(repository, api));
        }
        return switch (repository) {
            case RepositoryRef.Named named ->
                    visibility.publicTime(FilePath.GITHUB, named.key(), () -> byGit(named));
            case RepositoryRef.Numbered _ -> Optional.empty();
        };
    }

    /// Public is what is not private and what the token cannot push to: who may push is shown draft
    /// releases too.
    private Visibility.Answer byRest(RepositoryRef repository, Lease api) throws IOException {
        return switch (answers.verified(Ask.repository(repository), api)) {
            case Answer.Whole whole when !whole.stale() ->
                    bodies.of(whole.kept())
                            .map(Publicity::judged)
                            .orElse(Visibility.Answer.NO_ANSWER);
            case Answer.Relayed relayed ->
                    switch (relayed.status()) {
                        case 200 -> judged(relayed.body());
                        case 403, 404, 451 -> Visibility.Answer.PRIVATE;
                        default -> Visibility.Answer.NO_ANSWER;
                    };
            case Answer.Whole _,
                    Answer.Limited _,
                    Answer.Down _,
                    Answer.NeedsToken _,
                    Answer.Large _ ->
                    Visibility.Answer.NO_ANSWER;
        };
    }

    private static Visibility.Answer judged(byte[] body) {
        try {
            JsonNode json = Json.read(body);
            JsonNode isPrivate = json.path("private");
            boolean pushes = json.path("permissions").path("push").asBoolean(false);
            return isPrivate.isBoolean() && !isPrivate.booleanValue() && !pushes
                    ? Visibility.Answer.PUBLIC
                    : Visibility.Answer.PRIVATE;
        } catch (Json.Malformed _) {
            return Visibility.Answer.NO_ANSWER;
        }
    }

    /// Whether an answer about an account shows what it shows only to its owner, who is the owner
    /// of the token.
    boolean isOwnAccount(Ask ask, Lease api) throws IOException {
        Optional<byte[]> body =
                switch (answers.get(ask, api)) {
                    case Answer.Whole whole -> bodies.of(whole.kept());
                    case Answer.Relayed relayed -> Optional.of(relayed.body());
                    case Answer.Limited _, Answer.Down _, Answer.NeedsToken _, Answer.Large _ ->
                            Optional.empty();
                };
        if (body.isEmpty()) {
            return true;
        }
        try {
            JsonNode json = Json.read(body.get());
            return !json.isObject() || OWN_ACCOUNT.stream().anyMatch(json::has);
        } catch (Json.Malformed _) {
            return true;
        }
    }

    /// github.com asks for a password for what is private and for what does not exist.
    private Visibility.Answer byGit(RepositoryRef.Named repository) {
        var request =
                new UpstreamRequest.Read(
                        false,
                        URI.create(
                                "https://github.com/%s/%s.git/info/refs?service=git-upload-pack"
                                        .formatted(repository.owner(), repository.name())),
                        Headers.of("Git-Protocol", "version=2"),
                        null,
                        GitAsker.redirects(FilePath.GITHUB));
        try (UpstreamAnswer answer = upstreams.send(request)) {
            return switch (answer) {
                case UpstreamAnswer.Refusal _ -> Visibility.Answer.NO_ANSWER;
                case UpstreamAnswer.Answered answered ->
                        switch (answered.status()) {
                            case 200 ->
                                    GitAsker.isAdvertisement(answered)
                                            ? Visibility.Answer.PUBLIC
                                            : Visibility.Answer.NO_ANSWER;
                            case 401, 403, 404, 451 -> Visibility.Answer.PRIVATE;
                            default -> Visibility.Answer.NO_ANSWER;
                        };
            };
        }
    }
}
