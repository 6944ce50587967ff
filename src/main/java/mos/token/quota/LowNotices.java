package mos.token.quota;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.notify.NewNotice;
import mos.token.notify.Notices;
import mos.token.notify.Severity;
import mos.token.store.Transaction;

/// Tells once per window that a quota is used up, or will be soon; takes it back when the window is
/// over. Not safe on several threads: its recorder alone uses it.
final class LowNotices {
    private static final String KIND = "quota.low";

    /// How near the end must be.
    private static final Duration SOON = Duration.ofMinutes(30);

    /// Nobody needs to know of a window that ends sooner than that, as GitHub's for searches.
    private static final Duration WORTHWHILE = Duration.ofMinutes(5);

    /// What to do with the notice of one quota.
    sealed interface Step {
        /// Tell.
        ///
        /// @param until when the window is over
        record Raise(Key key, QuotaReading reading, Forecast forecast, Instant until, Instant now)
                implements Step {}

        /// Take it back.
        record Settle(Key key) implements Step {}
    }

    private final Notices notices;

    /// Of which quotas a person was told, and until when that holds.
    private final Map<Key, Instant> told = new HashMap<>();

    LowNotices(Notices notices) {
        this.notices = notices;
    }

    /// An earlier process may have told of these: what still holds is counted, the rest taken back.
    void restored(Iterable<Key> keys) {
        keys.forEach(key -> told.put(key, Instant.MIN));
    }

    /// What is to be done; nothing, nearly always.
    List<Step> steps(List<Readings.Quota> quotas, Instant now) {
        List<Step> steps = new ArrayList<>();
        for (Readings.Quota quota : quotas) {
            Instant until = told.get(quota.key());
            if (until != null && until.isAfter(now)) {
                continue;
            }
            Optional<Step> low = low(quota, now);
            // Told in an earlier window of this process: that one is taken back first.
            boolean stale = until != null && !until.equals(Instant.MIN);
            if (stale || (until != null && low.isEmpty())) {
                steps.add(new Step.Settle(quota.key()));
            }
            low.ifPresent(steps::add);
        }
        return steps;
    }

    private static Optional<Step> low(Readings.Quota quota, Instant now) {
        List<QuotaReading> readings = quota.recent().all();
        QuotaReading last = readings.getLast();
        Instant until = last.end();
        Forecast forecast = Forecast.of(readings, now);
        boolean low =
                switch (forecast) {
                    case Forecast.UsedUp _ -> true;
                    case Forecast.Empty empty -> empty.at().isBefore(now.plus(SOON));
                    case Forecast.Lasts _, Forecast.Unknown _ -> false;
                };
        return low && until.isAfter(now.plus(WORTHWHILE))
                ? Optional.of(new Step.Raise(quota.key(), last, forecast, until, now))
                : Optional.empty();
    }

    void take(Transaction tx, Step step) {
        switch (step) {
            case Step.Settle(Key key) -> gone(tx, key);
            case Step.Raise raise -> {
                notices.raise(tx, notice(raise));
                tx.afterCommit(() -> told.put(raise.key(), raise.until()));
            }
        }
    }

    /// Nothing holds of this quota any more.
    void gone(Transaction tx, Key key) {
        notices.settle(tx, noticeKey(key));
        tx.afterCommit(() -> told.remove(key));
    }

    private static NewNotice notice(Step.Raise raise) {
        Key key = raise.key();
        QuotaReading reading = raise.reading();
        String whose = key.tokenId() == null ? "without a token" : "of the stored token";
        return new NewNotice(
                noticeKey(key),
                KIND,
                Severity.WARNING,
                "%s: the quota '%s' %s is %s"
                        .formatted(
                                key.service().label(),
                                key.resource(),
                                whose,
                                reading.remaining() == 0 ? "used up" : "nearly used up"),
                "%d of %d left: %s. What is kept is served on; what is not may have to wait."
                        .formatted(
                                reading.remaining(),
                                reading.limit(),
                                raise.forecast().words(raise.now())),
                key.tokenId() == null ? "" : key.tokenId());
    }

    private static String noticeKey(Key key) {
        return "%s:%s:%s:%s"
                .formatted(
                        KIND,
                        key.service().key(),
                        key.resource(),
                        key.tokenId() == null ? "anonymous" : key.tokenId());
    }
}
