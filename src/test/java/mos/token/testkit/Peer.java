package mos.token.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server program that runs beside the test, until it is closed or the JVM ends.
final class Peer implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(20);

    private final String name;
    private final Process process;
    private final Path log;
    private final Thread atExit;

    private Peer(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        atExit = new Thread(() -> Run.killTree(process), "stop " + name);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    static Peer start(Path dir, Map<String, String> env, String... argv) {
        Path log = dir.resolve(Path.of(argv[0]).getFileName() + ".out");
        ProcessBuilder builder = new ProcessBuilder(argv);
        builder.command().set(0, Run.binary(argv[0]).toString());
        Run.clean(builder, env);
        builder.directory(dir.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        try {
            return new Peer(argv[0], builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until it listens on this loopback port. False when it ended before: the port was taken
    /// meanwhile, or its configuration is wrong.
    boolean listens(int port) {
        Eventually.holdsWithin(START, () -> !process.isAlive() || accepts(port));
        return process.isAlive() && accepts(port);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        return Scratch.read(log);
    }

    private static boolean accepts(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        // The parent first: one that keeps a number of workers would start new ones.
        List<ProcessHandle> children = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                Run.killTree(process);
            }
            children.forEach(ProcessHandle::destroyForcibly);
        } catch (InterruptedException e) {
            Run.killTree(process);
            Thread.currentThread().interrupt();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook runs by itself.
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
