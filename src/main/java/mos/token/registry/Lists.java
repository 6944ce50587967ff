package mos.token.registry;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.StoredContent;
import mos.token.door.AnswerSource;
import mos.token.door.Flights;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.http.Form;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Tag lists and referrers: passed on as they are, asked for at most once per freshness window.
final class Lists implements AutoCloseable {
    private static final int LARGEST = 4 * 1024 * 1024;
    static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern NEXT =
            Pattern.compile(
                    "<[^>?]*\\?([^>]*)>\\s*;\\s*rel=\"?next\"?.*", Pattern.CASE_INSENSITIVE);

    /// A list.
    ///
    /// @param headers of the registry: content type, link, filters
    /// @param stale why an old copy is served, or null
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Listed(
            byte[] body,
            Headers headers,
            Instant checked,
            AnswerSource source,
            @Nullable String stale) {}

    private final UpstreamRegistry upstream;
    private final PublicLook publicLook;
    private final KeptAnswers answers;
    private final Contents contents;
    private final Freshness freshness;
    private final Flights<String, Listed> flights = new Flights<>();

    Lists(
            UpstreamRegistry upstream,
            PublicLook publicLook,
            KeptAnswers answers,
            Contents contents,
            Freshness freshness) {
        this.upstream = upstream;
        this.publicLook = publicLook;
        this.answers = answers;
        this.contents = contents;
        this.freshness = freshness;
    }

    /// The path of a page of tags; what breaks the grammar of its parameters is left out.
    static String tags(Optional<String> n, Optional<String> last) {
        return "tags/list" + page(n, last);
    }

    /// The path of the referrers of a digest, of one artifact type or of all.
    static String referrers(Digest digest, Optional<String> artifactType) {
        return "referrers/"
                + digest
                + artifactType
                        .map(type ->
                                "?artifactType=" + URLEncoder.encode(type, StandardCharsets.UTF_8))
                        .orElse("");
    }

    /// The query of the next page in a `Link` header (RFC 8288), built anew from its two known
    /// parameters: what it says of hosts and paths is the upstream's.
    static Optional<String> nextPage(String link) {
        Matcher matcher = NEXT.matcher(link.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Form form = Form.parse(matcher.group(1));
        String page = page(form.first("n"), form.first("last"));
        return page.isEmpty() ? Optional.empty() : Optional.of(page);
    }

    static String page(Optional<String> n, Optional<String> last) {
        StringBuilder query = new StringBuilder();
        n.filter(value -> NUMBER.matcher(value).matches())
                .ifPresent(value -> query.append("?n=").append(value));
        last.filter(value -> Reference.TAG.matcher(value).matches())
                .ifPresent(value ->
                        query.append(query.isEmpty() ? "?" : "&").append("last=").append(value));
        return query.toString();
    }

    /// The list at a path that [#tags] or [#referrers] made.
    Listed get(Repository repository, String path) throws IOException {
        String key = repository + " " + path;
        return flights.join(key, () -> look(key, repository, path));
    }

    private Listed look(String key, Repository repository, String path) throws IOException {
        Kept kept = answers.find(key).orElse(null);
        if (kept != null && freshness.isFresh(kept.checked())) {
            Optional<Listed> stored = stored(kept, null);
            if (stored.isPresent()) {
                return stored.get();
            }
        }
        try {
            return ask(key, repository, path);
        } catch (Trouble trouble) {
            if (!trouble.passing()) {
                answers.forget(key);
            } else if (kept != null && freshness.isServable(kept.checked())) {
                Optional<Listed> stored = stored(kept, String.valueOf(trouble.getMessage()));
                if (stored.isPresent()) {
                    return stored.get();
                }
            }
            throw trouble;
        }
    }

    private Listed ask(String key, Repository repository, String path) throws IOException {
        Instant now = freshness.now();
        var question =
                new UpstreamRegistry.Question(
                        false,
                        repository,
                        path,
                        Headers.of("Accept", "application/json, " + Accepts.ALL.line()),
                        repository.registry().answers());
        try (UpstreamRegistry.Told told = upstream.ask(question)) {
            byte[] body = told.body(LARGEST);
            Headers headers = Headers.NONE;
            for (String name : new String[] {"Content-Type", "Link", "OCI-Filters-Applied"}) {
                Optional<String> value = told.answer().headers().first(name);
                if (value.isPresent()) {
                    headers = headers.and(name, value.get());
                }
            }
            Optional<Digest> digest = contents.keep(body);
            if (digest.isPresent()) {
                answers.keep(
                        new Kept(
                                key,
                                200,
                                headers,
                                null,
                                digest.get().toString(),
                                now,
                                now,
                                publicLook.fence(repository, told.serviceToken())));
            }
            return new Listed(body, headers, now, AnswerSource.FETCHED, null);
        }
    }

    private Optional<Listed> stored(Kept kept, @Nullable String stale) throws IOException {
        Digest digest = Digest.parse(String.valueOf(kept.digest())).orElseThrow();
        Optional<StoredContent> stored = contents.find(digest);
        if (stored.isEmpty()) {
            return Optional.empty();
        }
        try (StoredContent content = stored.get()) {
            return Optional.of(
                    new Listed(
                            content.bytesUpTo(LARGEST),
                            kept.headers(),
                            kept.checked(),
                            stale == null ? AnswerSource.KEPT : AnswerSource.STALE,
                            stale));
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        flights.close();
    }
}
