package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Repositories that were renamed: GitHub counts its redirect, so that each look at an old name
/// would cost, though nothing changed.
final class Moved {
    /// The old name may be given to another repository.
    private static final Duration BELIEVED = Duration.ofDays(1);

    private static final Pattern OLD = Pattern.compile("(/repos/[^/?]+/[^/?]+)(.*)");
    private static final Pattern NEW = Pattern.compile("(/repositories/[1-9][0-9]{0,18})(/.*)?");

    private record Place(String prefix, Instant since) {}

    private final Clock clock;
    private final Cache<String, Place> places = Caffeine.newBuilder().maximumSize(10_000).build();

    Moved(Clock clock) {
        this.clock = clock;
    }

    /// Where to ask instead, when it is known that the repository was renamed. What it is itself,
    /// private or public, is always asked under its own name: the name may be another's by now.
    Optional<URI> of(Ask ask) {
        Matcher old = OLD.matcher(ask.target());
        if (!ask.host().equals(Ask.API) || !old.matches() || old.group(2).isEmpty()) {
            return Optional.empty();
        }
        Place place = places.getIfPresent(key(old));
        return place == null || !clock.instant().isBefore(place.since().plus(BELIEVED))
                ? Optional.empty()
                : Optional.of(URI.create("https://" + ask.host() + place.prefix() + old.group(2)));
    }

    /// Takes note of where an answer to the own name came from.
    ///
    /// @param asked the address that was asked
    /// @param from the address that answered, after redirects
    void answered(Ask ask, URI asked, URI from, int status) {
        Matcher old = OLD.matcher(ask.target());
        if (!asked.equals(ask.uri()) || !ask.host().equals(Ask.API) || !old.matches()) {
            // Where we led ourselves says nothing of the own name: it would be believed for ever.
            return;
        }
        Matcher now = NEW.matcher(from.getRawPath());
        if (ask.host().equals(from.getHost()) && now.matches()) {
            places.put(key(old), new Place(now.group(1), clock.instant()));
        } else if (status < 400) {
            // The name is somebody else's now.
            places.invalidate(key(old));
        }
    }

    /// Nothing is there any more: the old name is asked again.
    void forget(Ask ask) {
        Matcher old = OLD.matcher(ask.target());
        if (old.matches()) {
            places.invalidate(key(old));
        }
    }

    private static String key(Matcher old) {
        return old.group(1).toLowerCase(Locale.ROOT);
    }
}
