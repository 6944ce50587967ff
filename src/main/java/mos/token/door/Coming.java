package mos.token.door;

import mos.token.content.Incoming;
import mos.token.http.Reply;

/// The body of a reply that gives a content while it still comes.
public final class Coming {
    private Coming() {}

    /// The bytes from `offset` on; the body closes `incoming`.
    ///
    /// @param length how many, or -1 for all there will be
    public static Reply.Body body(Incoming incoming, long offset, long length) {
        return new Reply.Body.Stream(
                length,
                out -> {
                    try (incoming) {
                        incoming.copyTo(
                                out::send, out, offset, length < 0 ? Long.MAX_VALUE : length);
                    }
                });
    }
}
