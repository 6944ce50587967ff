package mos.token.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mos.token.config.Config;
import mos.token.figure.Figure;
import mos.token.notify.Notices;
import mos.token.store.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Verified content on disk. A content that is being fetched has one writer and any number of
/// readers, who follow the growing file; it goes on when its first reader leaves. What the disk
/// does not take is passed through to each reader, also in the middle.
public final class Contents implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Contents.class);

    private final ContentFiles files;
    private final ContentRows rows;
    private final Room room;
    private final Stock stock;
    private final long limit;
    private final Clock clock;
    private final ConcurrentMap<String, Download> downloads = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
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
        limit = config.contentBytes();
        files = new ContentFiles(data.resolve("content"), disk);
        rows = new ContentRows(database);
        room = new Room(files, limit, new DiskNotice(database, notices), clock);
        stock = new Stock(rows, limit);
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
                        () -> !downloads.isEmpty());
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
        while (true) {
            Download mine = new Download(wanted, files.temporary());
            Download other = downloads.putIfAbsent(wanted.name(), mine);
            if (other == null) {
                try {
                    return lead(wanted, mine, source);
                } catch (NotKept _) {
                    continue; // There is no room any more: it is passed through.
                }
            }
            if (other.failure().isPresent()) {
                downloads.remove(wanted.name(), other); // it ended: whoever comes later tries anew
                continue;
            }
            try {
                return new Fetch.Coming(new Follower(other, source));
            } catch (Again | NotKept _) {
                // That one fetched nothing to share: look again, or fetch for ourselves.
            }
        }
    }

    /// The download that somebody leads has nothing for its followers.
    private static final class Again extends IOException {}

    private Fetch lead(Wanted wanted, Download mine, Source source) throws IOException {
        Source.Opened opened;
        try {
            // It may have landed between the caller's look and ours.
            Digest digest = wanted.digest();
            Optional<StoredContent> landed = digest == null ? Optional.empty() : find(digest);
            if (landed.isPresent()) {
                finish(wanted, mine, new Again());
                return new Fetch.Present(landed.get());
            }
            opened = source.open();
        } catch (IOException e) {
            finish(wanted, mine, e);
            throw e;
        } catch (RuntimeException e) {
            finish(wanted, mine, new IOException("the source failed", e));
            throw e;
        }
        if (!room.enter(opened.length())) {
            finish(wanted, mine, new Again());
            return new Fetch.Coming(new PassThrough(wanted.digest(), opened));
        }
        start(wanted, mine, opened);
        return new Fetch.Coming(new Follower(mine, source));
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
        return downloads.size();
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

    @SuppressWarnings("FutureReturnValueIgnored") // the download carries the outcome
    private void start(Wanted wanted, Download download, Source.Opened opened) {
        try {
            threads.submit(() -> run(wanted, download, opened));
        } catch (RejectedExecutionException e) {
            room.leave(opened.length());
            finish(wanted, download, new IOException("shutting down", e));
        }
    }

    private void run(Wanted wanted, Download download, Source.Opened opened) {
        try {
            download.run(
                    opened,
                    limit,
                    new Download.Shelf() {
                        @Override
                        public void write(FileChannel file, ByteBuffer bytes) throws IOException {
                            files.write(file, bytes);
                        }

                        @Override
                        public Path take(Path temporary, Digest sha256) throws IOException {
                            Digest digest = wanted.digest();
                            if (digest != null && !sha256.equals(digest)) {
                                rows.alias(digest, sha256);
                            }
                            return files.take(temporary, sha256.hex());
                        }

                        @Override
                        public void arrived(Digest sha256) {
                            Consumer<Digest> arrived = wanted.arrived();
                            if (arrived != null) {
                                arrived.accept(sha256);
                            }
                        }

                        @Override
                        public void taken(Digest sha256, long size) {
                            Contents.this.taken(sha256, size);
                        }

                        @Override
                        public void refused(NotKept why) {
                            room.refused(why);
                        }
                    });
        } finally {
            downloads.remove(wanted.name(), download);
            room.leave(opened.length());
            download.failure()
                    .ifPresent(e -> LOG.warn("{} was not kept: {}", wanted.name(), e.getMessage()));
        }
    }

    private void finish(Wanted wanted, Download download, IOException why) {
        downloads.remove(wanted.name(), download);
        download.fail(why);
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
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("{} downloads did not stop in time", downloads.size());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        scrub.close();
        keeping.close();
        open.close();
    }
}
