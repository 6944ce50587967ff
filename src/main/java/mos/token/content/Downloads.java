package mos.token.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Contents that are coming. Each has one writer and any number of readers, who follow the growing
/// file; it goes on when its first reader leaves. What the disk does not take is passed through to
/// each reader, also in the middle.
final class Downloads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Downloads.class);

    /// Finds what is complete.
    @FunctionalInterface
    interface Complete {
        Optional<StoredContent> find(Digest digest) throws IOException;
    }

    /// Told of what became complete.
    @FunctionalInterface
    interface Landed {
        void taken(Digest sha256, long size);
    }

    private final ContentFiles files;
    private final ContentRows rows;
    private final Room room;
    private final long limit;
    private final Complete complete;
    private final Landed landed;
    private final ConcurrentMap<String, Download> downloads = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// @param limit bytes taken of a source that does not say how many there will be
    Downloads(
            ContentFiles files,
            ContentRows rows,
            Room room,
            long limit,
            Complete complete,
            Landed landed) {
        this.files = files;
        this.rows = rows;
        this.room = room;
        this.limit = limit;
        this.complete = complete;
        this.landed = landed;
    }

    /// How many there are.
    int coming() {
        return downloads.size();
    }

    /// Joins the download of a content, or starts one.
    ///
    /// @throws IOException what the source threw, the same for everybody who waited
    Fetch fetch(Wanted wanted, Source source) throws IOException {
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
            Optional<StoredContent> there =
                    digest == null ? Optional.empty() : complete.find(digest);
            if (there.isPresent()) {
                finish(wanted, mine, new Again());
                return new Fetch.Present(there.get());
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
                            landed.taken(sha256, size);
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

    /// Stops what is under way.
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
    }
}
