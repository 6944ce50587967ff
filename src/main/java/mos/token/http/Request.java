package mos.token.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import mos.token.access.Caller;

/// One request as a handler sees it.
public interface Request {
    /// The method, in upper case as sent.
    String method();

    /// The path as sent, undecoded, starting with `/`, without the query.
    String rawPath();

    /// The query as sent, undecoded, without `?`; empty when there is none.
    Optional<String> rawQuery();

    /// The first value of a query parameter, decoded.
    Optional<String> query(String name);

    /// What `{name}` of the route's template matched: decoded for a single segment, raw for a tail
    /// (`{name...}`), without a leading slash.
    ///
    /// @throws IllegalArgumentException when the template has no such name
    String parameter(String name);

    /// The first value of a header.
    Optional<String> header(String name);

    /// Every value of a header, in order.
    List<String> headers(String name);

    /// Whose request it is, as the [Authenticator] said; anonymous on doors and open routes without
    /// a credential.
    Caller caller();

    /// The address behind trusted proxies.
    ClientAddress client();

    /// The `User-Agent` header, or an empty text.
    default String userAgent() {
        return header("User-Agent").orElse("");
    }

    /// Whether the peer is a trusted proxy: what it says of somebody else's request is believed.
    boolean fromTrustedProxy();

    /// `http` or `https`, as the client sees it (a trusted proxy may say so).
    String scheme();

    /// The `Host` the client asked for, with its port.
    String host();

    /// The whole body, bounded by the route's limit. Slow lane only.
    ///
    /// @throws BodyTooLarge when the route's limit is passed
    byte[] body() throws IOException;

    /// The body as a stream, bounded by the route's limit. Slow lane only.
    InputStream bodyStream() throws IOException;

    /// Names this request in log lines and error replies.
    String id();
}
