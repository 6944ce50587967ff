package mos.token.door;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import mos.token.json.Json;
import mos.token.net.Headers;
import mos.token.store.Database;
import mos.token.store.Row;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Answers of upstreams, kept in the database and fenced by the service token that fetched them:
/// once that token is removed its answers cannot be read any more.
public final class KeptAnswers {
    private static final long MOST = 100_000;

    private final Database database;
    private final RowLimit limit;

    /// Keeps in `database`, at most 100,000 answers.
    public KeptAnswers(Database database) {
        this(database, MOST);
    }

    KeptAnswers(Database database, long most) {
        this.database = database;
        limit = new RowLimit("cache_entry", "key", "checked_at", most);
    }

    /// The kept answer, unless the service token that fetched it is gone. When that token was
    /// replaced since, the answer comes as if never checked, so that it is asked for again.
    public Optional<Kept> find(String key) {
        return database.read(query ->
                query.row(
                                """
                                select c.key, c.status, c.headers, c.etag, c.digest,
                                       c.fetched_at, c.token_id,
                                       case when t.changed_at > c.checked_at then 0
                                            else c.checked_at end as checked_at
                                from cache_entry c
                                left join service_token t on t.id = c.token_id and t.former = 0
                                where c.key = ? and (c.token_id is null or t.id is not null)
                                """,
                                key)
                        .map(KeptAnswers::read));
    }

    /// Keeps an answer in place of an earlier one.
    public void keep(Kept kept) {
        database.write(change -> {
            int rows =
                    change.update(
                            """
                            insert into cache_entry
                                (key, status, headers, etag, digest,
                                 fetched_at, checked_at, token_id)
                            values (?, ?, ?, ?, ?, ?, ?, ?)
                            on conflict (key) do update set
                                status = excluded.status, headers = excluded.headers,
                                etag = excluded.etag, digest = excluded.digest,
                                fetched_at = excluded.fetched_at,
                                checked_at = excluded.checked_at,
                                token_id = excluded.token_id
                            """,
                            kept.key(),
                            kept.status(),
                            write(kept.headers()),
                            kept.etag(),
                            kept.digest(),
                            kept.fetched(),
                            kept.checked(),
                            kept.serviceToken());
            limit.added(change);
            return rows;
        });
    }

    /// Notes that the upstream said at `when` that a kept answer still holds.
    ///
    /// @param serviceToken the id of the service token that was used, or null for none
    public void checked(String key, Instant when, @Nullable String serviceToken) {
        database.write(change ->
                change.update(
                        "update cache_entry set checked_at = ?, token_id = ? where key = ?",
                        when,
                        serviceToken,
                        key));
    }

    /// Forgets an answer.
    public void forget(String key) {
        database.write(change -> change.update("delete from cache_entry where key = ?", key));
    }

    private static Kept read(Row row) {
        return new Kept(
                row.text("key"),
                (int) row.number("status"),
                readHeaders(row.text("headers")),
                row.textIf("etag").orElse(null),
                row.textIf("digest").orElse(null),
                row.time("fetched_at"),
                row.time("checked_at"),
                row.textIf("token_id").orElse(null));
    }

    private static String write(Headers headers) {
        ArrayNode fields = Json.array();
        for (Headers.Field field : headers.fields()) {
            fields.addArray().add(field.name()).add(field.value());
        }
        return Json.writeText(fields);
    }

    private static Headers readHeaders(String json) {
        Headers headers = Headers.NONE;
        for (JsonNode field : Json.read(json.getBytes(StandardCharsets.UTF_8))) {
            headers = headers.and(field.get(0).asString(), field.get(1).asString());
        }
        return headers;
    }
}
