package mos.token.admintoken;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import mos.token.net.Cidr;
import org.jspecify.annotations.Nullable;

/// When and from where a token opens anything.
///
/// @param active false after it was deactivated
/// @param notBefore from when on it opens, in whole milliseconds; null for at once
/// @param expiresAt from when on it opens no more, in whole milliseconds; null for never
/// @param networks where its holder must be; empty for anywhere
public record Life(
        boolean active,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        List<Cidr> networks) {

    /// Active, for ever, from anywhere. The same object for every such token: a million tokens are
    /// in memory, and most have no bounds.
    public static final Life ALWAYS = new Life(true, null, null, List.of());

    /// How many networks a token may have.
    public static final int MOST_NETWORKS = 50;

    public Life {
        networks = List.copyOf(networks);
    }

    /// This life, or [#ALWAYS] when it is the same.
    Life shared() {
        return equals(ALWAYS) ? ALWAYS : this;
    }

    /// This with `active` as given.
    public Life withActive(boolean given) {
        return new Life(given, notBefore, expiresAt, networks);
    }

    /// This, beginning at `given`.
    public Life withNotBefore(@Nullable Instant given) {
        return new Life(active, given, expiresAt, networks);
    }

    /// This, ending at `given`.
    public Life withExpiresAt(@Nullable Instant given) {
        return new Life(active, notBefore, given, networks);
    }

    /// This, from `given` only.
    public Life withNetworks(List<Cidr> given) {
        return new Life(active, notBefore, expiresAt, given);
    }

    /// Whether it opens at any time.
    boolean timeless() {
        return active && notBefore == null && expiresAt == null;
    }

    /// Whether it has begun.
    public boolean begun(Instant now) {
        return notBefore == null || !now.isBefore(notBefore);
    }

    /// Whether it has ended.
    public boolean ended(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }

    /// Whether its holder may be there. An address that a proxy hid is in no network.
    public boolean admits(@Nullable InetAddress address) {
        if (networks.isEmpty()) {
            return true;
        }
        if (address == null) {
            return false;
        }
        for (Cidr network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /// Whether `other` ends no later than this.
    boolean outlasts(Life other) {
        return expiresAt == null
                || (other.expiresAt != null && !other.expiresAt.isAfter(expiresAt));
    }

    /// Whether it begins earlier than `other`.
    boolean beginsBefore(Life other) {
        return other.notBefore != null
                && (notBefore == null || notBefore.isBefore(other.notBefore));
    }

    /// Whether `other` opens from nowhere where this does not.
    boolean surrounds(Life other) {
        return networks.isEmpty()
                || (!other.networks.isEmpty()
                        && other.networks.stream()
                                .allMatch(one ->
                                        networks.stream().anyMatch(net -> net.contains(one))));
    }
}
