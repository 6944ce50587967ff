package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import mos.token.net.IpAddresses;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Transaction;

/// What people are told of admin tokens, in words.
final class TokenNotices {
    private static final String NEW_NETWORK = "admin-token.new-network";
    private static final String BEHIND = "clock.behind";

    /// How many new networks of a token are told of one by one on a day; more are told of together.
    private static final int MOST_NETWORKS = 10;

    /// A clock that moves on by more than this between two looks leapt, or the service stood still.
    private static final Duration LEAP = Duration.ofHours(1);

    private final Notices notices;

    TokenNotices(Notices notices) {
        this.notices = notices;
    }

    /// A token was used: it is not idle any more, and perhaps somewhere new.
    void used(Transaction tx, UseBatch.Used used) {
        Grant token = used.token();
        if (used.wasIdle()) {
            notices.settle(tx, IdleTokens.key(token.id()));
        }
        int count = used.fresh().before();
        for (String network : used.fresh().networks()) {
            notices.raise(tx, newNetwork(used, network, ++count));
        }
    }

    /// @param count how many networks were new to the token on that day (UTC), with this one;
    ///   whoever moves from network to network shall not push out every other notice
    private static NewNotice newNetwork(UseBatch.Used used, String network, int count) {
        Grant token = used.token();
        String seen = "from " + network + " for the first time, lately by " + used.last().inWords();
        if (count <= MOST_NETWORKS) {
            return new NewNotice(
                    key(NEW_NETWORK, token.id(), network),
                    NEW_NETWORK,
                    Severity.WARNING,
                    "'" + token.name() + "' was used from a new network",
                    "The admin token '%s' was used %s. If that was not you, rotate it."
                            .formatted(token.name(), seen),
                    token.id());
        }
        LocalDate day = LocalDate.ofInstant(used.last().at(), ZoneOffset.UTC);
        return new NewNotice(
                key(NEW_NETWORK, token.id(), day.toString()),
                NEW_NETWORK,
                Severity.WARNING,
                "'" + token.name() + "' was used from many new networks",
                "The admin token '%s' was used from more than %d new networks on %s (UTC), at last %s. If that was not you, rotate it."
                        .formatted(token.name(), MOST_NETWORKS, day, seen),
                token.id());
    }

    /// A secret was used that opens nothing any more. Told once per token, kind and day, whoever
    /// uses it from wherever; nothing is changed by it.
    void stray(Transaction tx, Stray stray) {
        if (stray.kind() == Stray.Kind.EXPIRED) {
            notices.settle(tx, ExpiringTokens.key(stray.tokenId()));
        }
        Uses.Sighting by = UseRows.sighting(stray.last());
        LocalDate day = LocalDate.ofInstant(by.at(), ZoneOffset.UTC);
        String kind = stray.kind().notice();
        String seen =
                stray.networks() == 1
                        ? "Seen by %s.".formatted(by.inWords())
                        : "Seen from at least %d networks on %s (UTC), lately from %s by %s."
                                .formatted(
                                        stray.networks(),
                                        day,
                                        IpAddresses.network(by.address()),
                                        by.inWords());
        notices.raise(
                tx,
                new NewNotice(
                        key(kind, stray.tokenId(), day.toString()),
                        kind,
                        Severity.WARNING,
                        "Somebody still uses " + stray.what(),
                        "It was refused. %s Either a tool was forgotten, or the secret leaked."
                                .formatted(seen),
                        stray.tokenId()));
    }

    /// Tells what the machine's clock did to tokens: no token expires silently by a leap, and none
    /// lives again because the clock went back.
    ///
    /// @param before the time by which tokens lived at the last look; 1970 at the very first
    /// @param reached the time by which tokens live, never earlier than it was
    void clock(Transaction tx, Instant before, Instant wall, Instant reached) {
        if (wall.isBefore(reached.minus(TokenClock.SLACK))) {
            notices.raise(tx, behind(wall, reached));
            return;
        }
        notices.settle(tx, BEHIND);
        if (before.equals(Instant.EPOCH) || !wall.isAfter(before.plus(LEAP))) {
            return;
        }
        long expired =
                tx.row(
                                "select count(*) as n from admin_token where active = 1"
                                        + " and coalesce(expires_at, 9223372036854775807) > ?"
                                        + " and coalesce(expires_at, 9223372036854775807) <= ?",
                                before,
                                wall)
                        .orElseThrow()
                        .number("n");
        if (expired > 0) {
            notices.raise(
                    tx,
                    new NewNotice(
                            key("clock.leap", Long.toString(wall.toEpochMilli())),
                            "clock.leap",
                            Severity.ALERT,
                            (expired == 1 ? "An admin token" : expired + " admin tokens")
                                    + " expired while the clock moved on",
                            "The clock went from %s to %s at once: the service was off, or the clock leapt. If it is wrong, set it right and run 'mos-token clock accept'."
                                    .formatted(before, wall),
                            ""));
        }
    }

    /// A token has another expiry: what was told of the one before is no longer so.
    void expiryMoved(Transaction tx, String id) {
        notices.settle(tx, ExpiringTokens.key(id));
        notices.settle(tx, ExpiredTokens.key(id));
    }

    /// A token is gone: what was told of it is no longer of use.
    void deleted(Transaction tx, String id) {
        notices.settleAbout(tx, id);
    }

    /// The time was taken back: takes back the warnings that it raised, each of which is told of in
    /// its token's row no more.
    void rewound(Transaction tx) {
        for (String id : notices.subjects(tx, ExpiringTokens.NOTICE)) {
            if (!Rewind.told(tx, "expiry_told", id)) {
                notices.settle(tx, ExpiringTokens.key(id));
            }
        }
        for (String id : notices.subjects(tx, IdleTokens.NOTICE)) {
            if (!Rewind.told(tx, "idle_told", id)) {
                notices.settle(tx, IdleTokens.key(id));
            }
        }
    }

    private static NewNotice behind(Instant wall, Instant reached) {
        return new NewNotice(
                BEHIND,
                BEHIND,
                Severity.WARNING,
                "The machine's clock is behind",
                "It shows %s, but it showed %s before. Expired admin tokens stay expired meanwhile. If it was wrong before and is right now, run 'mos-token clock accept'."
                        .formatted(wall, reached),
                "");
    }

    private static String key(String kind, String... parts) {
        return kind + ":" + String.join(":", parts);
    }
}
