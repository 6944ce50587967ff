package mos.token.config;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns written paths into absolute ones: `~/`, the standard places of the XDG base directory
/// specification, and paths beside the configuration file.
final class FilePaths {
    private final Map<String, String> environment;
    private final Path home;

    /// @param environment the process's variables
    /// @param home used when `HOME` is not set
    FilePaths(Map<String, String> environment, Path home) {
        this.environment = environment;
        String set = environment.getOrDefault("HOME", "");
        this.home = set.isBlank() ? home : Path.of(set);
    }

    /// The standard data directory.
    Path data() {
        return xdg("XDG_DATA_HOME", ".local/share").resolve("mos-token");
    }

    /// The standard place of the master key.
    Path masterKey() {
        return xdg("XDG_CONFIG_HOME", ".config").resolve("mos-token").resolve("master.key");
    }

    /// The specification says that a relative path in these variables is to be ignored.
    private Path xdg(String variable, String otherwise) {
        String set = environment.getOrDefault(variable, "");
        return set.startsWith("/") ? Path.of(set) : home.resolve(otherwise);
    }

    /// An absolute path without `.` and `..`.
    ///
    /// @param beside the directory that a relative path starts from, or null for the working
    ///   directory
    Path read(String text, @Nullable Path beside) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the path is empty");
        }
        try {
            Path path = text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
            return (beside == null ? path : beside.resolve(path)).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    "'" + text.replace('\0', '?') + "' is not a path: " + e.getReason());
        }
    }

    /// The path with every symbolic link of its existing part followed, to compare places.
    static Path real(Path path) {
        for (Path existing = path; existing != null; existing = existing.getParent()) {
            try {
                return existing.toRealPath().resolve(existing.relativize(path)).normalize();
            } catch (IOException _) {
                // not there yet: the parent may be
            }
        }
        return path;
    }
}
