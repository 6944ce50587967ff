package mos.token.upstream;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import mos.token.net.Cidr;
import mos.token.net.IpAddresses;
import org.jspecify.annotations.Nullable;

/// Where the bytes of a host go. Asked only after everything was judged by the name as written.
final class Targets {
    private final Map<String, URI> byHost;

    /// Takes the `--upstream HOST=URL` map.
    ///
    /// @throws IllegalArgumentException naming the entry and what is wrong with it
    Targets(Map<String, URI> byHost, boolean plainHttp) {
        byHost.forEach((host, url) -> check(host, url, plainHttp));
        this.byHost = Map.copyOf(byHost);
    }

    /// The address to connect to for a URL as written.
    URI of(URI written) {
        @Nullable URI base = byHost.get(written.getHost().toLowerCase(Locale.ROOT));
        String path = written.getRawPath().isEmpty() ? "/" : written.getRawPath();
        String query = written.getRawQuery() == null ? "" : "?" + written.getRawQuery();
        if (base == null) {
            return URI.create("https://" + written.getHost() + path + query);
        }
        String prefix = base.getRawPath();
        if (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        return URI.create(
                base.getScheme() + "://" + base.getRawAuthority() + prefix + path + query);
    }

    private static void check(String host, URI url, boolean plainHttp) {
        String entry = "--upstream " + host + "=…: ";
        if (!host.equals(host.toLowerCase(Locale.ROOT)) || host.isEmpty() || host.contains("/")) {
            throw new IllegalArgumentException(
                    entry + "write the host's name alone, in lower case");
        }
        boolean http = "http".equals(url.getScheme());
        if ((!http && !"https".equals(url.getScheme())) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    entry + "the URL must be https://HOST[:PORT][/PATH] or http://…");
        }
        if (url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    entry + "the URL must not have a user name, a query or a fragment");
        }
        if (http && !plainHttp && !isLoopback(url.getHost())) {
            throw new IllegalArgumentException(
                    entry + "plain http would show the token to the network; use https://");
        }
    }

    private static boolean isLoopback(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            InetAddress address = IpAddresses.parseLiteral(host);
            return Cidr.LOOPBACK4.contains(address) || Cidr.LOOPBACK6.contains(address);
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
