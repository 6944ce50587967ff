package mos.token.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/// Runs a real program to its end.
public final class Run {
    private Run() {}

    /// How a program ended and what it wrote.
    public record Result(int exit, String out, String err) {
        /// Fails the test, showing what the program wrote, when it did not end with 0.
        public Result ok() {
            if (exit != 0) {
                Assertions.fail("exit code " + exit + "\n" + out + "\n" + err);
            }
            return this;
        }
    }

    /// Runs a program without input. Its environment is `PATH`, a plain locale and `env`, nothing
    /// of the developer's; on timeout its whole process tree is killed and the test fails.
    public static Result command(Map<String, String> env, Duration timeout, String... argv) {
        return withInput(new byte[0], env, timeout, argv);
    }

    /// The same, with bytes on standard input.
    public static Result withInput(
            byte[] input, Map<String, String> env, Duration timeout, String... argv) {
        ProcessBuilder builder = new ProcessBuilder(argv);
        clean(builder, env);
        builder.command().set(0, binary(argv[0]).toString());
        try {
            Process process = builder.start();
            try {
                return finish(process, input, timeout, argv[0]);
            } finally {
                killTree(process);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(argv[0] + " interrupted", e);
        }
    }

    private static Result finish(Process process, byte[] input, Duration timeout, String name)
            throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Thread outReader = drain(process.getInputStream(), out);
        Thread errReader = drain(process.getErrorStream(), err);
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // A program may end before it has read its input: its exit code says more.
        }
        boolean ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            killTree(process);
        }
        outReader.join(Duration.ofSeconds(5));
        errReader.join(Duration.ofSeconds(5));
        if (!ended) {
            Assertions.fail(
                    name + " not finished after " + timeout + ":\n" + text(out) + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
    }

    private static Thread drain(InputStream from, ByteArrayOutputStream to) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        from.transferTo(to);
                    } catch (IOException e) {
                        // The stream of a killed process ends so.
                    }
                });
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    static void clean(ProcessBuilder builder, Map<String, String> env) {
        Map<String, String> own = builder.environment();
        own.clear();
        own.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        own.put("LANG", "C.UTF-8");
        own.put("HOME", "/nonexistent");
        own.putAll(env);
    }

    static void killTree(Process process) {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    /// Where a program is; fails with a clear message when it is missing.
    static Path binary(String name) {
        if (name.contains("/")) {
            return Path.of(name);
        }
        for (String dir : List.of("/usr/local/bin", "/usr/bin", "/usr/sbin", "/bin", "/sbin")) {
            Path candidate = Path.of(dir, name);
            if (Files.isExecutable(candidate)) {
                return candidate;
            }
        }
        throw new AssertionError(name + " is not installed; ./test installs what the tests need");
    }
}
