package mos.token.check;

import java.util.List;
import java.util.Optional;
import mos.token.config.CheckProxy;
import mos.token.http.Request;

/// The request that a proxy asks about, as that proxy names it.
///
/// @param method as sent
/// @param target path and query as sent, undecoded
record OriginalRequest(String method, String target) {
    /// The path of the check itself.
    static final String CHECK = "/check";

    private static final String ORIGINAL_METHOD = "X-Original-Method";
    private static final String ORIGINAL_URI = "X-Original-URI";
    private static final String FORWARDED_METHOD = "X-Forwarded-Method";
    private static final String FORWARDED_URI = "X-Forwarded-Uri";

    /// What this product says; empty when it says nothing, or says it twice. What another product
    /// would say is not looked at: the client may have written it.
    static Optional<OriginalRequest> of(Request check, CheckProxy proxy) {
        return switch (proxy) {
            case NGINX, HAPROXY -> named(check, ORIGINAL_METHOD, ORIGINAL_URI);
            case CADDY, TRAEFIK -> named(check, FORWARDED_METHOD, FORWARDED_URI);
            case ENVOY ->
                    Optional.of(
                            new OriginalRequest(
                                    check.method(), check.rawPath().substring(CHECK.length())));
        };
    }

    private static Optional<OriginalRequest> named(Request check, String method, String uri) {
        List<String> methods = check.headers(method);
        List<String> uris = check.headers(uri);
        return methods.size() == 1 && uris.size() == 1
                ? Optional.of(new OriginalRequest(methods.getFirst(), uris.getFirst()))
                : Optional.empty();
    }

    /// Whether any product at all asks here for somebody else.
    static boolean namedIn(Request check) {
        return check.rawPath().length() > CHECK.length()
                || check.header(ORIGINAL_METHOD).isPresent()
                || check.header(ORIGINAL_URI).isPresent()
                || check.header(FORWARDED_METHOD).isPresent()
                || check.header(FORWARDED_URI).isPresent();
    }
}
