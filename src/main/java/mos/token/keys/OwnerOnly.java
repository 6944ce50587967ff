package mos.token.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/// The mode that a file with a key must have.
final class OwnerOnly {
    private static final Set<PosixFilePermission> OWNER =
            EnumSet.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.OWNER_EXECUTE);

    private OwnerOnly() {}

    /// Refuses a file that anybody but its owner may touch.
    ///
    /// @param what names the file for people, as in `the master key`
    /// @throws KeyProblem when it is open to others
    static void require(Path file, String what) throws IOException {
        try {
            if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw new KeyProblem(
                        what + " " + file + " is open to others: run chmod 600 " + file);
            }
        } catch (UnsupportedOperationException _) {
            // A file system without modes cannot say who may read; nothing to refuse by.
        }
    }
}
