package mos.token.check;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;
import mos.token.access.Permissions;
import mos.token.admintoken.Grant;
import mos.token.http.Reply;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// What a token is answered that may. An answer is kept as long as its token stays as it is and no
/// other one needs its place: memory is bounded however many tokens there are, and a look-up keeps
/// no books, which a cache library's does.
final class Answers {
    /// A power of two.
    private static final int PLACES = 4_096;

    private record Kept(Grant token, Reply reply) {}

    /// The words of the few different permissions that tokens have.
    private final LoadingCache<Permissions, String> scopes =
            Caffeine.newBuilder().maximumSize(1_000).build(Scopes::brief);

    private final AtomicReferenceArray<@Nullable Kept> places = new AtomicReferenceArray<>(PLACES);

    Reply allowed(Grant token) {
        int place = token.id().hashCode() & (PLACES - 1);
        Kept kept = places.get(place);
        if (kept == null || !kept.token.equals(token)) {
            kept = new Kept(token, answer(token));
            places.set(place, kept);
        }
        return kept.reply;
    }

    private Reply answer(Grant token) {
        return told(
                token,
                allowed(
                        escaped(token.name()),
                        token.id(),
                        token.permissions().mode(),
                        scopes.get(token.permissions())));
    }

    /// A reply to the token's own call, which tells when it ends.
    static Reply told(Grant token, Reply reply) {
        return token.life().expiresAt() == null
                ? reply
                : reply.with("X-Token-Expires", token.life().expiresAt().toString());
    }

    /// All identity headers, always, none of them empty: a proxy that copies them must never let a
    /// client's own header of that name through because ours was missing.
    static Reply allowed(String subject, String tokenId, String mode, String scopes) {
        return new Reply(
                200,
                Headers.of(
                        "Cache-Control",
                        "no-store",
                        "X-Mos-Subject",
                        subject,
                        "X-Mos-Token-Id",
                        tokenId,
                        "X-Mos-Mode",
                        mode,
                        "X-Mos-Scopes",
                        scopes),
                new Reply.Body.Empty());
    }

    /// A name as a header value: printable ASCII but `%` as it is, everything else as the percent
    /// escapes of its UTF-8 bytes.
    private static String escaped(String name) {
        if (name.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '%')) {
            return name;
        }
        StringBuilder text = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f && b != '%') {
                text.append((char) b);
            } else {
                text.append("%%%02X".formatted(b));
            }
        }
        return text.toString();
    }
}
