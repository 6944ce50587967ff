package mos.token.registry;

import java.time.Clock;
import mos.token.content.Digest;
import mos.token.door.RowLimit;
import mos.token.store.Database;
import org.jspecify.annotations.Nullable;

/// Which blobs a repository has, as its registry confirmed. Contents are kept once for all
/// repositories; without a row here, knowing a digest of a private repository would be enough to
/// read it through another one. A manifest that only names a digest confirms nothing.
final class RepositoryContents {
    private static final long MOST = 200_000;

    private final Database database;
    private final Clock clock;
    private final RowLimit limit =
            new RowLimit("repository_content", "host, repository, digest", "confirmed_at", MOST);

    RepositoryContents(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Whether it was confirmed, and the service token used then is still the same.
    boolean has(Repository repository, Digest digest) {
        return database.read(query ->
                        query.row(
                                """
                                select 1 as found
                                from repository_content c
                                left join service_token t on t.id = c.token_id and t.former = 0
                                where c.host = ? and c.repository = ? and c.digest = ?
                                  and (c.token_id is null
                                       or t.changed_at <= c.confirmed_at)
                                """,
                                repository.registry().name(),
                                repository.name(),
                                digest.toString()))
                .isPresent();
    }

    /// Notes that the registry has just confirmed it.
    ///
    /// @param serviceToken the id of the service token that was used, or null when it is public
    void confirm(Repository repository, Digest digest, @Nullable String serviceToken) {
        database.write(change -> {
            int rows =
                    change.update(
                            """
                            insert into repository_content
                                (host, repository, digest, confirmed_at, token_id)
                            values (?, ?, ?, ?, ?)
                            on conflict (host, repository, digest) do update set
                                confirmed_at = excluded.confirmed_at,
                                token_id = excluded.token_id
                            """,
                            repository.registry().name(),
                            repository.name(),
                            digest.toString(),
                            clock.instant(),
                            serviceToken);
            limit.added(change);
            return rows;
        });
    }
}
