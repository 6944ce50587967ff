package mos.token.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// One outside host on 127.0.0.1: records every request, judges it by its rules, answers it, and
/// can be broken in the ways of [Fault].
public final class FakeHost implements AutoCloseable {
    static {
        // Without this the JDK's server waits 40 ms (Nagle) before each body.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /// What a host answers to a request with this body.
    @FunctionalInterface
    public interface Answering {
        /// Answers; an exception becomes a violation and a 500.
        Answer answer(Recorded request, InputStream body) throws IOException, InterruptedException;
    }

    private record Broken(Predicate<Recorded> which, Fault fault) {}

    private final String name;
    private final HostRules rules;
    private final Violations violations;
    private final Answering answering;
    private final HttpServer server;
    private final @Nullable PlainOnly front;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private volatile List<Broken> broken = List.of();

    private FakeHost(
            String name, HostRules rules, Violations violations, Answering answering, int port)
            throws IOException {
        this.name = name;
        this.rules = rules;
        this.violations = violations;
        this.answering = answering;
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        // Real clients may try https first; the gateway is told that this is plain http.
        front = rules.headers() == null ? new PlainOnly(server.getAddress().getPort()) : null;
    }

    /// Starts a host that stands for the outside host `name`.
    public static FakeHost start(
            String name, HostRules rules, Violations violations, Answering answering) {
        try {
            return new FakeHost(name, rules, violations, answering, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The outside host that this one stands for.
    public String name() {
        return name;
    }

    /// Where it listens: `http://127.0.0.1:PORT`, without a slash at the end.
    public String base() {
        return "http://" + authority();
    }

    /// `127.0.0.1:PORT`.
    public String authority() {
        return "127.0.0.1:" + (front == null ? server.getAddress().getPort() : front.port());
    }

    /// The value of `--upstream` that leads the gateway here: `NAME=http://127.0.0.1:PORT`.
    public String upstream() {
        return name + "=" + base();
    }

    /// All requests so far, in the order of their arrival.
    public List<Recorded> requests() {
        return List.copyOf(requests);
    }

    /// How many requests fit.
    public long count(Predicate<Recorded> which) {
        return requests.stream().filter(which).count();
    }

    /// How many requests of this method have a path that ends so.
    public long count(String method, String pathEnd) {
        return count(r -> r.method().equals(method) && r.path().endsWith(pathEnd));
    }

    /// Forgets the requests so far.
    public void forget() {
        requests.clear();
    }

    /// Is broken for all requests from now on.
    public void breakWith(Fault fault) {
        breakWith(fault, _ -> true);
    }

    /// Is broken for the requests that fit; the fault that was set last wins.
    public void breakWith(Fault fault, Predicate<Recorded> which) {
        List<Broken> more = new ArrayList<>(broken);
        more.addFirst(new Broken(which, fault));
        broken = List.copyOf(more);
    }

    /// Works again. Requests that wait at a gate are let go.
    public void heal() {
        List<Broken> before = broken;
        broken = List.of();
        for (Broken each : before) {
            if (each.fault() instanceof Fault.Hold(Fault.Gate gate)) {
                gate.open();
            } else if (each.fault() instanceof Fault.Stall(long _, Fault.Gate gate)) {
                gate.open();
            }
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String query = uri.getRawQuery();
        Recorded request =
                new Recorded(
                        Instant.now(),
                        exchange.getRequestMethod(),
                        uri.getRawPath() + (query == null ? "" : "?" + query),
                        exchange.getRequestHeaders());
        requests.add(request);
        rules.judge(name, request, violations);
        Fault fault =
                broken.stream()
                        .filter(b -> b.which().test(request))
                        .map(Broken::fault)
                        .findFirst()
                        .orElse(new Fault.Slow(Duration.ZERO));
        try (exchange) {
            act(exchange, request, fault);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            violations.add(name + ": the fake itself failed at " + request + ": " + e);
        }
    }

    private void act(HttpExchange exchange, Recorded request, Fault fault)
            throws IOException, InterruptedException {
        switch (fault) {
            // Closing an exchange that has not been answered closes its connection.
            case Fault.Down() -> exchange.close();
            case Fault.Says(int status, String type, String body, Map<String, String> headers) ->
                    send(
                            exchange,
                            Answer.bytes(status, type, body.getBytes(StandardCharsets.UTF_8))
                                    .withAll(headers),
                            fault);
            case Fault.Slow(Duration delay) -> {
                if (!delay.isZero()) {
                    Thread.sleep(delay);
                }
                send(exchange, answer(exchange, request), fault);
            }
            case Fault.Hold(Fault.Gate gate) -> {
                gate.pass();
                send(exchange, answer(exchange, request), fault);
            }
            case Fault.Claims(Map<String, String> headers) ->
                    send(exchange, answer(exchange, request).withAll(headers), fault);
            case Fault.Rangeless() ->
                    send(exchange, answer(exchange, request.without("Range")), fault);
            case Fault.Announces(long length) -> {
                Answer answer = answer(exchange, request);
                send(
                        exchange,
                        new Answer(answer.status(), answer.headers(), length, answer.body()),
                        fault);
            }
            case Fault.Cut _, Fault.Corrupt _, Fault.Stall _ ->
                    send(exchange, answer(exchange, request), fault);
        }
    }

    private Answer answer(HttpExchange exchange, Recorded request)
            throws IOException, InterruptedException {
        return answering.answer(request, exchange.getRequestBody());
    }

    private static void send(HttpExchange exchange, Answer answer, Fault fault)
            throws IOException, InterruptedException {
        answer.headers().forEach((key, value) -> exchange.getResponseHeaders().set(key, value));
        try (InputStream body = answer.body()) {
            boolean bodiless =
                    exchange.getRequestMethod().equals("HEAD")
                            || answer.status() == 304
                            || answer.status() == 204;
            if (bodiless) {
                if (answer.status() == 200 && answer.length() >= 0) {
                    exchange.getResponseHeaders()
                            .set("Content-Length", Long.toString(answer.length()));
                }
                exchange.sendResponseHeaders(answer.status(), -1);
                return;
            }
            long length = answer.length();
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : Math.max(length, 0));
            if (length != 0) {
                new FaultyBody(fault).copy(body, exchange.getResponseBody());
            }
        }
    }

    @Override
    public void close() {
        heal();
        if (front != null) {
            try {
                front.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
