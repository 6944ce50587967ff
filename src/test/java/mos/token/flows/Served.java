package mos.token.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.testkit.Eventually;
import mos.token.testkit.Run;

/// The real program as a process of its own, on free ports, with its data in a directory of the
/// test's.
final class Served implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration COMMAND = Duration.ofSeconds(90);
    private static final Pattern ADMIN = Pattern.compile("Page and API: (http://\\S+)/");
    private static final Pattern GATEWAY = Pattern.compile("Gateway: +(http://\\S+)/");
    private static final Pattern LINK = Pattern.compile("Sign in: +(http://\\S+)");

    private final Path directory;
    private final Path out;
    private final Path err;
    private final Process process;

    private Served(Path directory, Path out, Path err, Process process) {
        this.directory = directory;
        this.out = out;
        this.err = err;
        this.process = process;
    }

    /// Starts `serve` with data, key and, without a `--config`, free ports; waits until it is
    /// ready.
    static Served start(Path directory, String... more) throws IOException {
        return start(directory, List.of(), List.of(), more);
    }

    /// The same with a heap of 128 MiB at most.
    static Served small(Path directory, String... more) throws IOException {
        return start(directory, List.of(), List.of("-Xmx128m"), more);
    }

    /// The same with at most so many KiB in any file it writes: a disk that takes no more, for
    /// everybody who runs this test.
    static Served limited(Path directory, long kib, String... more) throws IOException {
        String limit = "ulimit -f %d; exec \"$@\"".formatted(kib);
        return start(directory, List.of("bash", "-c", limit, "serve"), List.of(), more);
    }

    private static Served start(
            Path directory, List<String> before, List<String> jvm, String... more)
            throws IOException {
        Path out = directory.resolve("serve.out");
        Path err = directory.resolve("serve.err");
        List<String> command = new ArrayList<>(before);
        List<String> java = command(directory, more);
        command.add(java.getFirst());
        command.addAll(jvm);
        command.addAll(java.subList(1, java.size()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment(directory));
        builder.redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        Served served = new Served(directory, out, err, builder.start());
        try {
            Eventually.within(
                    START,
                    "the sign-in link",
                    () -> !served.process.isAlive() || served.out().contains("Sign in:"));
            if (!served.process.isAlive()) {
                throw new AssertionError("serve ended: " + served.err());
            }
            return served;
        } catch (AssertionError e) {
            served.close();
            throw e;
        }
    }

    /// Runs `serve` where it cannot start, to its end.
    static Run.Result refused(Path directory, String... more) {
        return Run.command(
                environment(directory), COMMAND, command(directory, more).toArray(String[]::new));
    }

    private static List<String> command(Path directory, String... more) {
        List<String> command = new ArrayList<>(java("serve"));
        if (!List.of(more).contains("--config")) {
            command.addAll(List.of("--listen", "127.0.0.1:0", "--gateway-listen", "127.0.0.1:0"));
        }
        command.addAll(List.of("--data", directory.resolve("data").toString()));
        command.addAll(
                List.of("--master-key-file", directory.resolve("key/master.key").toString()));
        command.addAll(List.of(more));
        return command;
    }

    /// Runs another command against the data directory, with text on its standard input.
    Run.Result command(String input, String... arguments) {
        List<String> command = new ArrayList<>(java(arguments));
        command.addAll(List.of("--data", data().toString()));
        return Run.withInput(
                input.getBytes(StandardCharsets.UTF_8),
                environment(directory),
                COMMAND,
                command.toArray(String[]::new));
    }

    private static List<String> java(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        // Surefire hides the real class path in a manifest; this is it.
                        System.getProperty(
                                "surefire.test.class.path", System.getProperty("java.class.path")),
                        "mos.token.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, String> environment(Path directory) {
        return Map.of("HOME", directory.toString(), "PATH", "/usr/bin:/bin", "LANG", "C.UTF-8");
    }

    URI admin() {
        return URI.create(found(ADMIN));
    }

    URI gateway() {
        return URI.create(found(GATEWAY));
    }

    URI signInLink() {
        return URI.create(found(LINK));
    }

    private String found(Pattern pattern) {
        Matcher matcher = pattern.matcher(out());
        if (!matcher.find()) {
            throw new AssertionError(pattern + " is not in what serve printed");
        }
        return matcher.group(1);
    }

    Path data() {
        return directory.resolve("data");
    }

    long pid() {
        return process.pid();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    /// Sends SIGTERM.
    void signal() {
        process.destroy();
    }

    /// Sends SIGKILL and waits for the end.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Sends SIGTERM and waits for the end.
    ///
    /// @return the exit code
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("serve did not end after SIGTERM");
        }
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
