package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// What was read of one quota within an hour: the last reading of each minute, which is what is
/// kept, and enough for a line.
final class Recent {
    /// How long the readings reach back from the newest.
    static final Duration REACH = Duration.ofHours(1);

    private final Deque<QuotaReading> samples = new ArrayDeque<>();

    /// What was observed until then is in the database.
    private Instant written = Instant.MIN;

    /// Begins with a reading.
    Recent(QuotaReading first) {
        samples.add(first);
    }

    /// What the database has, the oldest first; at least one.
    static Recent restored(List<QuotaReading> kept) {
        Recent recent = new Recent(kept.getFirst());
        kept.stream().skip(1).forEach(recent::add);
        recent.wrote(kept.getLast().observedAt());
        return recent;
    }

    /// Adds a reading in place of another of its minute, or of a later one: then the clock was set
    /// back.
    synchronized void add(QuotaReading reading) {
        while (!samples.isEmpty() && minute(samples.getLast()) >= minute(reading)) {
            samples.removeLast();
        }
        samples.addLast(reading);
        Instant oldest = reading.observedAt().minus(REACH);
        while (samples.getFirst().observedAt().isBefore(oldest)) {
            samples.removeFirst();
        }
        if (!written.isBefore(reading.observedAt())) {
            written = reading.observedAt().minusMillis(1);
        }
    }

    synchronized QuotaReading last() {
        return samples.getLast();
    }

    /// All, the oldest first.
    synchronized List<QuotaReading> all() {
        return List.copyOf(samples);
    }

    /// Those that the database does not have as they are.
    synchronized List<QuotaReading> unwritten() {
        return samples.stream().filter(r -> r.observedAt().isAfter(written)).toList();
    }

    /// The database has what was observed until then.
    synchronized void wrote(Instant until) {
        written = until;
    }

    /// Minutes since 1970.
    static long minute(QuotaReading reading) {
        return minute(reading.observedAt());
    }

    static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), 60);
    }
}
