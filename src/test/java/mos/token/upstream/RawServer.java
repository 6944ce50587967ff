package mos.token.upstream;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A loopback server that answers byte by byte what a test says, and keeps what it was sent.
final class RawServer implements AutoCloseable {
    /// Writes one answer; the connection is closed behind it.
    @FunctionalInterface
    interface Script {
        void answer(Seen request, OutputStream out) throws IOException, InterruptedException;
    }

    /// One request: its first line, its header lines, its body as sent (with chunk framing).
    record Seen(String line, List<String> headers, String body) {
        Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(h -> h.substring(start.length()))
                    .findFirst();
        }

        long count(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(h -> h.toLowerCase(Locale.ROOT).startsWith(start))
                    .count();
        }
    }

    final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ServerSocket listener;
    private final Script script;

    RawServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /// Always answers this text; `\n` becomes CRLF in front of the body.
    static RawServer saying(String head, String body) throws IOException {
        return new RawServer((_, out) -> say(out, head, body));
    }

    static void say(OutputStream out, String head, String body) throws IOException {
        out.write(
                (head.replace("\n", "\r\n")
                                + "\r\nContent-Length: "
                                + body.length()
                                + "\r\nConnection: close\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            Seen request = read(socket.getInputStream());
            seen.add(request);
            script.answer(request, out);
            out.flush();
        } catch (IOException | InterruptedException _) {
            // The client left, or the test ended.
        } finally {
            open.remove(socket);
        }
    }

    private static Seen read(InputStream in) throws IOException {
        String head = until(in, "\r\n\r\n");
        List<String> lines = List.of(head.strip().split("\r\n", -1));
        Seen bare = new Seen(lines.getFirst(), lines.subList(1, lines.size()), "");
        String body = "";
        if (bare.header("Content-Length").isPresent()) {
            int length = Integer.parseInt(bare.header("Content-Length").get());
            body = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        } else if (bare.header("Transfer-Encoding").isPresent()) {
            body = until(in, "0\r\n\r\n");
        }
        return new Seen(bare.line(), bare.headers(), body);
    }

    private static String until(InputStream in, String end) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended early");
            }
            bytes.write(next);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
