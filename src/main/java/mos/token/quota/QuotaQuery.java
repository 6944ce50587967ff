package mos.token.quota;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What to tell of quotas.
///
/// @param service one of [#SERVICES], or null for all
/// @param resource what is counted, or null for all
/// @param history how far back lines reach, [#SHORTEST] to [#LONGEST], or null for no lines
public record QuotaQuery(
        @Nullable String service, @Nullable String resource, @Nullable Duration history) {
    /// The services that tell a quota.
    public static final List<String> SERVICES = Metered.all().stream().map(Metered::key).toList();

    /// The shortest history.
    public static final Duration SHORTEST = Duration.ofMinutes(10);

    /// The longest history: as long as samples are kept.
    public static final Duration LONGEST = Duration.ofDays(30);

    public QuotaQuery {
        if (service != null && Metered.known(service).isEmpty()) {
            throw new IllegalArgumentException(
                    "service must be one of: " + String.join(", ", SERVICES));
        }
        if (resource != null && !QuotaHeaders.isResource(resource)) {
            throw new IllegalArgumentException(
                    "resource must be 1 to 64 small letters, digits and '_', as in core or pulls");
        }
        if (history != null
                && (history.compareTo(SHORTEST) < 0 || history.compareTo(LONGEST) > 0)) {
            throw new IllegalArgumentException("history must be 10m to 30d");
        }
    }

    List<Metered> services() {
        return Metered.all().stream()
                .filter(one -> service == null || one.key().equals(service))
                .toList();
    }

    boolean wants(Key key) {
        return resource == null || resource.equals(key.resource());
    }
}
