package mos.token.quota;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// The last reading of each quota, in memory. Cheap; safe on every thread.
public final class Quotas {
    /// Whose quota it is.
    ///
    /// @param service `github` or `dockerhub`
    /// @param tokenId the service token's row, or null for without a token
    private record Key(String service, String resource, @Nullable String tokenId) {}

    /// More than two services, a dozen resources each, and some replaced tokens ever need.
    private static final int MOST = 1_000;

    private final ConcurrentMap<Key, QuotaReading> readings = new ConcurrentHashMap<>();
    private final Clock clock;

    /// Nothing observed yet.
    public Quotas(Clock clock) {
        this.clock = clock;
    }

    /// Takes note of what the headers of an answer say, if anything.
    ///
    /// @param host the upstream host as written
    /// @param tokenId the service token's row that was spent, or null for without a token
    public Optional<QuotaReading> observe(String host, @Nullable String tokenId, Headers headers) {
        Instant now = clock.instant();
        return switch (host) {
            case "api.github.com" -> kept("github", tokenId, QuotaHeaders.github(headers, now));
            case "registry-1.docker.io" ->
                    kept("dockerhub", tokenId, QuotaHeaders.dockerHub(headers, now));
            default -> Optional.empty();
        };
    }

    /// The last reading of one quota; empty when it was never told.
    public Optional<QuotaReading> last(String service, String resource, @Nullable String tokenId) {
        return Optional.ofNullable(readings.get(new Key(service, resource, tokenId)));
    }

    /// The last readings of a service and token, by resource.
    public List<QuotaReading> all(String service, @Nullable String tokenId) {
        return readings.entrySet().stream()
                .filter(e -> e.getKey().equals(new Key(service, e.getKey().resource(), tokenId)))
                .map(e -> e.getValue())
                .sorted(java.util.Comparator.comparing(QuotaReading::resource))
                .toList();
    }

    /// Forgets what belongs to a token that is gone.
    public void forget(String tokenId) {
        readings.keySet().removeIf(key -> tokenId.equals(key.tokenId()));
    }

    private Optional<QuotaReading> kept(
            String service, @Nullable String tokenId, Optional<QuotaReading> reading) {
        reading.ifPresent(r -> {
            Key key = new Key(service, r.resource(), tokenId);
            if (readings.size() < MOST || readings.containsKey(key)) {
                readings.put(key, r);
            }
        });
        return reading;
    }
}
