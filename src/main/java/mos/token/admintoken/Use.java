package mos.token.admintoken;

import java.net.InetAddress;
import mos.token.access.Demand;
import org.jspecify.annotations.Nullable;

/// A token's use: who presents it, and for what.
///
/// @param address the client's address behind trusted proxies; null when a proxy hid it
/// @param userAgent the client's `User-Agent` header, or an empty text
/// @param demand what it is to open
public record Use(@Nullable InetAddress address, String userAgent, Demand demand) {
    /// The address as text, or `unknown`.
    public String from() {
        return address == null ? "unknown" : address.getHostAddress();
    }

    /// The program as it named itself: at most 200 characters, without what looks like a token.
    public String program() {
        return UseRows.agent(userAgent);
    }
}
