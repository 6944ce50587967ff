package mos.token.github;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One bare repository on disk, which the program git keeps. Written by one thread at a time.
final class GitMirror {
    /// Fetches objects from the host.
    @FunctionalInterface
    interface Host {
        /// Writes a pack of what is wanted.
        ///
        /// @param haves what we have, the newest first
        /// @throws GitPackets.Broken when the host does not give all of it
        void pack(Set<String> wants, List<String> haves, OutputStream to) throws IOException;
    }

    /// What a git that was killed leaves behind.
    private static final Pattern LEFTOVER =
            Pattern.compile(".*\\.lock|gc\\.pid|objects/(?:.*/)?(?:tmp_|\\.tmp-)[^/]*");

    private final GitProgram git;
    private final Path place;

    GitMirror(GitProgram git, Path place) {
        this.git = git;
        this.place = place;
    }

    /// Where it is.
    Path place() {
        return place;
    }

    /// Whether it was made.
    boolean exists() {
        return Files.exists(place.resolve("HEAD"));
    }

    /// Makes it anew, empty.
    void make() throws IOException {
        MirrorShelf.delete(place);
        MirrorShelf.directory(place);
        git.run("init", "--quiet", "--bare", "--template=", place.toString());
    }

    /// Removes what a git that was killed left. Nobody else may write meanwhile.
    void tidy() throws IOException {
        if (!exists()) {
            return;
        }
        List<Path> files;
        try (var all = Files.walk(place)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            if (LEFTOVER.matcher(place.relativize(file).toString()).matches()) {
                Files.delete(file);
            }
        }
    }

    /// Takes what the host has. Until all of it is here and sound, what is here stays as it was.
    ///
    /// @return whether something changed
    /// @throws GitPackets.Broken when the host does not give all of it
    /// @throws GitProgram.Failed when what it gives is not sound, or the disk is full
    boolean take(GitRefs refs, Host host) throws IOException {
        SortedMap<String, String> here = new TreeMap<>();
        Set<String> haves = new LinkedHashSet<>();
        run(
                        GitProgram.Input.NONE,
                        "for-each-ref",
                        "--sort=-creatordate",
                        "--format=%(objectname) %(refname)",
                        "refs/heads/",
                        "refs/tags/")
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(ref -> {
                    haves.add(ref[0]);
                    here.put(ref[1], ref[0]);
                });
        Set<String> wants = new LinkedHashSet<>(refs.ids().values());
        boolean detached = refs.head() != null && !refs.head().startsWith("ref: ");
        if (detached) {
            wants.add(refs.head());
        }
        wants.removeAll(haves);
        if (!wants.isEmpty()) {
            List<String> newest = List.copyOf(haves);
            run(
                    to -> host.pack(wants, newest, to),
                    "index-pack",
                    "--stdin",
                    "--fix-thin",
                    "--fsck-objects");
            // As git itself checks after a fetch that nothing is missing.
            run(lines(wants), "rev-list", "--objects", "--stdin", "--not", "--all", "--quiet");
        }
        boolean moved = name(here, refs.ids());
        return point(refs.head()) || moved;
    }

    /// Removes first: a branch may take the place of a folder of branches.
    private boolean name(Map<String, String> here, Map<String, String> there) throws IOException {
        List<String> gone = new ArrayList<>();
        here.keySet().stream()
                .filter(name -> !there.containsKey(name))
                .forEach(name -> gone.add("delete " + name + "\0\0"));
        List<String> changed = new ArrayList<>();
        there.forEach((name, id) -> {
            if (!id.equals(here.get(name))) {
                changed.add("update " + name + "\0" + id + "\0\0");
            }
        });
        for (List<String> step : List.of(gone, changed)) {
            if (!step.isEmpty()) {
                byte[] commands = String.join("", step).getBytes(StandardCharsets.UTF_8);
                run(to -> to.write(commands), "update-ref", "--stdin", "-z");
            }
        }
        if (gone.isEmpty() && changed.isEmpty()) {
            return false;
        }
        run(GitProgram.Input.NONE, "pack-refs", "--all");
        return true;
    }

    private boolean point(@Nullable String head) throws IOException {
        if (head == null || Files.readString(place.resolve("HEAD")).strip().equals(head)) {
            return false;
        }
        if (head.startsWith("ref: ")) {
            String branch = head.substring("ref: ".length());
            run(GitProgram.Input.NONE, "symbolic-ref", "HEAD", branch);
        } else {
            run(GitProgram.Input.NONE, "update-ref", "--no-deref", "HEAD", head);
        }
        return true;
    }

    /// Lets git put its packs together when there are many.
    void collect() throws IOException {
        run(GitProgram.Input.NONE, "gc", "--auto", "--quiet");
    }

    private static GitProgram.Input lines(Set<String> lines) {
        byte[] text = String.join("\n", lines).concat("\n").getBytes(StandardCharsets.US_ASCII);
        return to -> to.write(text);
    }

    private String run(GitProgram.Input input, String... command) throws IOException {
        return git.runIn(place, input, command);
    }
}
