package mos.token.github;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import mos.token.net.Headers;

/// Which of GitHub's header fields go on: an allow-list. Its ETag is not on it (a hash over the
/// owner's token), nor are the token's scopes and expiry, cookies, redirects, or the policy headers
/// of its own pages.
final class ResponseHeaders {
    private static final Set<String> KEPT =
            Set.of(
                    "content-type",
                    "deprecation",
                    "last-modified",
                    "link",
                    "sunset",
                    "x-github-api-version-selected",
                    "x-github-media-type",
                    "x-poll-interval",
                    "x-ratelimit-limit",
                    "x-ratelimit-remaining",
                    "x-ratelimit-reset",
                    "x-ratelimit-resource",
                    "x-ratelimit-used");

    private static final Set<String> FILE =
            Set.of("content-disposition", "content-type", "last-modified");

    private static final Set<String> STREAMED =
            Set.of(
                    "accept-ranges",
                    "content-disposition",
                    "content-range",
                    "content-type",
                    "last-modified");

    private ResponseHeaders() {}

    /// What is kept of an answer of the REST API or a raw file.
    static Headers kept(Headers upstream) {
        return of(upstream, KEPT);
    }

    /// What is kept of a file.
    static Headers file(Headers upstream) {
        Headers kept = of(upstream, FILE);
        return kept.first("Content-Type").isPresent()
                ? kept
                : kept.and("Content-Type", "application/octet-stream");
    }

    /// What goes on with a file that is streamed.
    static Headers streamed(Headers upstream) {
        return of(upstream, STREAMED);
    }

    /// The kept fields with those of a 304, which are newer (RFC 9111 §3.2). Its content type is
    /// about no content.
    static Headers merged(Headers kept, Headers unchanged) {
        Headers merged = kept;
        for (Headers.Field field : kept(unchanged).fields()) {
            if (!field.name().equalsIgnoreCase("Content-Type")) {
                merged = merged.set(field.name(), field.value());
            }
        }
        return merged;
    }

    /// The fields that say nothing about the owner's account: its quota is none of the business of
    /// callers without an admin token.
    static Headers withoutAccount(Headers headers) {
        Headers left = headers;
        for (Headers.Field field : headers.fields()) {
            if (field.name().toLowerCase(Locale.ROOT).startsWith("x-ratelimit-")) {
                left = left.without(field.name());
            }
        }
        return left;
    }

    private static Headers of(Headers upstream, Set<String> allowed) {
        List<Headers.Field> fields = upstream.fields();
        Headers some = Headers.NONE;
        for (Headers.Field field : fields) {
            if (allowed.contains(field.name().toLowerCase(Locale.ROOT))) {
                some = some.and(field.name(), field.value());
            }
        }
        return some;
    }
}
