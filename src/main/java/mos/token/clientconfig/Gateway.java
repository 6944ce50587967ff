package mos.token.clientconfig;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import mos.token.net.IpAddresses;

/// The gateway's address as clients reach it.
///
/// @param url `http://HOST[:PORT]` or `https://HOST[:PORT]`, nothing behind it
public record Gateway(String url) {
    /// Where a gateway is that nobody configured.
    public static final Gateway USUAL = new Gateway("http://127.0.0.1:8999");

    /// What may stand between quotes in every format that it is written into.
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:.]+])(?::[0-9]{1,5})?");

    /// Reads a URL; a slash at its end is dropped.
    ///
    /// @throws ConfigProblem when it is no address of a gateway
    public static Gateway parse(String text) {
        try {
            URI url = new URI(text.strip().toLowerCase(Locale.ROOT));
            String scheme = String.valueOf(url.getScheme());
            String authority = String.valueOf(url.getRawAuthority());
            String path = String.valueOf(url.getRawPath());
            if ((scheme.equals("http") || scheme.equals("https"))
                    && AUTHORITY.matcher(authority).matches()
                    && url.getPort() <= 65535
                    && (path.isEmpty() || path.equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return new Gateway(scheme + "://" + authority);
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw new ConfigProblem(
                "--gateway: write http://HOST:PORT or https://HOST:PORT, without a path: clients put"
                        + " /v2/ right behind it");
    }

    /// `HOST[:PORT]`, as it stands in image names.
    String authority() {
        return url.substring(url.indexOf("://") + 3);
    }

    /// Whether there is no TLS.
    public boolean plain() {
        return url.startsWith("http://");
    }

    /// Whether only this machine reaches it.
    public boolean loopback() {
        String host = authority().replaceFirst(":[0-9]+$", "").replaceAll("[\\[\\]]", "");
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return IpAddresses.parseLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
