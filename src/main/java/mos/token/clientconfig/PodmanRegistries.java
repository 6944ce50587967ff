package mos.token.clientconfig;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What `registries.conf` and its drop-in files say already. A later `[[registry]]` of the same
/// prefix replaces an earlier one whole (containers-registries.conf.d(5)): ours would silently end
/// a block or a mirror of the owner's.
final class PodmanRegistries {
    /// Our drop-in file.
    static final String OURS = "/etc/containers/registries.conf.d/50-mos-token.conf";

    private static final String MAIN = "/etc/containers/registries.conf";

    private final ClientFiles files;

    PodmanRegistries(ClientFiles files) {
        this.files = files;
    }

    /// Why ours cannot come beside them, a sentence each.
    List<String> problems(String ours) {
        Path mine = files.at(OURS);
        List<String> prefixes = prefixes(mine, ours);
        List<String> problems = new ArrayList<>();
        for (Path file : others(mine)) {
            String text = Held.plain(files.read(file).text());
            List<String> both = text == null ? new ArrayList<>() : prefixes(file, text);
            both.retainAll(prefixes);
            for (String prefix : both) {
                problems.add(
                        "%s has a [[registry]] for %s, which ours would replace: add the [[registry.mirror]] of it there by hand, as this command prints it without --write"
                                .formatted(file, prefix));
            }
        }
        return problems;
    }

    private List<Path> others(Path mine) {
        List<Path> others = new ArrayList<>(List.of(files.at(MAIN)));
        Path directory = mine.resolveSibling("");
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "*.conf")) {
                all.forEach(others::add);
            } catch (IOException | DirectoryIteratorException e) {
                throw new ConfigProblem(
                        "cannot list %s (%s): run this as root, or give --root a directory of yours"
                                .formatted(directory, e.getClass().getSimpleName()));
            }
        }
        others.remove(mine);
        Collections.sort(others);
        return others;
    }

    private static List<String> prefixes(Path file, String text) {
        List<String> prefixes = new ArrayList<>();
        for (JsonNode registry : TomlText.read(file, text).path("registry")) {
            String location = registry.path("location").asString("");
            prefixes.add(registry.path("prefix").asString(location));
        }
        return prefixes;
    }
}
