package mos.token.content;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// The files: `sha256/ab/<hex>` for what is complete, `tmp/` for what is coming.
final class ContentFiles {
    private final Path complete;
    private final Path coming;
    private final Disk disk;
    private final AtomicLong names = new AtomicLong();

    /// How many readers each open file has; a file in here is not deleted.
    private final ConcurrentMap<String, Integer> readers = new ConcurrentHashMap<>();

    /// Makes the directories and cleans what an earlier run left unfinished.
    ContentFiles(Path directory, Disk disk) {
        this.disk = disk;
        complete = directory.resolve("sha256");
        coming = directory.resolve("tmp");
        try {
            // Private repositories' content too lies here, whatever the data directory's own mode.
            FileAttribute<?> ownersOnly =
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(complete, ownersOnly);
            Files.createDirectories(coming, ownersOnly);
            try (DirectoryStream<Path> left = Files.newDirectoryStream(coming)) {
                for (Path file : left) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the content directory " + directory + " cannot be used", e);
        }
    }

    /// A name for a new temporary file.
    Path temporary() {
        return coming.resolve(Long.toString(names.incrementAndGet()));
    }

    /// Appends to a temporary file.
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        disk.write(file, bytes);
    }

    /// Writes bytes to a new temporary file, durably.
    void write(Path temporary, byte[] bytes) throws IOException {
        try (FileChannel file =
                FileChannel.open(
                        temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            disk.write(file, ByteBuffer.wrap(bytes));
            file.force(true);
        }
    }

    /// Deletes a temporary file if it is still there; else the next start does.
    void discard(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException _) {
            // Cleaned at the next start.
        }
    }

    /// Moves a finished temporary file to its place.
    Path take(Path temporary, String hex) throws IOException {
        Path place = place(hex);
        Files.createDirectories(place.getParent());
        return Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    }

    boolean exists(String hex) {
        return Files.exists(place(hex));
    }

    /// Opens a complete file; empty when there is none.
    Optional<StoredContent> open(String hex) throws IOException {
        readers.merge(hex, 1, Integer::sum);
        boolean opened = false;
        try {
            FileChannel file = FileChannel.open(place(hex), StandardOpenOption.READ);
            try {
                StoredContent content = new StoredContent(file, file.size(), () -> leave(hex));
                opened = true;
                return Optional.of(content);
            } finally {
                if (!opened) {
                    file.close();
                }
            }
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } finally {
            if (!opened) {
                leave(hex);
            }
        }
    }

    private void leave(String hex) {
        readers.computeIfPresent(hex, (_, n) -> n == 1 ? null : Integer.valueOf(n - 1));
    }

    /// Deletes a complete file unless somebody reads it; says whether it is gone.
    boolean delete(String hex) {
        // Inside compute no reader can come: one that does waits and then finds no file.
        return readers.compute(
                        hex,
                        (_, n) -> {
                            if (n == null) {
                                try {
                                    Files.deleteIfExists(place(hex));
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            }
                            return n;
                        })
                == null;
    }

    /// Deletes a damaged file, whoever reads it: they keep what they opened, and nobody else gets
    /// it.
    void unlink(String hex) throws IOException {
        Files.deleteIfExists(place(hex));
    }

    /// Shows every complete file to `each`.
    void forEach(Each each) throws IOException {
        try (DirectoryStream<Path> shelves = Files.newDirectoryStream(complete)) {
            for (Path shelf : shelves) {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(shelf)) {
                    for (Path file : files) {
                        each.file(file);
                    }
                }
            }
        }
    }

    /// Looks at a file.
    interface Each {
        void file(Path file) throws IOException;
    }

    /// Bytes that the file system still has for us.
    long usableSpace() throws IOException {
        return disk.usable(coming);
    }

    private Path place(String hex) {
        return complete.resolve(hex.substring(0, 2)).resolve(hex);
    }
}
