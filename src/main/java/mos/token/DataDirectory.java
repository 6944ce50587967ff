package mos.token;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The data directory, held by one process at a time. The lock is the operating system's, so it
/// ends with the process, however that ends.
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Makes the directory when missing, for its owner alone, and locks it.
    ///
    /// @throws StartProblem when it cannot be written or another process holds it
    static DataDirectory open(Path path) {
        return open(path, "end that one, or choose another directory with --data");
    }

    /// The same.
    ///
    /// @param otherwise what to do when another process holds it
    static DataDirectory open(Path path, String otherwise) {
        FileChannel channel = null;
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path.toAbsolutePath().normalize().getParent());
                Files.createDirectory(
                        path,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
            }
            channel =
                    FileChannel.open(
                            path.resolve("lock"),
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
            if (tryLock(channel) == null) {
                channel.close();
                throw new StartProblem(
                        path + " is in use by another mos-token" + holder(path) + ": " + otherwise);
            }
            // For the message above only: the lock itself is the system's.
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return new DataDirectory(path, channel);
        } catch (IOException e) {
            throw new StartProblem(
                    path
                            + " cannot be used as the data directory ("
                            + e.getClass().getSimpleName()
                            + "): make it writable for this user, or choose another with --data");
        }
    }

    Path path() {
        return path;
    }

    private static String holder(Path path) {
        try {
            String pid = Files.readString(path.resolve("lock"));
            return pid.matches("\\d{1,10}") ? " (process " + pid + ")" : "";
        } catch (IOException _) {
            return "";
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException _) {
            return null; // held by this very process
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // The lock ends with the process at the latest.
        }
    }
}
