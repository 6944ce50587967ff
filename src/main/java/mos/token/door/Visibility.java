package mos.token.door;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.store.Database;
import mos.token.store.Row;

/// Which repositories are public: believed for an hour when public, for five minutes when not.
/// Without an answer the last known one stands, and what was never known is private.
public final class Visibility implements AutoCloseable {
    private static final Duration PUBLIC = Duration.ofHours(1);
    private static final Duration PRIVATE = Duration.ofMinutes(5);

    /// What an upstream said of a repository.
    public enum Answer {
        /// Everybody may read it.
        PUBLIC,
        /// Not everybody may read it, or it does not exist.
        PRIVATE,
        /// The upstream could not be asked, or its answer is not understood.
        NO_ANSWER
    }

    /// Asks the upstream.
    @FunctionalInterface
    public interface Ask {
        /// Asks, without any credential of the owner's that could show more than the public sees.
        Answer ask() throws IOException;
    }

    private record Repository(String host, String name) {}

    private record Known(boolean isPublic, Instant checked) {
        Optional<PublicTime> time() {
            return isPublic
                    ? Optional.of(new PublicTime(checked, checked.plus(PUBLIC)))
                    : Optional.empty();
        }
    }

    private static final long MOST = 100_000;

    private final Database database;
    private final Clock clock;
    private final RowLimit limit =
            new RowLimit("repository_visibility", "host, repository", "checked_at", MOST);
    private final Flights<Repository, Known> flights = new Flights<>();

    /// The latest looks, at most 10,000: never filled from rows, so that a slow read cannot bring
    /// back what a look overruled. Private and unknown repositories are known here alone: names
    /// that anybody can make up must not fill the database.
    private final Cache<Repository, Known> looks;

    /// Public ones by their rows, which a look overruled but which could not be deleted.
    private final Set<Repository> overruled = ConcurrentHashMap.newKeySet();

    /// Remembers in `database`.
    public Visibility(Database database, Clock clock) {
        this(database, clock, 10_000);
    }

    Visibility(Database database, Clock clock, long remembered) {
        this.database = database;
        this.clock = clock;
        looks = Caffeine.newBuilder().maximumSize(remembered).executor(Runnable::run).build();
    }

    /// Whether the repository is public, asking the upstream when it is not known well enough.
    public boolean isPublic(String host, String name, Ask ask) throws IOException {
        return publicTime(host, name, ask).isPresent();
    }

    /// When the repository was public, asking the upstream when it is not known well enough; empty
    /// when it is private. Only the last look counts: what happened between two of them is unknown.
    public Optional<PublicTime> publicTime(String host, String name, Ask ask) throws IOException {
        Repository repository = new Repository(host, name);
        Optional<Known> known = known(repository);
        if (known.isPresent() && believed(known.get())) {
            return known.get().time();
        }
        return flights.join(repository, () -> look(repository, ask)).time();
    }

    /// Whether the repository is known to be public right now, without asking anybody.
    public boolean isKnownPublic(String host, String name) {
        return publicUntil(host, name).isPresent();
    }

    /// Until when the repository is believed to be public, without asking anybody; empty when it is
    /// not right now.
    public Optional<Instant> publicUntil(String host, String name) {
        return known(new Repository(host, name))
                .filter(this::believed)
                .flatMap(Known::time)
                .map(PublicTime::until);
    }

    private Known look(Repository repository, Ask ask) throws IOException {
        Optional<Known> before = known(repository);
        if (before.isPresent() && believed(before.get())) {
            return before.get();
        }
        // As in its row: what is kept is compared with it.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        return switch (ask.ask()) {
            case PUBLIC -> {
                Known seen = new Known(true, now);
                database.write(change -> {
                    int rows =
                            change.update(
                                    """
                                    insert into repository_visibility
                                        (host, repository, is_public, checked_at)
                                    values (?, ?, 1, ?)
                                    on conflict (host, repository) do update set
                                        is_public = 1, checked_at = excluded.checked_at
                                    """,
                                    repository.host(),
                                    repository.name(),
                                    now);
                    limit.added(change);
                    change.afterCommit(() -> {
                        looks.put(repository, seen);
                        overruled.remove(repository);
                    });
                    return rows;
                });
                yield seen;
            }
            case PRIVATE -> {
                // First: should the write fail, it is hidden all the same.
                Known seen = new Known(false, now);
                looks.put(repository, seen);
                if (before.filter(Known::isPublic).isPresent()) {
                    overruled.add(repository);
                }
                database.write(change ->
                        change.update(
                                "delete from repository_visibility"
                                        + " where host = ? and repository = ?",
                                repository.host(),
                                repository.name()));
                overruled.remove(repository);
                yield seen;
            }
            case NO_ANSWER -> before.orElse(new Known(false, now));
        };
    }

    private boolean believed(Known known) {
        Instant now = clock.instant();
        Duration term = known.isPublic() ? PUBLIC : PRIVATE;
        return !known.checked().isAfter(now) && now.isBefore(known.checked().plus(term));
    }

    private Optional<Known> known(Repository repository) {
        Known seen = looks.getIfPresent(repository);
        if (seen != null) {
            return Optional.of(seen);
        }
        if (overruled.contains(repository)) {
            return Optional.empty();
        }
        return database.read(query ->
                query.row(
                                "select is_public, checked_at from repository_visibility"
                                        + " where host = ? and repository = ?",
                                repository.host(),
                                repository.name())
                        .map(Visibility::read));
    }

    private static Known read(Row row) {
        return new Known(row.truth("is_public"), row.time("checked_at"));
    }

    /// Ends looks that are under way.
    @Override
    public void close() {
        flights.close();
    }
}
