package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// Asks a host for git, with the token when it helps, and says in our words what came of it.
final class GitAsker {
    /// How long the way of a repository is remembered: a clone is several requests, and the bodies
    /// of long ones cannot be sent twice.
    private static final Duration CLONE = Duration.ofMinutes(10);

    private static final Pattern PLACE =
            Pattern.compile(
                    "/([^/]+)/([^/]+?)(?:\\.git)?/"
                            + "(?:info/refs|git-upload-pack|info/lfs/objects/batch)");

    private static final int ERROR_BODY = 1024 * 1024;

    private final Upstreams upstreams;
    private final Limits limits;

    /// Repositories that are had without that token only.
    private final Cache<String, Boolean> anonymously = shortLived();

    /// New names of renamed repositories, by their old ones.
    private final Cache<String, RepositoryRef.Named> moved = shortLived();

    GitAsker(Upstreams upstreams, Limits limits) {
        this.upstreams = upstreams;
        this.limits = limits;
    }

    private static <V> Cache<String, V> shortLived() {
        return Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(CLONE).build();
    }

    /// Asks. A 401 may mean a token that is dead or a repository that is not there: what is public
    /// is had without the token. A limit that ends in a moment is waited for.
    Asked ask(GitHost host, RepositoryRef.Named repository, GitCall call) {
        Optional<Lease> lease = host.lease();
        if (lease.isEmpty()) {
            return patiently(host, repository, call, null);
        }
        String way = key(host, repository) + " " + lease.get().tokenId();
        if (anonymously.getIfPresent(way) != null) {
            return patiently(host, repository, call, null);
        }
        Asked asked = patiently(host, repository, call, lease.get());
        // Of one that was taken back before it was sent, the host said nothing.
        if (asked instanceof Asked.Unauthorized && host.tokens().lends(lease.get())) {
            host.doubted().accept(lease.get());
        }
        if (!unwilling(asked) || !call.repeatable()) {
            return asked;
        }
        Asked open = patiently(host, repository, call, null);
        if (open instanceof Asked.Got) {
            anonymously.put(way, true);
            return open;
        }
        return asked;
    }

    private static boolean unwilling(Asked asked) {
        return switch (asked) {
            case Asked.Unauthorized _ -> true;
            case Asked.Other other -> other.status() == 403 || other.status() == 404;
            case Asked.Got _, Asked.Unchanged _, Asked.Limited _, Asked.Down _ -> false;
        };
    }

    private Asked patiently(
            GitHost host, RepositoryRef.Named repository, GitCall call, @Nullable Lease lease) {
        Asked asked = whereItIs(host, repository, call, lease);
        return asked instanceof Asked.Limited && call.repeatable()
                ? whereItIs(host, repository, call, lease)
                : asked;
    }

    private Asked whereItIs(
            GitHost host, RepositoryRef.Named repository, GitCall call, @Nullable Lease lease) {
        String key = key(host, repository);
        RepositoryRef.@Nullable Named newName =
                Optional.ofNullable(moved.getIfPresent(key))
                        .filter(to -> mayFollow(host, Optional.of(to), lease))
                        .orElse(null);
        Asked asked =
                newName == null
                        ? sendByOldName(host, repository, call, lease)
                        : send(host, newName, call, lease);
        if (!call.repeatable() || !(asked instanceof Asked.Other other)) {
            return asked;
        }
        if (newName != null && other.status() == 404) {
            moved.invalidate(key);
            return sendByOldName(host, repository, call, lease);
        }
        // A redirect of a post, which only we can follow: git would leave the gateway.
        Optional<RepositoryRef.Named> place =
                other.status() / 100 == 3
                        ? other.headers().first("Location").flatMap(to -> named(host, to))
                        : Optional.empty();
        if (place.isEmpty()) {
            return asked;
        }
        moved.put(key, place.get());
        return mayFollow(host, place, lease) ? send(host, place.get(), call, lease) : hidden();
    }

    /// Only the old name says where it leads: noted from anywhere else, it would never be asked.
    private Asked sendByOldName(
            GitHost host, RepositoryRef.Named repository, GitCall call, @Nullable Lease lease) {
        Asked asked = send(host, repository, call, lease);
        if (!(asked instanceof Asked.Got(UpstreamAnswer.Answered answer))) {
            return asked;
        }
        Optional<RepositoryRef.Named> from = named(answer.uri());
        if (from.filter(now -> now.key().equals(repository.key())).isPresent()) {
            // It leads nowhere: should another one have had the name, that is over.
            moved.invalidate(key(host, repository));
            return asked;
        }
        from.ifPresent(now -> moved.put(key(host, repository), now));
        if (mayFollow(host, from, lease)) {
            return asked;
        }
        answer.close();
        return hidden();
    }

