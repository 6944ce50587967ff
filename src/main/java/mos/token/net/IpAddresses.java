package mos.token.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads IP literals without ever asking a name server.
public final class IpAddresses {
    private static final Pattern IPV4 =
            Pattern.compile(
                    "(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]{2,45}");

    private IpAddresses() {}

    /// Reads an IPv4 or IPv6 literal, the latter also in brackets.
    ///
    /// @throws IllegalArgumentException for a name, a zone id, or anything else
    public static InetAddress parseLiteral(String text) {
        String bare =
                text.startsWith("[") && text.endsWith("]")
                        ? text.substring(1, text.length() - 1)
                        : text;
        boolean ipv6 = bare.contains(":") && IPV6_CHARACTERS.matcher(bare).matches();
        if (!ipv6 && !IPV4.matcher(bare).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
        try {
            return InetAddress.ofLiteral(bare);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address");
        }
    }

    /// The same of a text that may be something else.
    public static Optional<InetAddress> ifLiteral(String text) {
        try {
            return Optional.of(parseLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The address alone: a zone (`%eth0`) names a link of this machine, not the peer.
    public static InetAddress withoutZone(InetAddress address) {
        return of(address.getAddress());
    }

    /// The network that stands for one party: the /24 or /64 around an address, so that nobody
    /// counts twice by a privacy address. What is no address stays as it is.
    public static String network(String address) {
        return ifLiteral(address)
                .map(ip -> Cidr.around(ip, ip.getAddress().length == 4 ? 24 : 64).toString())
                .orElse(address);
    }

    static InetAddress of(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
