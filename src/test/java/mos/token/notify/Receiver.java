package mos.token.notify;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A webhook's other end, which answers what each test says.
final class Receiver implements AutoCloseable {
    /// What was posted.
    record Post(String path, String signature, String contentType, String body) {}

    final List<Post> posts = new CopyOnWriteArrayList<>();

    /// The status of every answer; negative for none at all.
    volatile int status = 204;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    /// An address whose path and query are what only the owner knows.
    URI url(String secret) {
        return URI.create(
                "http://127.0.0.1:%d/hook/%s?key=%s"
                        .formatted(server.getAddress().getPort(), secret, secret));
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var headers = exchange.getRequestHeaders();
        posts.add(
                new Post(
                        exchange.getRequestURI().toString(),
                        String.valueOf(headers.getFirst("X-Mos-Signature")),
                        String.valueOf(headers.getFirst("Content-Type")),
                        body));
        if (status < 0) {
            return;
        }
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(status, status == 204 ? -1 : 0);
        if (status != 204) {
            endless(exchange);
        }
    }

    /// A body without an end: nobody may wait for it.
    private static void endless(HttpExchange exchange) {
        try {
            while (true) {
                exchange.getResponseBody().write(new byte[8192]);
            }
        } catch (IOException _) {
            exchange.close(); // the client has left
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
