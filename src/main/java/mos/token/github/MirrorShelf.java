package mos.token.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mos.token.config.MirroredRepository;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where the mirrors lie: `HOST/OWNER/REPO/WHOSE.git`, for the owner of the process alone.
final class MirrorShelf {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorShelf.class);
    private static final int DEPTH = 4;
    private static final String SUFFIX = ".git";

    private final Path root;

    MirrorShelf(Path root) {
        this.root = root;
    }

    /// The place of a mirror.
    ///
    /// @param whose who may see it
    Path place(MirroredRepository repository, String whose) {
        return root.resolve(repository.host())
                .resolve(repository.owner())
                .resolve(repository.name())
                .resolve(whose + SUFFIX);
    }

    /// Deletes all mirrors of a repository but these.
    void keepOnly(MirroredRepository repository, Set<String> whose) throws IOException {
        for (Path place : places()) {
            Path name = root.relativize(place);
            if (repository(name).equals(repository) && !whose.contains(whose(name))) {
                delete(place);
            }
        }
    }

    /// Says which mirrors there are, and deletes those that nobody wants any more.
    ///
    /// @param wanted knows each by its repository and whose it is
    void tidy(BiPredicate<MirroredRepository, String> wanted) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try {
            for (Path place : places()) {
                Path name = root.relativize(place);
                long size = size(place);
                if (wanted.test(repository(name), whose(name))) {
                    LOG.info("mirror {}: {} bytes", name, size);
                } else {
                    delete(place);
                    LOG.info("mirror {} is wanted no more: {} bytes freed", name, size);
                }
            }
            for (Path folder : folders()) {
                try (Stream<Path> inside = Files.list(folder)) {
                    if (inside.findAny().isPresent()) {
                        continue;
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the mirrors in " + root + " cannot be read", e);
        }
    }

    private static MirroredRepository repository(Path name) {
        return new MirroredRepository(
                name.getName(0).toString(), name.getName(1).toString(), name.getName(2).toString());
    }

    private static String whose(Path name) {
        String last = name.getFileName().toString();
        return last.endsWith(SUFFIX) ? last.substring(0, last.length() - SUFFIX.length()) : "";
    }

    private Set<Path> places() throws IOException {
        try (Stream<Path> all = Files.walk(root, DEPTH)) {
            return all.filter(path -> root.relativize(path).getNameCount() == DEPTH)
                    .collect(Collectors.toSet());
        }
    }

    /// Above the mirrors, the deepest first.
    private List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.walk(root, DEPTH - 1)) {
            return all.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList();
        }
    }

    private static long size(Path place) throws IOException {
        try (Stream<Path> all = Files.walk(place)) {
            return all.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    /// Makes a directory for the owner of the process alone, and those above it.
    static void directory(Path directory) throws IOException {
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// Deletes a mirror, if it is there.
    static void delete(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> inside = Files.walk(place)) {
            all = inside.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }
}
