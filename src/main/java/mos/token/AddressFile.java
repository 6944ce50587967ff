package mos.token;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `DATA/address`: where the running server listens, the admin listener's URL in the first line and
/// the gateway's in the second, so that commands find them without an option. It is there from a
/// good start to the stop; a killed server leaves a stale one, which is harmless: nobody answers
/// there, or, with the local token gone too, nobody opens.
final class AddressFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressFile.class);

    private final Path file;

    private AddressFile(Path file) {
        this.file = file;
    }

    /// Writes the file, readable by its owner alone, complete when it appears.
    ///
    /// @throws StartProblem when it cannot be written
    static AddressFile write(Path data, URI admin, URI gateway) {
        Path file = data.resolve("address");
        Path unfinished = data.resolve("address.new");
        try {
            Files.deleteIfExists(unfinished);
            Files.createFile(
                    unfinished,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            Files.writeString(unfinished, admin + "\n" + gateway + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return new AddressFile(file);
        } catch (IOException e) {
            throw new StartProblem(
                    "cannot write %s (%s): make the data directory writable for this user"
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", file, e.toString());
        }
    }
}
