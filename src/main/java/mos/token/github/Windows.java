package mos.token.github;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import mos.token.config.Config;
import mos.token.door.Freshness;
import mos.token.door.Kept;

/// How long each kind of answer is believed.
final class Windows {
    /// How long the list of limits is believed, whatever is configured: looks at it are free, but
    /// may count against the secondary limit.
    private static final Duration LIMITS = Duration.ofSeconds(60);

    private static final String REPOSITORY =
            "/(?:(?:api/v1/)?repos/[^/]+/[^/]+|repositories/[0-9]+)/";

    private static final Pattern RELEASES =
            Pattern.compile(REPOSITORY + "(?:releases|tags)(?:[/?].*)?");

    private static final Pattern FILES =
            Pattern.compile(
                    REPOSITORY
                            + "(?:contents|readme|git|tarball|zipball|raw|media|archive)"
                            + "(?:[/?].*)?");

    /// On the web, not of the API.
    private static final Pattern RELEASE_FILE = Pattern.compile("/[^/]+/[^/]+/releases/.*");

    private static final Pattern SEARCH =
            Pattern.compile("/search/.*|/api/v1/[^?]*/search(?:[?].*)?");

    private final Freshness standard;
    private final Config.Github github;
    private final Clock clock;

    Windows(Freshness standard, Config.Github github, Clock clock) {
        this.standard = standard;
        this.github = github;
        this.clock = clock;
    }

    /// Whether what is kept of it needs no look at GitHub.
    boolean believes(Ask ask, Kept kept) {
        // A token that was replaced since makes the answer one that was never checked.
        boolean believable = !kept.checked().equals(Instant.EPOCH);
        return believable
                && (ask.keeping() == Ask.Keeping.IMMUTABLE
                        || new Freshness(of(ask), Duration.ZERO, clock).isFresh(kept.checked()));
    }

    private Duration of(Ask ask) {
        if (ask.limits()) {
            return LIMITS;
        }
        String target = ask.target();
        if ((ask.rest() ? RELEASES : RELEASE_FILE).matcher(target).matches()) {
            return github.releases();
        }
        if (!ask.rest() || FILES.matcher(target).matches()) {
            return github.files();
        }
        return SEARCH.matcher(target).matches() ? github.search() : standard.fresh();
    }
}
