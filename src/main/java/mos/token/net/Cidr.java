package mos.token.net;

import java.net.InetAddress;
import java.util.Arrays;

/// A network in CIDR notation, IPv4 or IPv6 (RFC 4632, RFC 4291 §2.3).
///
/// @param base the network's address, bits behind the prefix cleared
/// @param prefix the prefix length in bits: 0 to 32 for IPv4, 0 to 128 for IPv6
public record Cidr(InetAddress base, int prefix) {
    /// The loopback networks of both families.
    public static final Cidr LOOPBACK4 = parse("127.0.0.0/8");

    public static final Cidr LOOPBACK6 = parse("::1/128");

    /// A network that nobody is in: 0.0.0.0 is no host's address (RFC 1122 §3.2.1.3).
    public static final Cidr NOWHERE = parse("0.0.0.0/32");

    /// Reads `10.0.0.0/8`, `fd00::/8` or a single address.
    ///
    /// @throws IllegalArgumentException naming what is wrong: not an address, a bad prefix length,
    ///   or bits set behind the prefix
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        InetAddress base = IpAddresses.parseLiteral(address);
        int bits = base.getAddress().length * 8;
        int prefix = bits;
        if (slash >= 0) {
            try {
                prefix = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException _) {
                prefix = -1;
            }
            if (prefix < 0 || prefix > bits) {
                throw new IllegalArgumentException(
                        "'" + text + "': the prefix length must be a number from 0 to " + bits);
            }
        }
        byte[] masked = mask(base.getAddress(), prefix);
        if (!Arrays.equals(masked, base.getAddress())) {
            throw new IllegalArgumentException(
                    "'%s': bits behind the prefix are set; the network is %s/%d"
                            .formatted(text, IpAddresses.of(masked).getHostAddress(), prefix));
        }
        return new Cidr(base, prefix);
    }

    /// The network of this prefix length that an address lies in.
    public static Cidr around(InetAddress address, int prefix) {
        return new Cidr(IpAddresses.of(mask(address.getAddress(), prefix)), prefix);
    }

    /// Whether the address lies in this network; an IPv4-mapped IPv6 address counts as IPv4.
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == base.getAddress().length
                && Arrays.equals(mask(bytes, prefix), base.getAddress());
    }

    /// Whether every address of `other` lies in this network.
    public boolean contains(Cidr other) {
        return other.prefix >= prefix && contains(other.base);
    }

    private static byte[] mask(byte[] address, int prefix) {
        byte[] masked = address.clone();
        for (int bit = prefix; bit < masked.length * 8; bit++) {
            masked[bit / 8] &= (byte) ~(0x80 >> (bit % 8));
        }
        return masked;
    }

    @Override
    public String toString() {
        return base.getHostAddress() + "/" + prefix;
    }
}
