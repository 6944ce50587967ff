package mos.token.content;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.config.Config;
import mos.token.figure.Figure;
import mos.token.notify.Notices;
import mos.token.store.Database;

/// Verified content on disk: what is complete, what is coming, and what goes when there is no room.
public final class Contents implements AutoCloseable {
    private final ContentFiles files;
    private final ContentRows rows;
    private final Room room;
    private final Stock stock;
    private final Clock clock;
    private final Downloads downloads;
    private final OpenFiles open = new OpenFiles();
    private final Keeping keeping;
    private final Scrub scrub;

    /// Opens `DATA/content`, and cleans what an earlier run left unfinished.
    public Contents(
            Path data,
            Database database,
            Notices notices,
            Pinned pinned,
            Config.Gateway config,
            Clock clock) {
        this(data, database, notices, pinned, config, clock, new Disk());
    }

    Contents(
            Path data,
            Database database,
            Notices notices,
            Pinned pinned,
            Config.Gateway config,
            Clock clock,
            Disk disk) {
        this.clock = clock;
        long limit = config.contentBytes();
        files = new ContentFiles(data.resolve("content"), disk);
        rows = new ContentRows(database);
        room = new Room(files, limit, new DiskNotice(database, notices), clock);
        stock = new Stock(rows, limit);
        downloads = new Downloads(files, rows, room, limit, this::find, this::taken);
        Crowding crowding = new Crowding(database, notices, stock.mostPinned());
        keeping = new Keeping(files, open, rows, limit, () -> pinned.among(this), crowding);
        scrub =
                new Scrub(
                        files,
                        open,
                        rows,
                        notices,
                        config.scrub(),
                        clock,
                        () -> downloads.coming() > 0);
        keeping.start();
        scrub.start();
    }

    /// Opens a content that is complete; the caller closes it.
    ///
    /// @throws IOException when the disk failed
    public Optional<StoredContent> find(Digest digest) throws IOException {
        Optional<StoredContent> content = peek(digest);
        if (content.isPresent()) {
            sha256(digest).ifPresent(sha256 -> rows.used(sha256, clock.instant()));
        }
        return content;
    }

    /// The same, without counting as a use.
    ///
    /// @throws IOException when the disk failed
    public Optional<StoredContent> peek(Digest digest) throws IOException {
        Optional<Digest> sha256 = sha256(digest);
        return sha256.isPresent() ? files.open(sha256.get().hex()) : Optional.empty();
    }

    /// Keeps a content open for [#findOpen], as long as there is room; says whether it is there.
    ///
    /// @throws IOException when the disk failed
    public boolean keepOpen(Digest digest) throws IOException {
        if (digest.algorithm() != Digest.Algorithm.SHA256) {
            return false; // Its other name is known to the database alone.
        }
        if (!open.has(digest)) {
            peek(digest).ifPresent(content -> open.keep(digest, content));
            if (!files.exists(digest.hex())) {
                open.letGo(digest); // It went meanwhile; who took it away may have looked before.
            }
        }
        return open.has(digest);
    }

    /// The same as [#find], of what is open: from memory alone, also on an event loop.
    public Optional<StoredContent> findOpen(Digest digest) {
        Optional<StoredContent> content = open.find(digest);
        if (content.isPresent()) {
            rows.used(digest, clock.instant());
        }
        return content;
    }

    /// Whether a content is complete.
    public boolean has(Digest digest) {
        return sha256(digest).filter(sha256 -> files.exists(sha256.hex())).isPresent();
    }

    /// Keeps bytes and returns their SHA-256; empty when there is no room for them.
    public Optional<Digest> keep(byte[] bytes) {
        Digest digest = Digest.of(bytes);
        if (files.exists(digest.hex())) {
            rows.used(digest, clock.instant());
            return Optional.of(digest);
        }
        if (!room.enter(bytes.length)) {
            return Optional.empty();
        }
        Path temporary = files.temporary();
        try {
            files.write(temporary, bytes);
            files.take(temporary, digest.hex());
            taken(digest, bytes.length);
            return Optional.of(digest);
        } catch (IOException e) {
            room.refused(e);
            return Optional.empty();
        } finally {
            room.leave(bytes.length);
            files.discard(temporary);
        }
    }

    /// Keeps bytes under another digest that was verified by the caller.
    public Optional<Digest> keep(Digest asked, byte[] bytes) {
        Optional<Digest> sha256 = keep(bytes);
        if (sha256.isPresent() && !sha256.get().equals(asked)) {
            rows.alias(asked, sha256.get());
        }
        return sha256;
    }

    /// Joins the download of a content, or starts one from `source`.
    ///
    /// @throws IOException what the source threw, the same for everybody who waited
    public Fetch fetch(Digest digest, Source source) throws IOException {
        return fetch(new Wanted(digest.toString(), digest, null), source);
    }

    /// The same of a content that is known by a name.
    ///
    /// @throws IOException what the source threw, the same for everybody who waited
    public Fetch fetch(Wanted wanted, Source source) throws IOException {
        return downloads.fetch(wanted, source);
    }

    /// Drops a content unless somebody reads it; says whether it is gone.
    ///
    /// @param sha256 its SHA-256
    public boolean drop(Digest sha256) {
        return keeping.drop(sha256);
    }

    /// How much is kept.
    public Stock stock() {
        return stock;
    }

    /// The SHA-256 of a content, also when it goes by another digest; empty when that is not known.
    public Optional<Digest> sha256(Digest digest) {
        return digest.algorithm() == Digest.Algorithm.SHA256
                ? Optional.of(digest)
                : rows.sha256Of(digest);
    }

    /// How many contents are coming.
    public int coming() {
        return downloads.coming();
    }

    /// What is kept.
    public List<Figure> figures() {
        List<Figure> figures = new ArrayList<>(keeping.figures());
        figures.addAll(scrub.figures());
        figures.add(
                Figure.Gauge.of(
                        "mos_token_content_downloads", "Contents on their way", this::coming));
        return figures;
    }

    private void taken(Digest sha256, long size) {
        room.took();
        Instant now = clock.instant();
        rows.add(sha256, size, now, now);
        keeping.evict();
    }

    /// Stops downloads that are under way and writes the last uses.
    @Override
    public void close() {
        downloads.close();
        scrub.close();
        keeping.close();
        open.close();
    }
}
