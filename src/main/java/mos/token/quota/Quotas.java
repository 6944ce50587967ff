package mos.token.quota;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.figure.Figure;
import mos.token.net.Headers;
import mos.token.net.IpAddresses;
import mos.token.notify.Notices;
import mos.token.store.Database;
import mos.token.store.Query;
import org.jspecify.annotations.Nullable;

/// What upstreams still grant, how that went, and what the gateway saved. What is observed and
/// counted stays in memory and is written once a minute: cheap, and safe on every thread, but for
/// [#report].
public final class Quotas implements AutoCloseable {
    /// How long a reading without a reset is believed by the reserve: then a look, which is free at
    /// Docker Hub, may tell that more is left again.
    private static final Duration ROLLING = Duration.ofMinutes(5);

    /// A quota as last read.
    ///
    /// @param token whether it is a stored token's, or the anonymous one of this machine's address
    public record Observed(String service, boolean token, QuotaReading reading) {}

    private final Readings readings = new Readings();
    private final Savings savings = new Savings();
    private final Access access;
    private final int reserve;
    private final Clock clock;
    private final Recorder recorder;

    /// Begins with what an earlier process observed.
    ///
    /// @param reserve the share of a quota, in percent, that stays for the owner and for what is
    ///   not kept; 0 for none
    public Quotas(Database database, Access access, Notices notices, int reserve, Clock clock) {
        this.access = access;
        this.reserve = reserve;
        this.clock = clock;
        Map<Key, List<QuotaReading>> kept =
                database.read(query -> SampleRows.recent(query, clock.instant()));
        readings.restore(kept);
        LowNotices low = new LowNotices(notices);
        low.restored(kept.keySet());
        recorder = new Recorder(database, readings, savings, low, clock);
    }

    /// Takes note of what the headers of an answer say, if anything.
    ///
    /// @param host the upstream host as written
    /// @param tokenId the service token's row that was spent, or null for without a token
    public Optional<QuotaReading> observe(String host, @Nullable String tokenId, Headers headers) {
        Optional<Metered> service = Metered.at(host);
        if (service.isEmpty()) {
            return Optional.empty();
        }
        Optional<QuotaReading> reading = service.get().read(headers, clock.instant());
        reading.ifPresent(r -> readings.add(new Key(service.get(), r.resource(), tokenId), r));
        return reading;
    }

    /// Counts a client's request that was answered, and would have cost quota had the client asked
    /// that host itself with a token of its own.
    public void asked(String host) {
        Metered.at(host).ifPresent(service -> savings.asked(service, clock.instant()));
    }

    /// Counts a request to that host that cost quota.
    public void spent(String host) {
        Metered.at(host).ifPresent(service -> savings.spent(service, clock.instant()));
    }

    /// Whether so little is left that it stays for the owner and for what is not kept: then a kept
    /// answer that may be served stale is not revalidated. What is not known holds nothing back.
    ///
    /// @param tokenId the service token's row that would be spent, or null for without a token
    public boolean inReserve(String host, String resource, @Nullable String tokenId) {
        return Metered.at(host)
                .flatMap(service -> readings.last(new Key(service, resource, tokenId)))
                .filter(this::inReserve)
                .isPresent();
    }

    private boolean inReserve(QuotaReading reading) {
        Instant now = clock.instant();
        Instant observed = reading.observedAt();
        Instant end = reading.reset() == null ? observed.plus(ROLLING) : reading.end();
        return reserve > 0
                && reading.limit() > 0
                && reading.remaining() <= reading.limit() / 100.0 * reserve
                && !observed.isAfter(now)
                && now.isBefore(end);
    }

    /// The last reading of one quota; empty when it was never told.
    public Optional<QuotaReading> last(String service, String resource, @Nullable String tokenId) {
        return Metered.known(service).flatMap(s -> readings.last(new Key(s, resource, tokenId)));
    }

    /// Forgets what belongs to a token that is gone. What was read of it stays in the history.
    public void forget(String tokenId) {
        readings.forget(tokenId);
    }

    /// Every quota as last read, those whose window is over too.
    public List<Observed> observed() {
        return newest(readings.live()).stream()
                .map(quota ->
                        new Observed(
                                quota.key().service().key(),
                                quota.key().tokenId() != null,
                                quota.recent().last()))
                .toList();
    }

    /// What the gateway saved of a service since the start.
    ///
    /// @param service one of [QuotaQuery#SERVICES]
    public QuotaReport.Saved sinceStart(String service) {
        return savings.sinceStart(Metered.known(service).orElseThrow());
    }

    /// Everything last observed, and what was saved since the start.
    public List<Figure> figures() {
        return new QuotaFigures(this).all();
    }

    /// What is known of quotas. The last minute may not be in the lines yet.
    ///
    /// @throws mos.token.access.Denied when the caller may not read `mos`
    public QuotaReport report(Caller caller, QuotaQuery asked) {
        access.require(caller, Resource.MOS, Level.READ);
        List<Readings.Quota> live =
                newest(readings.live()).stream().filter(quota -> asked.wants(quota.key())).toList();
        List<QuotaReport.OfService> services = new ArrayList<>();
        for (Metered service : asked.services()) {
            services.add(recorder.read(query -> report(query, service, live, asked)));
        }
        return new QuotaReport(reserve, services);
    }

    private QuotaReport.OfService report(
            Query query, Metered service, List<Readings.Quota> live, QuotaQuery asked) {
        Instant now = clock.instant();
        Duration reach = asked.history();
        return new QuotaReport.OfService(
                service.key(),
                standings(service, true, live),
                standings(service, false, live),
                savings.of(query, service, 1, now),
                savings.of(query, service, 7, now),
                savings.of(query, service, 30, now),
                reach == null
                        ? List.of()
                        : SampleRows.history(query, service, asked.resource(), reach, now));
    }

    private List<QuotaReport.Standing> standings(
            Metered service, boolean token, List<Readings.Quota> live) {
        return live.stream()
                .filter(quota -> quota.key().service() == service)
                .filter(quota -> (quota.key().tokenId() != null) == token)
                .map(this::standing)
                .toList();
    }

    private QuotaReport.Standing standing(Readings.Quota quota) {
        Instant now = clock.instant();
        List<QuotaReading> all = quota.recent().all();
        QuotaReading last = all.getLast();
        boolean forAddress = quota.key().tokenId() != null && isAddress(last.source());
        Forecast forecast = Forecast.of(all, now);
        return new QuotaReport.Standing(
                last,
                last.isOver(now),
                inReserve(last),
                forecast,
                forecast.words(now),
                forAddress
                        ? "A token was spent, but %s counted it for the address %s: the token is not what counts there."
                                .formatted(quota.key().service().label(), last.source())
                        : null);
    }

    private static boolean isAddress(@Nullable String source) {
        if (source == null) {
            return false;
        }
        try {
            IpAddresses.parseLiteral(source.replaceFirst("/\\d{1,3}$", ""));
            return true;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Of several tokens of a service, as while one replaces another, the quota read last.
    private static List<Readings.Quota> newest(List<Readings.Quota> quotas) {
        Map<String, Readings.Quota> newest = new LinkedHashMap<>();
        for (Readings.Quota quota : quotas) {
            Key key = quota.key();
            newest.put(key.service() + " " + key.resource() + " " + (key.tokenId() != null), quota);
        }
        return List.copyOf(newest.values());
    }

    /// Writes what is observed and counted.
    @Override
    public void close() {
        recorder.close();
    }
}
