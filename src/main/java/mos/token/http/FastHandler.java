package mos.token.http;

import java.util.Optional;

/// Answers a request on the event loop, from memory alone, or leaves it to the route's [Handler].
@FunctionalInterface
public interface FastHandler {
    /// Empty when memory does not hold the answer.
    Optional<Reply> handle(Request request);
}
