package mos.token.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/// Against cross-site requests that ride on the owner's cookie: a changing request must come from
/// our own pages, as the browser says it.
final class SameSite {
    private SameSite() {}

    /// Whether the method changes nothing (RFC 9110 §9.2.1).
    static boolean safe(String method) {
        return method.equals("GET") || method.equals("HEAD") || method.equals("OPTIONS");
    }

    /// Whether the request comes from our own origin, or from the person (a typed address).
    /// Browsers send `Sec-Fetch-Site` only to trustworthy origins, so over plain http `Origin` and
    /// then `Referer` decide; without any of them nobody vouches for the request.
    static boolean ownPage(Request request) {
        Optional<String> site = request.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return site.get().equals("same-origin") || site.get().equals("none");
        }
        Optional<String> origin = request.header("Origin").or(() -> request.header("Referer"));
        return origin.isPresent()
                && origin(origin.get()).equals(Optional.of(key(request.scheme(), request.host())));
    }

    private static Optional<String> origin(String url) {
        try {
            URI uri = new URI(url);
            return uri.getScheme() == null || uri.getRawAuthority() == null
                    ? Optional.empty()
                    : Optional.of(key(uri.getScheme(), uri.getRawAuthority()));
        } catch (java.net.URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String key(String scheme, String authority) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        String host = authority.toLowerCase(Locale.ROOT);
        String usual = lower.equals("https") ? ":443" : ":80";
        return lower
                + "://"
                + (host.endsWith(usual) && !HostCheck.nameOf(host).equals(host)
                        ? HostCheck.nameOf(host)
                        : host);
    }
}
