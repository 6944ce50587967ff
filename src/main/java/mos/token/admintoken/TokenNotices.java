package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mos.token.net.IpAddresses;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// What people are told of admin tokens, in words.
final class TokenNotices {
    private static final String IDLE = "admin-token.idle";
    private static final String EXPIRING = "admin-token.expiring";
    private static final String BEHIND = "clock.behind";

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
            notices.settle(tx, key(IDLE, token.id()));
        }
        for (String network : used.newNetworks()) {
            notices.raise(
                    tx,
                    new NewNotice(
                            key("admin-token.new-network", token.id(), network),
                            "admin-token.new-network",
                            Severity.WARNING,
                            "'" + token.name() + "' was used from a new network",
                            "The admin token '%s' was used from %s for the first time, lately by %s. If that was not you, rotate it."
                                    .formatted(token.name(), network, who(used.last())),
                            token.id()));
        }
    }

    /// A secret was used that opens nothing any more. Told once per network; nothing is changed by
    /// it.
    void stray(Transaction tx, UseLog.Stray stray) {
        Uses.Sighting by =
                UseRows.sighting(
                        new Pending.Seen(
                                stray.at(), stray.use().address(), stray.use().userAgent()));
        Verdict verdict = stray.verdict();
        String kind = "admin-token." + verdict.reason().split(" ", 2)[0] + "-used";
        String what =
                switch (verdict) {
                    case Verdict.Deleted _ -> "the deleted admin token '%s'";
                    case Verdict.Retired _ -> "an old secret of the admin token '%s'";
                    case Verdict.Expired _ -> "the expired admin token '%s'";
                    case Verdict.Valid _,
                            Verdict.Malformed _,
                            Verdict.Unknown _,
                            Verdict.Inactive _,
                            Verdict.NotYetValid _,
                            Verdict.WrongNetwork _ ->
                            throw new IllegalArgumentException("not stray: " + verdict.reason());
                };
        String name = what.formatted(verdict.tokenName());
        notices.raise(
                tx,
                new NewNotice(
                        key(kind, verdict.tokenId(), IpAddresses.network(by.address())),
                        kind,
                        Severity.WARNING,
                        "Somebody still uses " + name,
                        "It was refused. Seen by %s. Either a tool was forgotten, or the secret leaked."
                                .formatted(who(by)),
                        verdict.tokenId()));
    }

    /// Tokens that reached a stage before their expiry.
    void expiring(Transaction tx, DueRows due, Instant now) {
        List<DueRows.Expiring> tokens = due.expiring();
        for (DueRows.Expiring token : tokens) {
            DueRows.toldExpiry(tx, token);
        }
        if (tokens.size() > DueRows.MOST) {
            notices.raise(
                    tx,
                    new NewNotice(
                            key(EXPIRING, "many", Long.toString(now.getEpochSecond())),
                            EXPIRING,
                            Severity.WARNING,
                            tokens.size() + " admin tokens expire soon",
                            "The first is '%s', at %s. List them sorted by expiry."
                                    .formatted(tokens.getFirst().name(), tokens.getFirst().at()),
                            ""));
            return;
        }
        for (DueRows.Expiring token : tokens) {
            settleExpiring(tx, token.id());
            Uses.Sighting last = token.uses().last();
            notices.raise(
                    tx,
                    new NewNotice(
                            key(EXPIRING, Long.toString(token.id())),
                            EXPIRING,
                            token.days() <= 3 ? Severity.ALERT : Severity.WARNING,
                            "'%s' expires in %s"
                                    .formatted(
                                            token.name(),
                                            token.days() == 1 ? "a day" : token.days() + " days"),
                            "The admin token '%s' ends at %s. %s Give it a later expiry, or rotate it into the tools that need it."
                                    .formatted(
                                            token.name(),
                                            token.at(),
                                            last == null
                                                    ? "Nobody used it so far."
                                                    : "It was last used by " + who(last) + "."),
                            Long.toString(token.id())));
        }
    }

    /// Tokens that nobody used for long.
    void idle(Transaction tx, DueRows due, Instant now) {
        if (due.idle().isEmpty()) {
            return;
        }
        due.toldIdle(tx, now);
        if (due.idleCount() >= DueRows.MOST) {
            notices.raise(
                    tx,
                    new NewNotice(
                            key(IDLE, "many", Long.toString(now.getEpochSecond())),
                            IDLE,
                            Severity.INFO,
                            due.idleCount() + " admin tokens are unused",
                            "Nobody used them for %d days. List them by last use, and delete what nobody needs."
                                    .formatted(DueRows.IDLE_DAYS),
                            ""));
            return;
        }
        for (DueRows.Idle token : due.idle()) {
            notices.raise(
                    tx,
                    new NewNotice(
                            key(IDLE, Long.toString(token.id())),
                            IDLE,
                            Severity.INFO,
                            "'" + token.name() + "' is unused",
                            "Nobody used the admin token '%s' for %d days (%s). Delete it if nobody needs it."
                                    .formatted(
                                            token.name(),
                                            DueRows.IDLE_DAYS,
                                            token.usedAt()
                                                    .map(at -> "last at " + at)
                                                    .orElse("never")),
                            Long.toString(token.id())));
        }
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

    /// What the expiry warning of a token is called, to take it back when the expiry is changed.
    void settleExpiring(Transaction tx, long id) {
        notices.settle(tx, key(EXPIRING, Long.toString(id)));
    }

    /// A token is gone: what was told of it is no longer of use.
    void deleted(Transaction tx, long id) {
        settleExpiring(tx, id);
        notices.settle(tx, key(IDLE, Long.toString(id)));
    }

    /// The time was taken back: takes back the warnings that it raised, each of which is told of in
    /// its token's row no more.
    void rewound(Transaction tx) {
        for (String id : notices.subjects(tx, EXPIRING)) {
            if (!Rewind.told(tx, "expiry_told", id)) {
                notices.settle(tx, key(EXPIRING, id));
            }
        }
        for (String id : notices.subjects(tx, IDLE)) {
            if (!Rewind.told(tx, "idle_told", id)) {
                notices.settle(tx, key(IDLE, id));
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

    private static String who(Uses.Sighting by) {
        return by.address()
                + (by.userAgent().isEmpty() ? "" : " with " + by.userAgent())
                + " at "
                + by.at();
    }

    private static String key(String kind, @Nullable String... parts) {
        return kind + ":" + String.join(":", parts);
    }
}
