package mos.token.net;

/// Where to listen or connect: a host name or IP literal, and a port.
///
/// @param host a name or address; IPv6 without brackets
/// @param port 0 to 65535; 0 lets the system pick a free one
public record HostPort(String host, int port) {
    public HostPort {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the host is empty: write HOST:PORT");
        }
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("the port must be from 0 to 65535, not " + port);
        }
    }

    /// Reads `HOST:PORT` or `[IPV6]:PORT`.
    ///
    /// @throws IllegalArgumentException naming what is missing
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port: write HOST:PORT");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw new IllegalArgumentException(
                    "'" + text + "': write an IPv6 address in brackets, as in [::1]:8998");
        }
        try {
            return new HostPort(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("'" + text + "': the port is not a number");
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
