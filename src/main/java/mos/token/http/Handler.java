package mos.token.http;

import java.io.IOException;

/// Answers a request on its own virtual thread; may block.
@FunctionalInterface
public interface Handler {
    /// Answers.
    ///
    /// @throws IOException when the client or the disk failed; answered 500 unless already begun
    Reply handle(Request request) throws IOException;
}
