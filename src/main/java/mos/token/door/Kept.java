package mos.token.door;

import java.time.Instant;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// An upstream's answer that was kept. Its body, if it has one, is content under `digest`.
///
/// @param key what was asked, as the door spells it; never holds a secret
/// @param status the upstream's status
/// @param headers the header fields worth giving on
/// @param etag the upstream's validator as sent, or null
/// @param digest the body's content, `sha256:…`, or null
/// @param fetched when the body came
/// @param checked when the upstream last said that it still holds
/// @param serviceToken the id of the service token that fetched it, or null when it is public
public record Kept(
        String key,
        int status,
        Headers headers,
        @Nullable String etag,
        @Nullable String digest,
        Instant fetched,
        Instant checked,
        @Nullable String serviceToken) {

    /// The same answer, found to hold still at `now` with that service token (null: anonymously).
    public Kept checkedAt(Instant now, @Nullable String token) {
        return new Kept(key, status, headers, etag, digest, fetched, now, token);
    }

    /// The same answer under another key.
    public Kept under(String otherKey) {
        return new Kept(otherKey, status, headers, etag, digest, fetched, checked, serviceToken);
    }
}
