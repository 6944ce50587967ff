package mos.token.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One content on its way from its source to disk, and what its readers may see of it.
final class Download {
    /// The writer's chunk: large, since each one costs a system call and wakes every reader.
    private static final int CHUNK = 256 * 1024;

    private final @Nullable Digest digest;
    private final boolean readersWaitForDisk;
    private final Path temporary;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All of these under the lock.
    private Path path;
    private boolean started;
    private boolean verified;
    private boolean done;
    private long length = -1;
    private long written;
    private @Nullable IOException failure;

    Download(Wanted wanted, Path temporary) {
        this.digest = wanted.digest();
        this.readersWaitForDisk = wanted.arrived() != null;
        this.temporary = temporary;
        this.path = temporary;
    }

    /// Where a verified file goes.
    interface Shelf {
        /// Appends to the temporary file.
        void write(FileChannel file, ByteBuffer bytes) throws IOException;

        /// Moves the file to its place under its SHA-256 and returns where that is.
        Path take(Path temporary, Digest sha256) throws IOException;

        /// Tells whoever wanted it, before any reader hears that all is there.
        void arrived(Digest sha256);

        /// Notes what it took.
        void taken(Digest sha256, long size);

        /// Notes, before any reader hears of it, what it did not take.
        void refused(NotKept why);
    }

    /// Writes everything, verifies it, and gives it to the shelf.
    ///
    /// @param most bytes taken of a source that does not say how many there will be
    void run(Source.Opened opened, long most, Shelf shelf) {
        try (InputStream body = opened.body();
                FileChannel file = taken(this::create)) {
            update(() -> {
                started = true;
                length = opened.length();
            });
            Digest sha256 = write(body, file, shelf, opened.length() < 0 ? most : opened.length());
            if (!readersWaitForDisk) {
                update(this::verified);
            }
            taken(() -> {
                file.force(true);
                return sha256;
            });
            lock.lock();
            try {
                path = taken(() -> shelf.take(temporary, sha256));
            } finally {
                lock.unlock();
            }
            shelf.arrived(sha256);
            update(() -> {
                verified();
                done = true;
            });
            shelf.taken(sha256, written);
        } catch (NotKept e) {
            shelf.refused(e);
            fail(e);
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException e) {
            fail(new IOException("keeping a content failed", e));
        } catch (Error e) {
            // Out of memory, perhaps: its readers must not wait for ever.
            fail(new IOException("keeping a content failed", e));
            throw e;
        }
    }

    private void verified() {
        length = written;
        verified = true;
    }

    private interface OnDisk<V> {
        V run() throws IOException;
    }

    /// Tells the disk's failures from the source's.
    private static <V> V taken(OnDisk<V> work) throws NotKept {
        try {
            return work.run();
        } catch (IOException e) {
            throw new NotKept(e);
        }
    }

    private FileChannel create() throws IOException {
        return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    private Digest write(InputStream body, FileChannel file, Shelf shelf, long most)
            throws IOException {
        MessageDigest sha256 = Digest.Algorithm.SHA256.hash();
        Digest expected = digest;
        // Verified by another hash than the one that it is kept under.
        @Nullable Digest mapped =
                expected != null && expected.algorithm() != Digest.Algorithm.SHA256
                        ? expected
                        : null;
        MessageDigest asked = mapped == null ? sha256 : mapped.algorithm().hash();
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        for (int n = body.readNBytes(chunk, 0, CHUNK);
                n > 0;
                n = body.readNBytes(chunk, 0, CHUNK)) {
            total += n;
            if (total > most) {
                throw new IOException("the source sent more than " + most + " bytes");
            }
            sha256.update(chunk, 0, n);
            if (mapped != null) {
                asked.update(chunk, 0, n);
            }
            ByteBuffer buffer = ByteBuffer.wrap(chunk, 0, n);
            taken(() -> {
                shelf.write(file, buffer);
                return buffer;
            });
            long now = total;
            update(() -> written = now);
        }
        if (length >= 0 && total != length) {
            throw new IOException("the source ended after " + total + " of " + length + " bytes");
        }
        Digest hash = Digest.end(Digest.Algorithm.SHA256, sha256.digest());
        Digest delivered = mapped == null ? hash : Digest.end(mapped.algorithm(), asked.digest());
        if (expected != null && !delivered.equals(expected)) {
            throw new WrongDigest(expected);
        }
        return hash;
    }

    /// What is coming; null when nobody knows before it is there.
    @Nullable Digest digest() {
        return digest;
    }

    /// Ends this download for all readers.
    void fail(IOException e) {
        // First, so that a reader hears of it, and not of a file that is gone.
        update(() -> failure = e);
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // the next start cleans it
        }
    }

    /// Why it ended without its content.
    Optional<IOException> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the source has answered; returns the length, or -1.
    long awaitStart() throws IOException {
        return await(() -> started, () -> length);
    }

    /// Waits until all is there, verified, and in its place.
    void awaitEnd() throws IOException {
        await(() -> done, () -> 0);
    }

    /// Waits until more than `position` bytes may be seen; returns how many, which is not more than
    /// `position` only at the end.
    long awaitBeyond(long position) throws IOException {
        return await(() -> verified || visible() > position, this::visible);
    }

    /// The last byte waits for the verdict on all of them; without a length or a digest there is
    /// none to wait for.
    private long visible() {
        boolean judged = length >= 0 || digest != null;
        return verified || !judged ? written : Math.max(0, Math.min(written, length - 1));
    }

    /// Opens the file for one reader: an interrupted reader closes its channel, and only its own.
    FileChannel openFile() throws IOException {
        lock.lock();
        try {
            if (failure != null) {
                throw failure;
            }
            return FileChannel.open(path, StandardOpenOption.READ);
        } finally {
            lock.unlock();
        }
    }

    private interface Check {
        boolean holds();
    }

    private interface Value {
        long get();
    }

    private long await(Check check, Value value) throws IOException {
        lock.lock();
        try {
            while (!check.holds()) {
                if (failure != null) {
                    throw failure;
                }
                changed.await();
            }
            return value.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while a content came");
            interrupted.initCause(e);
            throw interrupted;
        } finally {
            lock.unlock();
        }
    }
}
