package mos.token.http;

import java.net.InetAddress;
import java.util.List;
import mos.token.net.Cidr;
import org.jspecify.annotations.Nullable;

/// Where a request came from.
///
/// @param address the client's address; null when a proxy forwarded the request without a usable
///   one
/// @param forwarded whether the request carried any forwarding header
public record ClientAddress(@Nullable InetAddress address, boolean forwarded) {

    /// Whether the client is on this machine: a loopback peer that forwarded for nobody.
    public boolean local() {
        return !forwarded && address != null && address.isLoopbackAddress();
    }

    /// Whether the client's address is known and in one of the networks.
    public boolean in(List<Cidr> networks) {
        return address != null && networks.stream().anyMatch(n -> n.contains(address));
    }

    /// The address for logs and audit rows; `unknown` without one.
    public String text() {
        return address == null ? "unknown" : address.getHostAddress();
    }
}
