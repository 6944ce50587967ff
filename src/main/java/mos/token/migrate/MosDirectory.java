package mos.token.migrate;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// The files of a box's `/boot/config`, or of a copy of it that anybody may have made. No link is
/// followed on the way to a file, also not one that is slipped in meanwhile, and nothing but
/// regular files is opened: a FIFO would be waited for, for ever.
final class MosDirectory {
    /// Where MOS has it.
    private static final String HOME = "/boot/config/";

    private final Path given;

    /// On the way from there, so that it is no link either.
    private final String prefix;

    private MosDirectory(Path given, String prefix) {
        this.given = given;
        this.prefix = prefix;
    }

    /// Takes `/boot/config` or `/boot`, or a copy of either.
    ///
    /// @throws MigrationProblem when it is neither
    static MosDirectory at(Path given) {
        for (String prefix : new String[] {"", "config/"}) {
            if (Files.isDirectory(given.resolve(prefix + "api"), LinkOption.NOFOLLOW_LINKS)) {
                return new MosDirectory(given, prefix);
            }
        }
        throw new MigrationProblem(
                "there is no directory 'api' in "
                        + given
                        + ": name MOS's /boot/config, or a copy of it");
    }

    /// The place below this directory of a file that MOS names.
    ///
    /// @throws IOException when it lies elsewhere
    static String below(String named) throws IOException {
        String below = named.startsWith(HOME) ? named.substring(HOME.length()) : "";
        for (String part : below.split("/", -1)) {
            if (!part.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")) {
                throw new IOException(
                        "it is to lie in " + Shown.path(named) + ", not below " + HOME);
            }
        }
        return below;
    }

    /// The content of a file.
    ///
    /// @throws NoSuchFileException when it is not there
    /// @throws IOException when it is no regular file, larger than `most` bytes, or cannot be read;
    ///   the message may be shown
    byte[] read(String file, int most) throws IOException {
        return at(
                file,
                (directory, name) -> {
                    try (SeekableByteChannel channel =
                                    directory.newByteChannel(
                                            name,
                                            Set.of(
                                                    StandardOpenOption.READ,
                                                    LinkOption.NOFOLLOW_LINKS));
                            InputStream in = Channels.newInputStream(channel)) {
                        byte[] bytes = in.readNBytes(most + 1);
                        if (bytes.length > most) {
                            throw new IOException("it is larger than " + (most >> 10) + " KiB");
                        }
                        return bytes;
                    }
                });
    }

    /// Replaces a file in one step and overwrites what it held before. Whoever reads it meanwhile,
    /// or after a power cut, finds the old or the new one, whole.
    void replace(String file, byte[] bytes) throws IOException {
        at(
                file,
                (directory, name) -> {
                    replace(directory, name, bytes);
                    return name;
                });
    }

    static void replace(SecureDirectoryStream<Path> directory, Path name, byte[] bytes)
            throws IOException {
        try (SeekableByteChannel old =
                directory.newByteChannel(
                        name, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            Path fresh = Path.of(name + ".new");
            delete(directory, fresh); // one that a power cut left
            try {
                create(directory, fresh, bytes);
                directory.move(fresh, directory, name);
            } catch (IOException e) {
                delete(directory, fresh); // it holds secrets, as the old one does
                throw e;
            }
            try (SeekableByteChannel names =
                    directory.newByteChannel(Path.of("."), Set.of(StandardOpenOption.READ))) {
                sync(names);
            }
            // By its open channel: it has no name any more.
            write(old, new byte[Math.toIntExact(old.size())]);
        }
    }

    private static void delete(SecureDirectoryStream<Path> directory, Path file)
            throws IOException {
        try {
            directory.deleteFile(file);
        } catch (NoSuchFileException _) {
            // so it is gone
        }
    }

    private static void create(SecureDirectoryStream<Path> directory, Path fresh, byte[] bytes)
            throws IOException {
        try (SeekableByteChannel channel =
                directory.newByteChannel(
                        fresh,
                        Set.of(
                                StandardOpenOption.CREATE_NEW,
                                StandardOpenOption.WRITE,
                                LinkOption.NOFOLLOW_LINKS),
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")))) {
            write(channel, bytes);
        }
    }

    private static void write(SeekableByteChannel channel, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left);
        }
        sync(channel);
    }

    private static void sync(SeekableByteChannel channel) throws IOException {
        if (channel instanceof FileChannel file) {
            file.force(true);
        }
    }

    private interface Work<T> {
        T run(SecureDirectoryStream<Path> directory, Path name) throws IOException;
    }

    private <T> T at(String file, Work<T> work) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(given)) {
            if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
                throw new IOException("this system cannot keep links out: use Linux");
            }
            return at(secure, Path.of(prefix + file), work);
        }
    }

    private static <T> T at(SecureDirectoryStream<Path> here, Path file, Work<T> work)
            throws IOException {
        Path name = file.getName(0);
        var its =
                here.getFileAttributeView(
                                name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .readAttributes();
        if (file.getNameCount() == 1) {
            if (!its.isRegularFile()) {
                throw new IOException("it is no regular file, and links are not followed");
            }
            return work.run(here, name);
        }
        if (!its.isDirectory()) {
            throw new NotDirectoryException(name.toString());
        }
        try (SecureDirectoryStream<Path> below =
                here.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
            return at(below, file.subpath(1, file.getNameCount()), work);
        }
    }
}
