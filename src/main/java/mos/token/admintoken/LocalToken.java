package mos.token.admintoken;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import mos.token.secret.SecretText;

/// The local token: a file in the data directory, new at each start and gone at stop, that opens
/// everything for requests from this machine. Who may read the file owns the machine anyway.
public final class LocalToken implements AutoCloseable {
    private final Path file;
    private final SecretText token;

    private LocalToken(Path file, SecretText token) {
        this.file = file;
        this.token = token;
    }

    /// Writes a new token to `local-token` in the data directory, in place of an old one. The file
    /// appears complete, and is readable by its owner alone from its first byte.
    ///
    /// @throws UncheckedIOException naming the file and the fix when it cannot be written
    public static LocalToken create(Path dataDirectory, SecureRandom random) {
        Path file = dataDirectory.resolve("local-token");
        Path unfinished = dataDirectory.resolve("local-token.new");
        SecretText token = TokenFormat.generate(random);
        try {
            // CREATE_NEW below neither follows a link nor takes over a file with other rights.
            Files.deleteIfExists(unfinished);
            try (FileChannel channel =
                    FileChannel.open(
                            unfinished,
                            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = ByteBuffer.wrap(token.exposeUtf8());
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return new LocalToken(file, token);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot write %s (%s): make the data directory writable for this user"
                            .formatted(file, e.getClass().getSimpleName()),
                    e);
        }
    }

    /// Whether a presented text is the local token.
    ///
    /// @param local whether the request came from this machine and nobody forwarded it; without
    ///   that the local token is worth nothing
    public boolean opens(SecretText presented, boolean local) {
        return local && token.equals(presented);
    }

    /// Where it is.
    public Path file() {
        return file;
    }

    /// Removes the file.
    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }
}