    /// Whether a new name may be asked with that token. A stranger was let in by the old one, which
    /// says nothing of where it leads: others may have found that out, and it may be private.
    private static boolean mayFollow(
            GitHost host, Optional<RepositoryRef.Named> newName, @Nullable Lease lease) {
        if (lease == null || !host.stranger()) {
            return true;
        }
        try {
            return newName.isPresent() && host.look().isPublic(newName.get());
        } catch (IOException _) {
            return false;
        }
    }

    /// As GitHub answers to what it does not show.
    private static Asked hidden() {
        return new Asked.Other(404, Headers.NONE, new byte[0]);
    }

    private Asked send(
            GitHost host, RepositoryRef.Named repository, GitCall call, @Nullable Lease lease) {
        Ask ask = new Ask(host.name(), path(repository, call), call.headers(), Ask.Keeping.FRESH);
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        Optional<Instant> pause = limits.pass(ask, tokenId);
        if (pause.isPresent()) {
            return new Asked.Limited(pause.get());
        }
        if (lease != null && !host.tokens().lends(lease)) {
            return new Asked.Unauthorized();
        }
        UpstreamRequest request = request(ask, call, lease);
        return switch (upstreams.send(request, () -> lease == null || host.tokens().lends(lease))) {
            case UpstreamAnswer.Refusal refusal -> Asker.refused(refusal);
            case UpstreamAnswer.Answered answer -> {
                if (lease != null) {
                    String subject = repository.owner() + "/" + repository.name();
                    host.tokens().answered(lease, subject, answer);
                }
                if (answer.status() == 200 && isAnswer(answer, call)) {
                    limits.answered(ask, tokenId, answer.headers());
                    yield new Asked.Got(answer);
                }
                try (answer) {
                    yield judge(ask, tokenId, answer);
                } catch (IOException _) {
                    yield new Asked.Down(502, host.name() + ": its answer broke off");
                }
            }
        };
    }

    /// Whether it is what git gives; pages are not.
    private static boolean isAnswer(UpstreamAnswer.Answered answer, GitCall call) {
        return answer.headers().first("Content-Type").orElse("").startsWith(call.answer());
    }

    /// Whether an answer is what `info/refs` of a repository gives.
    static boolean isAdvertisement(UpstreamAnswer.Answered answer) {
        return isAnswer(answer, new GitCall.Refs(Headers.NONE));
    }

    private static UpstreamRequest request(Ask ask, GitCall call, @Nullable Lease lease) {
        @Nullable Credential credential = lease == null ? null : lease.credential();
        return switch (call) {
            case GitCall.Refs refs ->
                    new UpstreamRequest.Read(
                            false, ask.uri(), refs.headers(), credential, redirects(ask.host()));
            case GitCall.Pack pack ->
                    new UpstreamRequest.UploadPack(
                            ask.uri(), pack.headers(), credential, pack.body().stream());
            case GitCall.LfsBatch batch ->
                    new UpstreamRequest.LfsDownloadBatch(ask.uri(), credential, batch.objects());
        };
    }

    /// A renamed repository leads to its new name, on the same host.
    static Redirects redirects(String host) {
        return new Redirects(Set.of(host), Set.of());
    }

    private Asked judge(Ask ask, @Nullable String tokenId, UpstreamAnswer.Answered answer)
            throws IOException {
        int status = answer.status();
        if (status >= 500 || status == 200) {
            return new Asked.Down(
                    502,
                    ask.host()
                            + (status == 200
                                    ? " answered with a page instead of git"
                                    : " answered " + status));
        }
        byte[] body = answer.bodyUpTo(ERROR_BODY);
        Optional<Instant> limit = limits.refused(ask, tokenId, status, answer.headers(), body);
        if (limit.isPresent()) {
            return new Asked.Limited(limit.get());
        }
        limits.answered(ask, tokenId, answer.headers());
        return status == 401
                ? new Asked.Unauthorized()
                : new Asked.Other(status, answer.headers(), body);
    }

    private static Optional<RepositoryRef.Named> named(GitHost host, String location) {
        try {
            URI to = URI.create("https://" + host.name()).resolve(location);
            return host.name().equals(to.getHost()) ? named(to) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<RepositoryRef.Named> named(URI place) {
        Matcher path = PLACE.matcher(place.getRawPath());
        try {
            return path.matches()
                    ? Optional.of(new RepositoryRef.Named(path.group(1), path.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String key(GitHost host, RepositoryRef.Named repository) {
        return host.name() + "/" + repository.key().toLowerCase(Locale.ROOT);
    }

    private static String path(RepositoryRef.Named repository, GitCall call) {
        return "/%s/%s.git/%s".formatted(repository.owner(), repository.name(), call.target());
    }
}
