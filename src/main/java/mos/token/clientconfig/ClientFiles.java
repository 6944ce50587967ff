package mos.token.clientconfig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import mos.token.file.AtomicFile;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Reads and writes clients' files below a root directory.
final class ClientFiles {
    /// The file as it was before our part came.
    static final String BEFORE = ".before-mos-token";

    /// What our part is.
    static final String NOTE = ".mos-token";

    private static final long LARGEST = 1 << 20;

    private final Path root;

    /// @throws ConfigProblem when there is no such directory
    ClientFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(this.root)) {
            throw new ConfigProblem("--root: there is no directory " + this.root);
        }
    }

    /// A file by its place in the system, as in `/etc/docker/daemon.json`.
    Path at(String place) {
        return root.resolve(place.substring(1));
    }

    /// A file as it is now.
    ///
    /// @throws ConfigProblem when it cannot be read
    Held read(Path file) {
        try {
            Path real = real(file);
            return new Held(text(real), text(beside(real, BEFORE)), text(beside(real, NOTE)));
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    /// Makes a change. What tells how to undo it is written first and removed last.
    ///
    /// @throws ConfigProblem when the file changed since, or cannot be written
    void write(Change change) {
        if (!read(change.file()).equals(change.before())) {
            throw new ConfigProblem(
                    change.file() + " was changed meanwhile by somebody else: run this again");
        }
        try {
            Path real = real(change.file());
            Files.createDirectories(real.resolveSibling(""));
            Held after = change.after();
            AtomicFile.Access access = access(real, change);
            if (after.before() != null
                    && !Objects.equals(after.before(), change.before().before())) {
                AtomicFile.replace(
                        beside(real, BEFORE),
                        after.before().exposeUtf8(),
                        AtomicFile.Access.of(real));
            }
            if (after.note() != null) {
                AtomicFile.replace(
                        beside(real, NOTE),
                        after.note().exposeUtf8(),
                        AtomicFile.Access.ofWriter("rw-r--r--"));
            }
            if (after.text() != null) {
                AtomicFile.replace(real, after.text().exposeUtf8(), access);
            } else {
                Files.deleteIfExists(real);
            }
            if (after.note() == null) {
                Files.deleteIfExists(beside(real, NOTE));
            }
            if (after.before() == null) {
                Files.deleteIfExists(beside(real, BEFORE));
            }
        } catch (IOException e) {
            throw failed("write", change.file(), e);
        }
    }

    /// A file that gets a token is for its owner alone; when it is taken out, the file is as it
    /// was. A mode that we did not give stays: there was no token, or somebody chose it since.
    private static AtomicFile.Access access(Path real, Change change) throws IOException {
        AtomicFile.Access now = original(real, AtomicFile.Access.ofWriter("rw-r--r--"));
        if (!change.holdsToken()) {
            return now;
        }
        AtomicFile.Access narrow = now.forOwnerAlone();
        if (!change.undoes()) {
            return narrow;
        }
        return now.equals(narrow) ? original(beside(real, BEFORE), now) : now;
    }

    private static AtomicFile.Access original(Path file, AtomicFile.Access otherwise)
            throws IOException {
        return Files.exists(file) ? AtomicFile.Access.of(file) : otherwise;
    }

    private static Path beside(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    private static @Nullable SecretText text(Path file) throws IOException {
        try {
            if (Files.size(file) > LARGEST) {
                throw new ConfigProblem(
                        "%s is longer than %d bytes: this is no file of settings"
                                .formatted(file, LARGEST));
            }
            return SecretText.ofUtf8(Files.readAllBytes(file));
        } catch (NoSuchFileException _) {
            return null;
        } catch (IllegalArgumentException _) {
            throw new ConfigProblem(file + " is not UTF-8 text: correct it; nothing was changed");
        }
    }

    /// Where a file really is: a link to it stays one. In the image of another system a link can
    /// lead into this one, which is not meant.
    private Path real(Path file) throws IOException {
        Path there = file;
        while (!Files.exists(there)) {
            if (Files.isSymbolicLink(there)) {
                throw new ConfigProblem(
                        there
                                + " is a link to nothing: put back what it leads to, or take it away");
            }
            there = there.resolveSibling("");
        }
        Path real = there.toRealPath().resolve(there.relativize(file));
        if (!real.startsWith(root.toRealPath())) {
            throw new ConfigProblem(
                    "%s is a link that leads out of %s: give --root the system that it is in"
                            .formatted(file, root));
        }
        return real;
    }

    private static ConfigProblem failed(String what, Path file, IOException e) {
        return new ConfigProblem(
                "cannot %s %s (%s): run this as root, or give --root a directory of yours"
                        .formatted(what, file, e.getClass().getSimpleName()));
    }
}
