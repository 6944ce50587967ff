package mos.token.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Replaces a file: whoever reads it meanwhile, or after a power cut, finds the old or the new
/// text, whole, and nobody who may not read it ever could.
public final class AtomicFile {
    private AtomicFile() {}

    /// Who has a file, and who may do what with it.
    ///
    /// @param owner null for whoever writes it
    /// @param group null for the writer's
    public record Access(
            @Nullable UserPrincipal owner,
            @Nullable GroupPrincipal group,
            Set<PosixFilePermission> mode) {
        /// For its writer alone.
        public static final Access OWNER_ALONE = ofWriter("rw-------");

        /// The writer's, with permissions as in `rw-r--r--`.
        public static Access ofWriter(String mode) {
            return new Access(null, null, PosixFilePermissions.fromString(mode));
        }

        /// That of a file.
        public static Access of(Path file) throws IOException {
            PosixFileAttributes its = Files.readAttributes(file, PosixFileAttributes.class);
            return new Access(its.owner(), its.group(), Set.copyOf(its.permissions()));
        }

        /// The same owner, but nobody else may read it.
        public Access forOwnerAlone() {
            return new Access(owner, group, OWNER_ALONE.mode());
        }
    }

    /// Puts bytes into a file, which need not be there yet; its directory must be.
    ///
    /// @throws IOException when it could not be done, or not for certain
    public static void replace(Path file, byte[] bytes, Access access) throws IOException {
        Path directory = file.resolveSibling("");
        Path fresh =
                Files.createTempFile(
                        directory,
                        file.getFileName() + ".",
                        ".new",
                        PosixFilePermissions.asFileAttribute(Access.OWNER_ALONE.mode()));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer text = ByteBuffer.wrap(bytes);
                while (text.hasRemaining()) {
                    channel.write(text);
                }
                grant(fresh, access);
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        try (FileChannel names = FileChannel.open(directory)) {
            names.force(true);
        }
    }

    /// The mode last: before it nobody but the writer may read the file.
    private static void grant(Path fresh, Access access) throws IOException {
        var view = Files.getFileAttributeView(fresh, PosixFileAttributeView.class);
        PosixFileAttributes now = view.readAttributes();
        if (access.owner() != null && !access.owner().equals(now.owner())) {
            view.setOwner(access.owner());
        }
        if (access.group() != null && !access.group().equals(now.group())) {
            view.setGroup(access.group());
        }
        view.setPermissions(access.mode());
    }
}
