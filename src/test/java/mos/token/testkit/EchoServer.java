package mos.token.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/// A small program behind a proxy. It takes every request as its bytes say, whatever they are, so
/// that nothing a proxy lets through goes unseen.
public final class EchoServer implements AutoCloseable {
    /// One request: its first line, and its header lines as sent.
    public record Seen(String line, List<String> headers) {
        /// The values of a header, in order.
        public List<String> all(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }
    }

    private final ServerSocket socket;
    private final List<Seen> seen = new CopyOnWriteArrayList<>();

    private EchoServer(ServerSocket socket) {
        this.socket = socket;
    }

    /// Starts on a free port of loopback.
    public static EchoServer start() {
        try {
            EchoServer server =
                    new EchoServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(server::accept);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// `127.0.0.1:PORT`.
    public String authority() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /// Every request so far.
    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException _) {
                return; // closed
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                InputStream in = new BufferedInputStream(client.getInputStream())) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    return; // a proxy that only looked whether we are there
                }
                head.append((char) next);
            }
            List<String> lines = head.toString().strip().lines().toList();
            Seen request = new Seen(lines.getFirst(), lines.subList(1, lines.size()));
            seen.add(request);
            for (String length : request.all("Content-Length")) {
                in.skipNBytes(Long.parseLong(length));
            }
            client.getOutputStream()
                    .write(
                            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK"
                                    .getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException _) {
            // The proxy left; what it asked for is kept.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
