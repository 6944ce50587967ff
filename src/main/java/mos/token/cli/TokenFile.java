package mos.token.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import mos.token.secret.SecretText;

/// A file that holds a token for its owner alone.
///
/// @param path where it is
record TokenFile(Path path) {
    private static final int LONGEST_TOKEN = 4096;

    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    /// @throws CommandFailed when it is not there, not for its owner alone, or holds no token
    SecretText read() {
        try {
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                throw new CommandFailed(
                        ExitCode.NO_TOKEN,
                        "%s can be read or changed by other users: chmod 600 it".formatted(path));
            }
            if (Files.size(path) > LONGEST_TOKEN) {
                throw new CommandFailed(
                        ExitCode.NO_TOKEN, path + " does not hold a token: it is too long");
            }
            return SecretText.of(
                    StandardCharsets.UTF_8
                            .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                            .toString()
                            .strip());
        } catch (NoSuchFileException _) {
            throw new CommandFailed(
                    ExitCode.NO_TOKEN, "there is no file " + path + " (MOS_TOKEN_FILE)");
        } catch (IOException _) {
            throw new CommandFailed(
                    ExitCode.NO_TOKEN,
                    "cannot read %s: run this as its owner, or set MOS_TOKEN_FILE to a file that holds an admin token"
                            .formatted(path));
        }
    }

    /// Puts another token into it, in one step: whoever reads it meanwhile, or after a power cut,
    /// finds the old or the new one, and nobody but its owner ever could.
    ///
    /// @throws IOException when it could not be done, or not for certain
    void replace(SecretText token) throws IOException {
        // A link, as `current` to a file elsewhere, stays one.
        Path file = path.toRealPath();
        Path directory = file.resolveSibling("");
        Path fresh =
                Files.createTempFile(
                        directory,
                        file.getFileName() + ".",
                        ".new",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer text =
                        ByteBuffer.wrap(
                                (token.exposeText() + "\n").getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
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
}
