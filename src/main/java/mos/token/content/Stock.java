package mos.token.content;

import java.util.Set;

/// How much is kept.
public final class Stock {
    /// All that is kept: bytes, and how many contents.
    public record Totals(long bytes, long contents) {}

    private final ContentRows rows;
    private final long limit;

    Stock(ContentRows rows, long limit) {
        this.rows = rows;
        this.limit = limit;
    }

    /// All that is kept, each content once.
    public Totals totals() {
        return new Totals(rows.total(), rows.count());
    }

    /// The bytes of those of these contents that are kept, each counted once.
    ///
    /// @param sha256 their SHA-256
    public long bytes(Set<Digest> sha256) {
        return rows.bytes(sha256);
    }

    /// Bytes kept before the least recently used content goes.
    public long limit() {
        return limit;
    }

    /// Bytes that may be pinned: the rest, a tenth, is for what comes and goes.
    public long mostPinned() {
        return limit / 10 * 9;
    }

    /// Writes the last uses that wait in memory, for whoever is about to ask the database.
    public void writeUses() {
        rows.flush();
    }
}
