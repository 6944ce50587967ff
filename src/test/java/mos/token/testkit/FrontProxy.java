package mos.token.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;

/// A real Caddy or HAProxy on loopback, in a temporary directory of its own.
public final class FrontProxy implements AutoCloseable {
    private static final int TRIES = 5;

    private final Path dir;
    private final int port;
    private final Peer peer;

    private FrontProxy(Path dir, int port, Peer peer) {
        this.dir = dir;
        this.port = port;
        this.peer = peer;
    }

    /// Starts Caddy with a Caddyfile that is made for a port.
    public static FrontProxy caddy(BiFunction<Path, Integer, String> caddyfile) {
        // Its admin endpoint would listen on a port that another one may have.
        return start(
                "Caddyfile",
                (dir, port) -> "{\n admin off\n}\n" + caddyfile.apply(dir, port),
                "caddy",
                "run",
                "--adapter",
                "caddyfile",
                "--config");
    }

    /// Starts HAProxy with a configuration that is made for a directory and a port.
    public static FrontProxy haproxy(BiFunction<Path, Integer, String> configuration) {
        return start("haproxy.cfg", configuration, "haproxy", "-db", "-f");
    }

    private static FrontProxy start(
            String file, BiFunction<Path, Integer, String> configuration, String... command) {
        Path dir = Scratch.directory(command[0]);
        String output = "";
        for (int i = 0; i < TRIES; i++) {
            int port = Scratch.freePort();
            Path written = Scratch.write(dir.resolve(file), configuration.apply(dir, port));
            String[] argv = java.util.Arrays.copyOf(command, command.length + 1);
            argv[command.length] = written.toString();
            Peer peer = Peer.start(dir, Map.of("HOME", dir.toString()), argv);
            if (peer.listens(port)) {
                return new FrontProxy(dir, port, peer);
            }
            peer.close();
            output = peer.output();
        }
        Scratch.delete(dir);
        throw new AssertionError(command[0] + " did not start: " + output);
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    public String base() {
        return "http://127.0.0.1:" + port;
    }

    /// What it wrote so far.
    public String output() {
        return peer.output();
    }

    @Override
    public void close() {
        peer.close();
        Scratch.delete(dir);
    }
}
