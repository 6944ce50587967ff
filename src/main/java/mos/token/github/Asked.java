package mos.token.github;

import java.time.Instant;
import mos.token.net.Headers;
import mos.token.upstream.UpstreamAnswer;

/// What came of asking GitHub once.
sealed interface Asked {
    /// A success with an open body, which its receiver closes.
    record Got(UpstreamAnswer.Answered answer) implements Asked {}

    /// 304: what is kept still holds.
    record Unchanged(Headers headers) implements Asked {}

    /// GitHub does not know the credential.
    record Unauthorized() implements Asked {}

    /// An answer that is given on and, except for 404, not kept.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Other(int status, Headers headers, byte[] body) implements Asked {}

    /// Over a limit; asking on may get the owner's account blocked.
    record Limited(Instant until) implements Asked {}

    /// No answer, or none that can be used.
    ///
    /// @param status what a client is told when nothing is kept: 502, 503 or 504
    /// @param detail safe to show
    record Down(int status, String detail) implements Asked {}
}
