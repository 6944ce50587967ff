package mos.token.flows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assertions;

/// Reads the arguments of every process of this machine again and again, as any user may, and fails
/// the test when one holds a secret (D-12).
final class ArgumentWatch implements AutoCloseable {
    private final List<String> secrets;
    private final Set<String> found = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean ended;
    private final AtomicInteger rounds = new AtomicInteger();

    ArgumentWatch(String... secrets) {
        this.secrets = List.of(secrets);
        thread = Thread.ofPlatform().daemon().start(this::watch);
    }

    private void watch() {
        while (!ended) {
            try (DirectoryStream<Path> processes =
                    Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                for (Path process : processes) {
                    look(process);
                }
            } catch (IOException e) {
                found.add("/proc cannot be read: " + e);
            }
            rounds.incrementAndGet();
            // Often enough for a process that lives some 100 ms; without a pause it takes a core.
            LockSupport.parkNanos(20_000_000);
        }
    }

    private void look(Path process) {
        try {
            String arguments =
                    Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            for (int i = 0; i < secrets.size(); i++) {
                if (arguments.contains(secrets.get(i))) {
                    found.add("secret " + (i + 1) + " in the arguments of " + process);
                }
            }
        } catch (IOException _) {
            // It has ended.
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        Assertions.assertTrue(rounds.get() > 0, "nothing was looked at");
        Assertions.assertEquals(Set.of(), found);
    }
}
