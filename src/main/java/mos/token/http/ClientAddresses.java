package mos.token.http;

import java.net.InetAddress;
import java.util.List;
import mos.token.net.Cidr;
import mos.token.net.IpAddresses;
import org.jspecify.annotations.Nullable;

/// Finds the client behind trusted proxies. Only the peer's own proxies are believed: everything
/// left of the first address that we do not trust was written by strangers.
final class ClientAddresses {
    private static final int MOST_HOPS = 32;

    private final List<Cidr> trustedProxies;

    ClientAddresses(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
    }

    /// Whether the peer's forwarding headers are believed.
    boolean trusted(InetAddress peer) {
        for (Cidr network : trustedProxies) {
            if (network.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    /// Where a request came from.
    ///
    /// @param trusted whether `peer` is a trusted proxy
    /// @param forwardedFor every `X-Forwarded-For` line, in order
    /// @param forwarded whether any forwarding header was there
    ClientAddress of(
            InetAddress peer, boolean trusted, List<String> forwardedFor, boolean forwarded) {
        if (!forwarded || !trusted) {
            return new ClientAddress(peer, forwarded);
        }
        return new ClientAddress(rightMostUntrusted(forwardedFor), true);
    }

    private @Nullable InetAddress rightMostUntrusted(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        String[] hops = String.join(",", lines).split(",", -1);
        InetAddress client = null;
        for (int i = hops.length - 1; i >= 0; i--) {
            if (hops.length - i > MOST_HOPS) {
                return null;
            }
            try {
                client = IpAddresses.parseLiteral(hops[i].strip());
            } catch (IllegalArgumentException _) {
                return null; // behind a hop that names nobody, nobody is known
            }
            if (!trusted(client)) {
                return client;
            }
        }
        return client; // proxies only: the first of them asked by itself
    }
}
