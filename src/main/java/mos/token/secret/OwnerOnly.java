package mos.token.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// The mode that a file with a secret must have.
public final class OwnerOnly {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private OwnerOnly() {}

    /// What to tell when anybody but its owner may touch a file, with the fix.
    public static Optional<String> problem(Path file) throws IOException {
        try {
            return OWNER.containsAll(Files.getPosixFilePermissions(file))
                    ? Optional.empty()
                    : Optional.of(file + " is open to others: run chmod 600 " + file);
        } catch (UnsupportedOperationException _) {
            return Optional.empty(); // a file system without modes cannot say who may read
        }
    }
}
