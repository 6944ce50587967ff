package mos.token.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import mos.token.file.AtomicFile;
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

    /// Puts another token into it, in one step.
    ///
    /// @throws IOException when it could not be done, or not for certain
    void replace(SecretText token) throws IOException {
        byte[] line = (token.exposeText() + "\n").getBytes(StandardCharsets.UTF_8);
        // A link, as `current` to a file elsewhere, stays one.
        AtomicFile.replace(path.toRealPath(), line, AtomicFile.Access.OWNER_ALONE);
    }
}
