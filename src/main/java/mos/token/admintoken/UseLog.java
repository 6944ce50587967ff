package mos.token.admintoken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mos.token.access.Exercised;
import mos.token.admintoken.TokenDirectory.Entry;

/// What tokens do, kept in memory until it is written: a check never writes. Holds only the tokens
/// that did something since the last flush.
final class UseLog {
    /// How many tokens wait to be written before that is done early: memory is bounded, whatever a
    /// million tokens do within 30 s.
    private static final int FULL = 100_000;

    private final TokenClock clock;
    private final ConcurrentLinkedQueue<Entry> dirty = new ConcurrentLinkedQueue<>();
    private final Strays strays = new Strays();
    private final AtomicInteger dirtyCount = new AtomicInteger();
    private volatile Runnable full = () -> {};

    UseLog(TokenClock clock) {
        this.clock = clock;
    }

    /// What to do when many tokens wait to be written.
    void onFull(Runnable write) {
        full = write;
    }

    /// Counts a use of a token by one of its live secrets.
    void used(Entry entry, Use use, int secret) {
        Grant grant = entry.grant();
        long bit = use.demand().metBy(grant.permissions()) ? Exercised.bit(use.demand()) : 0;
        long now = clock.millis();
        boolean old = secret != grant.secret();
        while (!entry.pendingOrNew(this::began).used(now, use, old, bit)) {
            Thread.onSpinWait(); // a flush takes it at this moment
        }
    }

    /// Notes that a known token was refused.
    void refused(Entry entry, String reason, String address) {
        var refusal = new Pending.Refused(clock.millis(), reason, address);
        while (!entry.pendingOrNew(this::began).refused(refusal)) {
            Thread.onSpinWait();
        }
    }

    /// Notes the use of a secret that opens nothing any more.
    ///
    /// @param verdict why it was refused
    void stray(Stray.Kind kind, Verdict verdict, Use use) {
        var seen = new Pending.Seen(clock.millis(), use.address(), use.userAgent());
        strays.used(kind, verdict, seen);
    }

    private void began(Entry entry) {
        dirty.add(entry);
        if (dirtyCount.incrementAndGet() % FULL == 0) {
            full.run();
        }
    }

    /// How many tokens did something that is not taken yet.
    int waiting() {
        return dirtyCount.get();
    }

    /// Takes at most `most` tokens' uses; each is still shown until [Entry#written()].
    List<Taken> take(int most) {
        List<Taken> taken = new ArrayList<>();
        // A token that is used again meanwhile waits behind these: none is taken twice.
        for (int left = Math.min(most, dirtyCount.get()); left > 0; left--) {
            Entry entry = dirty.poll();
            if (entry == null) {
                break;
            }
            dirtyCount.decrementAndGet();
            Pending pending = entry.pending();
            if (pending != null) {
                Pending.Snapshot uses = pending.take();
                entry.taken(uses);
                taken.add(new Taken(entry, uses));
            }
        }
        return taken;
    }

    /// Takes the stray uses.
    List<Stray> takeStrays() {
        return strays.take(UseRows.day(clock.millis()));
    }

    /// One token's uses.
    record Taken(Entry entry, Pending.Snapshot uses) {
        Grant token() {
            return entry.grant();
        }
    }
}
