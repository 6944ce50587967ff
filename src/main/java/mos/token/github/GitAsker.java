package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.Credential;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamAnswer.Answered;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// Asks github.com for git, with the token when it helps.
final class GitAsker {
    /// A clone is one `info/refs` and then posts, which must go the way the first request went:
    /// their bodies cannot be sent twice.
    private static final Duration CLONE = Duration.ofMinutes(10);

    private static final Pattern MOVED = Pattern.compile("/([^/]+)/([^/]+?)(?:\\.git)?/info/refs");

    private final Upstreams upstreams;
    private final GithubToken tokens;
    private final Asker rest;

    /// Repositories that are had without a token only.
    private final Cache<String, Boolean> anonymously = shortLived();

    /// New names of renamed repositories, by their old key.
    private final Cache<String, RepositoryRef.Named> moved = shortLived();

    GitAsker(Upstreams upstreams, GithubToken tokens, Asker rest) {
        this.upstreams = upstreams;
        this.tokens = tokens;
        this.rest = rest;
    }

    private static <V> Cache<String, V> shortLived() {
        return Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(CLONE).build();
    }

    /// `info/refs?service=git-upload-pack`. A 401 may mean a token that is dead or a repository
    /// that is not there: what is public is had without the token.
    UpstreamAnswer refs(RepositoryRef.Named repository, Headers headers) {
        anonymously.invalidate(repository.key());
        moved.invalidate(repository.key());
        Optional<Lease> lease = tokens.lease(FilePath.GITHUB);
        UpstreamAnswer answer = sendRefs(repository, headers, lease.orElse(null));
        if (lease.isPresent() && answer instanceof Answered first && unwilling(first)) {
            if (first.status() == 401) {
                askRest();
            }
            UpstreamAnswer second = sendRefs(repository, headers, null);
            if (second instanceof Answered open && open.status() == 200) {
                first.close();
                anonymously.put(repository.key(), true);
                answer = second;
            } else {
                second.close();
            }
        }
        if (answer instanceof Answered answered && answered.status() == 200) {
            noteNewName(repository, answered.uri());
        }
        return answer;
    }

    /// `git-upload-pack`, streamed both ways.
    UpstreamAnswer pack(RepositoryRef.Named repository, Headers headers, InputStream body) {
        String key = repository.key();
        RepositoryRef.Named newName = moved.getIfPresent(key);
        boolean withoutToken = anonymously.getIfPresent(key) != null;
        @Nullable Lease lease = withoutToken ? null : tokens.lease(FilePath.GITHUB).orElse(null);
        URI uri = uri(newName == null ? repository : newName, GithubPath.UPLOAD_PACK);
        return noted(
                repository,
                lease,
                upstreams.send(
                        new UpstreamRequest.UploadPack(uri, headers, credential(lease), body)));
    }

    private UpstreamAnswer sendRefs(
            RepositoryRef.Named repository, Headers headers, @Nullable Lease lease) {
        URI uri = uri(repository, GithubPath.INFO_REFS + "?service=git-upload-pack");
        return noted(
                repository,
                lease,
                upstreams.send(
                        new UpstreamRequest.Read(
                                false, uri, headers, credential(lease), GitDoor.REDIRECTS)));
    }

    private static @Nullable Credential credential(@Nullable Lease lease) {
        return lease == null ? null : lease.credential();
    }

    private UpstreamAnswer noted(
            RepositoryRef.Named repository, @Nullable Lease lease, UpstreamAnswer answer) {
        if (lease != null && answer instanceof Answered answered) {
            tokens.answered(lease, repository.owner() + "/" + repository.name(), answered);
        }
        return answer;
    }

    private static boolean unwilling(Answered answer) {
        return answer.status() == 401 || answer.status() == 403 || answer.status() == 404;
    }

    /// The REST API alone says whether a token is dead; a 401 of git alone does not.
    private void askRest() {
        Optional<Lease> api = tokens.lease(Ask.API);
        if (api.isEmpty()) {
            return;
        }
        Ask rateLimit =
                Ask.api(ApiPath.parse("rate_limit"), Optional.empty(), List.of(), Optional.empty());
        switch (rest.ask(rateLimit, api.get(), false, Headers.NONE)) {
            case Asked.Got got -> got.answer().close();
            case Asked.Unauthorized _,
                    Asked.Unchanged _,
                    Asked.Other _,
                    Asked.Limited _,
                    Asked.Down _ -> {
                // What it says of the token was noted where it was asked.
            }
        }
    }

    private void noteNewName(RepositoryRef.Named repository, URI from) {
        Matcher path = MOVED.matcher(from.getRawPath());
        if (!path.matches()) {
            return;
        }
        try {
            var name = new RepositoryRef.Named(path.group(1), path.group(2));
            if (!name.key().equals(repository.key())) {
                moved.put(repository.key(), name);
            }
        } catch (IllegalArgumentException _) {
            // Not a repository: the post goes to the old name, as the client asked.
        }
    }

    private static URI uri(RepositoryRef.Named repository, String service) {
        return URI.create(
                "https://github.com/%s/%s.git/%s"
                        .formatted(repository.owner(), repository.name(), service));
    }
}
