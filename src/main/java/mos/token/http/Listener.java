package mos.token.http;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mos.token.config.Config;
import mos.token.figure.Figure;
import mos.token.net.HostPort;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One listening socket with its routes, on event loops of its own, so that one listener's load
/// never slows the other.
public final class Listener implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Listener.class);

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final long TLS_CHECK_MILLIS = 2_000;

    private final String name;
    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Traffic traffic;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final InetAddress host;
    private final @Nullable Tls tls;
    private boolean closed;

    private Listener(
            String name,
            Vertx vertx,
            Dispatcher dispatcher,
            Traffic traffic,
            InetAddress host,
            @Nullable Tls tls) {
        this.name = name;
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.traffic = traffic;
        this.host = host;
        this.tls = tls;
    }

    /// Starts to listen.
    ///
    /// @param name `admin` or `gateway`: decides the replies' default headers
    /// @throws CannotListen when the address or certificate cannot be used; says what to change
    /// @throws IllegalArgumentException when two routes serve the same method and path
    public static Listener start(
            String name,
            HostPort at,
            Config config,
            List<Route> routes,
            Authenticator authenticator,
            RefusalLog refusals,
            Clock clock) {
        Router router = new Router(routes);
        String option = name.equals("gateway") ? "--gateway-listen" : "--listen";
        InetAddress host = resolve(at, option);
        Config.Tls files = config.tls();
        Tls tls = files == null ? null : new Tls(files);
        ClientAddresses clients = new ClientAddresses(config.trustedProxies());
        DateHeader date = new DateHeader(clock);
        DefaultHeaders defaults =
                name.equals("gateway") ? DefaultHeaders.gateway() : DefaultHeaders.admin();
        Traffic traffic = new Traffic(name, routes);
        Dispatcher dispatcher =
                new Dispatcher(
                        router,
                        new Gatekeeper(
                                authenticator,
                                refusals,
                                new HostCheck(machineName(), config.hosts())),
                        clients,
                        new ReplyWriter(defaults, date, traffic),
                        traffic,
                        config.limits().idleTime(),
                        config.limits().concurrency(),
                        idPrefix(name));
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setPreferNativeTransport(false)
                                .setEventLoopPoolSize(loops())
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        vertx.setPeriodic(1_000, _ -> date.tick());
        Listener listener = new Listener(name, vertx, dispatcher, traffic, host, tls);
        try {
            listener.listen(at, option, config.limits(), clients);
        } catch (RuntimeException e) {
            listener.close();
            throw e;
        }
        return listener;
    }

    /// Whether the current thread is an event loop, where nothing may block.
    public static boolean onEventLoop() {
        return Context.isOnEventLoopThread();
    }

    /// Where it listens; with the real port when 0 was asked for.
    public InetSocketAddress address() {
        return new InetSocketAddress(host, servers.getFirst().actualPort());
    }

    /// What it answered.
    public List<Figure> figures() {
        return traffic.figures();
    }

    /// Stops accepting, lets requests in flight finish for at most 10 s, then closes.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Future<Void>> stopping = servers.stream().map(s -> s.shutdown(GRACE)).toList();
        try {
            await(Future.join(stopping), GRACE.plusSeconds(2));
        } catch (RuntimeException e) {
            log.warn("{}: requests were still in work at the end: {}", name, e.getMessage());
        }
        dispatcher.awaitQuiet(Duration.ofSeconds(1));
        try {
            await(vertx.close(), GRACE);
        } catch (RuntimeException e) {
            log.warn("{}: the event loops did not stop: {}", name, e.getMessage());
        }
    }

    private void listen(HostPort at, String option, Config.Limits limits, ClientAddresses clients) {
        // With a plain port 0 each loop would take a port of its own.
        SocketAddress address =
                at.port() == 0
                        ? SocketAddress.sharedRandomPort(1, host.getHostAddress())
                        : SocketAddress.inetSocketAddress(at.port(), host.getHostAddress());
        try {
            await(
                    vertx.deployVerticle(
                            () -> loop(address, limits, clients),
                            new DeploymentOptions().setInstances(loops())),
                    GRACE);
        } catch (CompletionException e) {
            throw CannotListen.because(option, at, tls != null, e.getCause());
        }
        Tls pair = tls;
        if (pair != null) {
            vertx.setPeriodic(
                    TLS_CHECK_MILLIS, _ -> vertx.executeBlocking(() -> reload(pair), true));
        }
    }

    /// One server per event loop; the server library spreads connections over them.
    private Deployable loop(SocketAddress address, Config.Limits limits, ClientAddresses clients) {
        return context -> {
            HttpServerOptions options =
                    new HttpServerOptions()
                            .setTcpNoDelay(true)
                            .setUseAlpn(false)
                            .setHttp2ClearTextEnabled(false)
                            .setMaxHeaderSize(limits.headerBytes())
                            .setMaxInitialLineLength(limits.headerBytes())
                            .setMaxChunkSize(64 * 1024)
                            // Nobody speaks WebSocket here; their handlers would see every request.
                            .setPerFrameWebSocketCompressionSupported(false)
                            .setPerMessageWebSocketCompressionSupported(false)
                            .setSslHandshakeTimeout(limits.headerTime().toMillis())
                            .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
            Tls pair = tls;
            if (pair != null) {
                options.setSsl(true).setKeyCertOptions(pair.pair());
            }
            Http1ServerConfig decoding =
                    new Http1ServerConfig()
                            .setMaxHeaderSize(limits.headerBytes())
                            .setMaxInitialLineLength(limits.headerBytes())
                            .setMaxChunkSize(64 * 1024);
            HttpServer server = vertx.createHttpServer(options);
            server.connectionHandler(c -> {
                // A client that leaves is daily business; without this it is an error in the log.
                c.exceptionHandler(e -> log.debug("{}: connection failed", name, e));
                opened(c, limits, clients, decoding);
            });
            server.requestHandler(dispatcher::handle);
            server.invalidRequestHandler(dispatcher::invalid);
            server.exceptionHandler(e -> log.debug("{}: connection failed", name, e));
            return server.listen(address).onSuccess(servers::add);
        };
    }

    private static void opened(
            HttpConnection connection,
            Config.Limits limits,
            ClientAddresses clients,
            Http1ServerConfig decoding) {
        ConnectionState state = ConnectionState.watch(connection, clients, limits.idleTime());
        state.channel()
                .pipeline()
                .replace(
                        "httpDecoder",
                        "httpDecoder",
                        new StrictRequestDecoder(decoding, limits.headerTime(), state));
    }

    private boolean reload(Tls pair) {
        try {
            if (pair.changed()) {
                for (HttpServer server : servers) {
                    await(server.updateSSLOptions(pair.options()), GRACE);
                }
                log.info("{}: the new TLS certificate is in use", name);
                pair.isNews("");
            }
        } catch (RuntimeException e) {
            String trouble = String.valueOf(e.getMessage());
            if (pair.isNews(trouble)) {
                log.warn(
                        "{}: the changed TLS files cannot be used, the old certificate stays: {}",
                        name,
                        trouble);
            }
        }
        return true;
    }

    private static InetAddress resolve(HostPort at, String option) {
        try {
            return InetAddress.getByName(at.host());
        } catch (UnknownHostException _) {
            throw new CannotListen(
                    "%s %s: the host name is not known; use an address of this machine"
                            .formatted(option, at));
        }
    }

    private static int loops() {
        return Runtime.getRuntime().availableProcessors();
    }

    /// Tells the ids of one run from those of the next.
    private static String idPrefix(String name) {
        return name.substring(0, 1) + Long.toString(System.nanoTime() & 0xfffffff, 36) + "-";
    }

    private static String machineName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static void await(Future<?> future, Duration atMost) {
        try {
            future.toCompletionStage()
                    .toCompletableFuture()
                    .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("timed out", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
