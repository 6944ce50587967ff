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

    /// What this product says; empty when it says nothing, or says it twice, or when another
    /// product seems to ask too. Where another one is set up than was agreed on, its own words come
    /// along with those that the client wrote in the agreed ones, and then neither counts.
    static Optional<OriginalRequest> of(Request check, CheckProxy proxy) {
        return switch (proxy) {
            case NGINX, HAPROXY ->
                    behind(check) || forwarded(check)
                            ? Optional.empty()
                            : named(check, ORIGINAL_METHOD, ORIGINAL_URI);
            case CADDY, TRAEFIK ->
                    behind(check) || original(check)
                            ? Optional.empty()
                            : named(check, FORWARDED_METHOD, FORWARDED_URI);
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
        return behind(check) || original(check) || forwarded(check);
    }

    private static boolean behind(Request check) {
        return check.rawPath().length() > CHECK.length();
    }

    private static boolean original(Request check) {
        return check.header(ORIGINAL_METHOD).isPresent() || check.header(ORIGINAL_URI).isPresent();
    }

    private static boolean forwarded(Request check) {
        return check.header(FORWARDED_METHOD).isPresent()
                || check.header(FORWARDED_URI).isPresent();
    }
}
