package mos.token.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The replies to requests that no route is looked up for, or that none serves.
final class Unroutable {
    private static final Set<String> KNOWN_METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private Unroutable() {}

    /// The reply to what is no request to us, or null when it is one.
    static @Nullable Reply check(HttpServerRequest vertx, String uri) {
        if (!uri.startsWith("/")) {
            return Problem.badRequest(
                    "The request target must be a path that starts with '/' (RFC 9112 §3.2.1).");
        }
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7f || c == '#' || c == '\\') {
                return Problem.badRequest(
                        "The request target holds a character that must be percent-encoded.");
            }
        }
        String expect = vertx.headers().get(HttpHeaders.EXPECT);
        if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
            return Problem.of(417, "Expectation Failed", "Only 'Expect: 100-continue' is known.");
        }
        return null;
    }

    /// The reply to a method that the path does not serve.
    static Reply noMethod(HttpServerRequest vertx, String allow) {
        String method = vertx.method().name();
        if (!KNOWN_METHODS.contains(method)) {
            return Problem.of(501, "Not Implemented", "The method is not known here.");
        }
        return Problem.of(
                        405,
                        "Method Not Allowed",
                        "%s is not served here; allowed: %s".formatted(method, allow))
                .with("Allow", allow);
    }

    /// The reply to what the decoder refused.
    static Reply invalid(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpHeaderException _ ->
                    Problem.of(
                            431,
                            "Request Header Fields Too Large",
                            "The request's headers are too large; send fewer or shorter"
                                    + " ones.");
            case TooLongHttpLineException _ ->
                    Problem.of(414, "URI Too Long", "The request line is too long; shorten it.");
            case StrictRequestDecoder.Refused refused ->
                    Problem.badRequest(Failures.message(refused));
            case null, default ->
                    Problem.badRequest("The request is not valid HTTP/1.1 (RFC 9112).");
        };
    }
}
