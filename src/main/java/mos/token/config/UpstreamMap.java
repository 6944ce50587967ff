package mos.token.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import mos.token.net.IpAddresses;

/// Reads `HOST=URL` pairs.
final class UpstreamMap {
    private static final Pattern HOST =
            Pattern.compile(
                    "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

    private UpstreamMap() {}

    /// Adds one pair to a map from host to URL.
    ///
    /// @throws IllegalArgumentException naming what is wrong with it
    static void add(Map<String, URI> map, String pair) {
        int equals = pair.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("'" + pair + "': write HOST=URL");
        }
        String host = host(pair.substring(0, equals).strip());
        URI url = url(pair.substring(equals + 1).strip());
        if (map.putIfAbsent(host, url) != null) {
            throw new IllegalArgumentException("'" + host + "' is given twice: keep one");
        }
    }

    /// A host name in lower case, exact: without port, path and wildcard.
    static String host(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException(
                    ("'%s' is not a host name: write it as in api.github.com, without scheme,"
                                    + " port and *")
                            .formatted(text));
        }
        return host;
    }

    private static URI url(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            // The text is not repeated: a password may stand in it.
            throw new IllegalArgumentException("the URL is malformed: write https://NAME[/PATH]");
        }
        if (url.getRawUserInfo() != null || url.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "the URL has a user, password or query: leave them out; a token is entered on"
                            + " the page or by 'mos-token service set'");
        }
        if (url.getHost() == null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + text + "': write https://NAME[/PATH]");
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme()) && isLoopback(url.getHost());
        if (!http && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException(
                    ("'%s': write https://…; http is only for this machine (127.0.0.1, ::1,"
                                    + " localhost), since tokens are sent there")
                            .formatted(text));
        }
        return url;
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return IpAddresses.parseLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
