package mos.token.github;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The program `git` of this machine. It works on our disk alone: what comes from a host is handed
/// to it, so that it never sees a network, an address or a credential. Of our environment it has
/// the search path, of this machine's git configuration nothing.
final class GitProgram implements AutoCloseable {
    /// git ended with an error.
    static final class Failed extends IOException {
        Failed(String command, String why) {
            super("git " + command + ": " + why.strip().replaceAll("\\p{Cntrl}+", " | "));
        }
    }

    /// Writes what git reads.
    @FunctionalInterface
    interface Input {
        Input NONE = _ -> {};

        /// Writes all of it.
        ///
        /// @throws GitPackets.Broken when it cannot be had; git is killed then
        void write(OutputStream to) throws IOException;
    }

    /// How long a git may run, whatever it does.
    static final Duration LONGEST = Duration.ofHours(1);

    private static final int LONGEST_OUTPUT = 64 * 1024 * 1024;
    private static final int LONGEST_COMPLAINT = 2_000;
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    private static final Map<String, String> ENVIRONMENT =
            Map.of(
                    "HOME", "/dev/null",
                    "LC_ALL", "C",
                    "GIT_CONFIG_NOSYSTEM", "1",
                    "GIT_CONFIG_GLOBAL", "/dev/null",
                    "GIT_ATTR_NOSYSTEM", "1",
                    "GIT_TERMINAL_PROMPT", "0",
                    "GIT_NO_REPLACE_OBJECTS", "1",
                    "GIT_NO_LAZY_FETCH", "1");

    private static final List<String> SETTINGS =
            List.of(
                    "-c",
                    "protocol.allow=never",
                    "-c",
                    "core.hooksPath=/dev/null",
                    "-c",
                    "gc.autoDetach=false",
                    "-c",
                    "uploadpack.allowFilter=true",
                    "-c",
                    "uploadpack.allowAnySHA1InWant=true");

    private final String program;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Found by the search path, or named by its path.
    GitProgram(String program) {
        this.program = program;
    }

    /// Throws when this machine has no git.
    ///
    /// @throws IllegalArgumentException naming the fix
    void require() {
        try {
            run("--version");
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "gateway.github-mirror needs the program git, which cannot be run here"
                            + " (%s): install it, as by 'apt install git', or take the setting out"
                                    .formatted(e.getMessage()),
                    e);
        }
    }

    /// Runs git without input; returns what it wrote.
    String run(String... command) throws IOException {
        return run(Input.NONE, command);
    }

    /// Runs git in a repository; returns what it wrote.
    String runIn(Path repository, Input input, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("--git-dir=" + repository));
        all.addAll(List.of(command));
        return run(input, all.toArray(String[]::new));
    }

    private String run(Input input, String... command) throws IOException {
        Process process = start(Map.of(), command);
        try {
            CompletableFuture<String> complaint = complaint(process);
            try (OutputStream to = process.getOutputStream()) {
                input.write(to);
            } catch (GitPackets.Broken e) {
                throw e;
            } catch (IOException _) {
                // It ended before it had read everything: what it says tells more.
            }
            byte[] said = process.getInputStream().readNBytes(LONGEST_OUTPUT);
            int exit = process.waitFor();
            if (exit != 0 || said.length == LONGEST_OUTPUT) {
                String name = command[0].startsWith("--git-dir") ? command[1] : command[0];
                String why = complaint.join();
                throw new Failed(name, why.isBlank() ? "it ended with " + exit : why);
            }
            return new String(said, StandardCharsets.UTF_8);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IOException("shutting down");
        } finally {
            end(process);
        }
    }

    /// Starts git; whoever does so ends it with [#end]. It is killed after [#LONGEST].
    Process start(Map<String, String> environment, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of(program));
        words.addAll(SETTINGS);
        words.addAll(List.of(command));
        ProcessBuilder builder = new ProcessBuilder(words).directory(new File("/"));
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment().putAll(ENVIRONMENT);
        builder.environment().putAll(environment);
        Process process = builder.start();
        running.add(process);
        if (closed) {
            end(process);
            throw new IOException("shutting down");
        }
        Thread.ofVirtual().start(() -> watch(process));
        return process;
    }

    /// Reads what git says to people, so that it never waits for a reader.
    CompletableFuture<String> complaint(Process process) {
        CompletableFuture<String> said = new CompletableFuture<>();
        Thread.ofVirtual()
                .start(() -> {
                    String text = "";
                    try (InputStream from = process.getErrorStream()) {
                        text =
                                new String(
                                        from.readNBytes(LONGEST_COMPLAINT), StandardCharsets.UTF_8);
                        from.transferTo(OutputStream.nullOutputStream());
                    } catch (IOException _) {
                        // It was killed.
                    } finally {
                        said.complete(text);
                    }
                });
        return said;
    }

    private static void watch(Process process) {
        try {
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                kill(process);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends git, should it still run, and those that it started.
    void end(Process process) {
        kill(process);
        running.remove(process);
    }

    private static void kill(Process process) {
        if (!process.isAlive()) {
            return;
        }
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /// Ends all that run: none may write where the next start reads.
    @Override
    public void close() {
        closed = true;
        List<Process> left = List.copyOf(running);
        left.forEach(GitProgram::kill);
        for (Process process : left) {
            try {
                if (!process.waitFor(FAREWELL.toSeconds(), TimeUnit.SECONDS)) {
                    return;
                }
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
