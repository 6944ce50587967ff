package mos.token.github;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// One thing to read from GitHub, built from nothing: the client's own headers are not in it.
///
/// @param host the exact host
/// @param target path and query as the client wrote them, starting with a slash
/// @param headers what to send besides the credential
/// @param keeping how long an answer is believed
record Ask(String host, String target, Headers headers, Keeping keeping) {
    static final String API = "api.github.com";

    /// Where the API of a Gitea or Forgejo begins.
    static final String FORGEJO = "/api/v1/";

    /// GitHub's media type for JSON, and what a client gets that does not say.
    private static final String JSON = "application/vnd.github+json";

    /// Sent when the client names none: an answer without a version changes when GitHub retires
    /// one. Supported until 10 March 2028.
    private static final String VERSION = "2022-11-28";

    private static final Pattern VERSION_FORM = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int LONGEST_ACCEPT = 512;

    /// How long an answer is believed.
    enum Keeping {
        /// For the freshness window, then asked again with its ETag.
        FRESH,
        /// For ever: the path names a commit.
        IMMUTABLE
    }

    /// A request of the REST API.
    ///
    /// @param accept every `Accept` line of the client, joined into one
    /// @throws IllegalArgumentException naming the header that is wrong; safe to show
    static Ask api(
            ApiPath path,
            Optional<String> rawQuery,
            List<String> accept,
            Optional<String> version) {
        String types = String.join(", ", accept).strip();
        if (types.isEmpty() || types.equals("*/*")) {
            types = JSON;
        }
        if (types.length() > LONGEST_ACCEPT) {
            throw new IllegalArgumentException(
                    "the Accept header is longer than " + LONGEST_ACCEPT + " characters");
        }
        String asked = version.orElse(VERSION);
        if (!VERSION_FORM.matcher(asked).matches()) {
            throw new IllegalArgumentException(
                    "X-GitHub-Api-Version must be a date, as in " + VERSION);
        }
        return new Ask(
                API,
                "/" + path.path().text() + rawQuery.map(q -> "?" + q).orElse(""),
                Headers.of("Accept", types, "X-GitHub-Api-Version", asked),
                path.archive() && path.path().endsInCommit() ? Keeping.IMMUTABLE : Keeping.FRESH);
    }

    /// A request of the API of a Gitea or Forgejo.
    ///
    /// @throws IllegalArgumentException naming the header that is wrong; safe to show
    static Ask forgejo(String host, ApiPath path, Optional<String> rawQuery, List<String> accept) {
        String types = String.join(", ", accept).strip();
        if (types.length() > LONGEST_ACCEPT) {
            throw new IllegalArgumentException(
                    "the Accept header is longer than " + LONGEST_ACCEPT + " characters");
        }
        return new Ask(
                host,
                FORGEJO + path.path().text() + rawQuery.map(q -> "?" + q).orElse(""),
                Headers.of("Accept", types.isEmpty() ? "*/*" : types),
                Keeping.FRESH);
    }

    /// What the REST API says of a repository.
    static Ask repository(RepositoryRef repository) {
        return api(ApiPath.of(repository), Optional.empty(), List.of(), Optional.empty());
    }

    /// A file on one of the file hosts.
    static Ask file(FilePath file) {
        return new Ask(
                file.host(),
                "/" + file.path().text(),
                Headers.NONE,
                file.immutable() ? Keeping.IMMUTABLE : Keeping.FRESH);
    }

    /// The URL as written.
    URI uri() {
        return URI.create("https://" + host + target);
    }

    /// What it is about, for the owner: the repository, else the path.
    String subject() {
        String path = target.substring(rest() && !ofGithub() ? FORGEJO.length() : 1);
        int query = path.indexOf('?');
        String[] parts = (query < 0 ? path : path.substring(0, query)).split("/", 4);
        boolean repository = !rest() || parts[0].equals("repos");
        int first = rest() ? 1 : 0;
        return repository && parts.length >= first + 2
                ? parts[first] + "/" + parts[first + 1]
                : query < 0 ? path : path.substring(0, query);
    }

    /// Whether this is a REST API, whose 401 alone says that a token is bad.
    boolean rest() {
        return host.equals(API) || (!ofGithub() && target.startsWith(FORGEJO));
    }

    /// Whether it is one of GitHub's hosts, else of a Gitea or Forgejo.
    boolean ofGithub() {
        return host.equals(API) || FilePath.HOSTS.contains(host);
    }

    /// Whether its ETag is worth sending back: GitHub's list of limits has none that holds.
    boolean conditional() {
        return !limits();
    }

    /// Whether it is the list of limits.
    boolean limits() {
        return host.equals(API)
                && (target.equals("/rate_limit") || target.startsWith("/rate_limit?"));
    }

    /// Whether GitHub counts it, unless it answers 304 to a token. Looks at the limits are free.
    boolean costs() {
        return host.equals(API) && !limits();
    }

    /// The quota that it is counted for; `none` when it is not counted.
    String quota() {
        if (!costs()) {
            return "none";
        }
        if (target.startsWith("/search/")) {
            return target.startsWith("/search/code") ? "code_search" : "search";
        }
        return "core";
    }

    /// The keys under which a file may be kept for a caller; his own, for what is fetched now, is
    /// the first. What was fetched for strangers is for callers with an admin token too; never the
    /// other way round, for a name that is public now may have been that of a private repository.
    ///
    /// @param stranger whether the caller has no admin token
    List<String> keys(@Nullable String tokenId, boolean stranger) {
        String key = key(tokenId);
        if (tokenId == null) {
            return List.of(key);
        }
        String strangers = key + " for strangers";
        return stranger ? List.of(strangers) : List.of(key, strangers);
    }

    /// The key of the kept answer: all that makes GitHub answer differently.
    ///
    /// @param tokenId the id of the service token, or null when asked anonymously: what one token
    ///   was shown is never given out for another
    String key(@Nullable String tokenId) {
        return "github GET %s%s | %s | %s | %s"
                .formatted(
                        host,
                        target,
                        headers.first("Accept").orElse(""),
                        headers.first("X-GitHub-Api-Version").orElse(""),
                        tokenId == null ? "anonymous" : tokenId);
    }
}
