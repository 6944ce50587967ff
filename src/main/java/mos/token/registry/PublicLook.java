package mos.token.registry;

import java.io.IOException;
import java.util.Optional;
import mos.token.door.Visibility;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Whether a repository is public: what an anonymous pull token may do there, which spends no pull;
/// where tokens do not say, an anonymous HEAD.
final class PublicLook {
    private final UpstreamRegistry upstream;
    private final Visibility visibility;

    PublicLook(UpstreamRegistry upstream, Visibility visibility) {
        this.upstream = upstream;
        this.visibility = visibility;
    }

    /// Whether everybody may read the repository.
    ///
    /// @param path what is asked for there, for example `manifests/latest`
    boolean isPublic(Repository repository, String path) throws IOException {
        // Where no token of the owner's is lent, everything is asked as anybody could.
        return repository.registry().service() == null
                || visibility.isPublic(
                        repository.registry().name(),
                        repository.name(),
                        () -> ask(repository, path));
    }

    /// The service token under which an answer is kept: none for a public repository's.
    @Nullable String fence(Repository repository, @Nullable String serviceToken) {
        return visibility.isKnownPublic(repository.registry().name(), repository.name())
                ? null
                : serviceToken;
    }

    private Visibility.Answer ask(Repository repository, String path) throws IOException {
        try {
            Optional<PullToken> token = upstream.anonymousToken(repository);
            Boolean pulls = token.map(PullToken::pulls).orElse(null);
            if (pulls != null) {
                return pulls ? Visibility.Answer.PUBLIC : Visibility.Answer.PRIVATE;
            }
            var question =
                    new UpstreamRegistry.Question(
                            // Registries have no HEAD of a list; none of these spends a pull.
                            !path.startsWith("tags/"),
                            repository,
                            path,
                            Headers.of("Accept", Accepts.ALL.line()),
                            repository.registry().redirects(path));
            upstream.askAnonymously(question).close();
            return Visibility.Answer.PUBLIC;
        } catch (Trouble trouble) {
            return switch (trouble.kind()) {
                case NOT_ALLOWED -> Visibility.Answer.PRIVATE;
                // A missing tag says nothing about its repository.
                case NOT_FOUND, THROTTLED, UNAVAILABLE -> Visibility.Answer.NO_ANSWER;
            };
        }
    }
}
