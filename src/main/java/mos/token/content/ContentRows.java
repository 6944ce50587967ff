package mos.token.content;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.store.Database;

/// What the database knows of contents: size and last use. The files decide what is there; the rows
/// only what goes first. Last uses wait in memory for the next [#flush()].
final class ContentRows {
    /// A content and its bytes.
    record Sized(String digest, long size) {}

    private final Database database;
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();

    ContentRows(Database database) {
        this.database = database;
    }

    void used(Digest sha256, Instant now) {
        uses.put(sha256.toString(), now);
    }

    void add(Digest sha256, long size, Instant lastUse) {
        database.write(change ->
                change.update(
                        "insert into content (digest, size, last_use) values (?, ?, ?)"
                                + " on conflict (digest) do nothing",
                        sha256.toString(),
                        size,
                        lastUse));
    }

    void alias(Digest other, Digest sha256) {
        database.write(change ->
                change.update(
                        "insert into content_alias (alias, digest) values (?, ?)"
                                + " on conflict (alias) do nothing",
                        other.toString(),
                        sha256.toString()));
    }

    /// The SHA-256 of a content known by another digest.
    Optional<Digest> sha256Of(Digest other) {
        return database.read(query ->
                        query.row(
                                "select digest from content_alias where alias = ?",
                                other.toString()))
                .flatMap(row -> Digest.parse(row.text("digest")));
    }

    /// Writes the last uses that were collected since.
    void flush() {
        Map<String, Instant> now = Map.copyOf(uses);
        if (now.isEmpty()) {
            return;
        }
        database.write(change -> {
            int rows = 0;
            for (Map.Entry<String, Instant> use : now.entrySet()) {
                rows +=
                        change.update(
                                "update content set last_use = ? where digest = ?",
                                use.getValue(),
                                use.getKey());
            }
            return rows;
        });
        now.forEach(uses::remove);
    }

    long total() {
        return one("select coalesce(sum(size), 0) as n from content");
    }

    long count() {
        return one("select count(*) as n from content");
    }

    private long one(String sql) {
        return database.read(query -> query.row(sql).map(row -> row.number("n")).orElse(0L));
    }

    /// The contents that were not used for the longest time.
    List<Sized> oldest(int count) {
        return database.read(query ->
                query
                        .rows("select digest, size from content order by last_use limit ?", count)
                        .stream()
                        .map(row -> new Sized(row.text("digest"), row.number("size")))
                        .toList());
    }

    /// All digests with a row.
    List<String> digests() {
        return database.read(query ->
                query.rows("select digest from content").stream()
                        .map(row -> row.text("digest"))
                        .toList());
    }

    void remove(String digest) {
        uses.remove(digest);
        database.write(change -> change.update("delete from content where digest = ?", digest));
    }
}
