package mos.token.content;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.store.Database;
import mos.token.store.Row;

/// What the database knows of contents: size, last use, last scrub. The files decide what is there;
/// the rows only what goes first. Last uses wait in memory for the next [#flush()].
final class ContentRows {
    /// A content and its bytes.
    record Sized(String digest, long size) {}

    /// Where a walk from the least recently used on has come to.
    record Place(long lastUse, String digest) {
        static final Place START = new Place(Long.MIN_VALUE, "");
    }

    /// A part of that walk.
    ///
    /// @param end where the next part begins
    record Oldest(List<Sized> contents, Place end) {}

    private final Database database;
    private final Map<String, Instant> uses = new ConcurrentHashMap<>();

    ContentRows(Database database) {
        this.database = database;
    }

    void used(Digest sha256, Instant now) {
        uses.put(sha256.toString(), now);
    }

    /// @param checked when its bytes were last seen to be right; EPOCH for who knows
    void add(Digest sha256, long size, Instant lastUse, Instant checked) {
        database.write(change ->
                change.update(
                        "insert into content (digest, size, last_use, checked_at)"
                                + " values (?, ?, ?, ?) on conflict (digest) do nothing",
                        sha256.toString(),
                        size,
                        lastUse,
                        checked));
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

    /// The contents behind `place`, those first that were not used for the longest time.
    Oldest oldest(Place place, int count) {
        List<Row> rows =
                database.read(query ->
                        query.rows(
                                """
                                select digest, size, last_use from content
                                where last_use > ? or (last_use = ? and digest > ?)
                                order by last_use, digest limit ?
                                """,
                                place.lastUse(),
                                place.lastUse(),
                                place.digest(),
                                count));
        return new Oldest(
                rows.stream().map(ContentRows::sized).toList(),
                rows.isEmpty()
                        ? place
                        : new Place(
                                rows.getLast().number("last_use"), rows.getLast().text("digest")));
    }

    /// The content that was not checked for the longest time, if that is since `before`.
    Optional<Sized> unchecked(Instant before) {
        return database.read(query ->
                        query.row(
                                "select digest, size from content where checked_at <= ?"
                                        + " order by checked_at limit 1",
                                before))
                .map(ContentRows::sized);
    }

    void checked(String digest, Instant now) {
        database.write(change ->
                change.update("update content set checked_at = ? where digest = ?", now, digest));
    }

    /// The bytes of those of these contents that are there.
    long bytes(Set<Digest> contents) {
        return database.read(query -> {
            long bytes = 0;
            for (Digest content : contents) {
                bytes +=
                        query.row("select size from content where digest = ?", content.toString())
                                .map(row -> row.number("size"))
                                .orElse(0L);
            }
            return bytes;
        });
    }

    private static Sized sized(Row row) {
        return new Sized(row.text("digest"), row.number("size"));
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
