package mos.token.http;

import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.http.HttpServerRequestInternal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import mos.token.access.CallerEnded;
import mos.token.http.Traffic.Lane;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes each request from the wire to its handler and the answer back, on one of the two lanes.
final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final Router router;
    private final Gatekeeper gatekeeper;
    private final ClientAddresses clients;
    private final ReplyWriter writer;
    private final Traffic traffic;
    private final Duration idleTime;
    private final int concurrency;
    private final Semaphore slots;
    private final String idPrefix;
    private final AtomicLong ids = new AtomicLong();

    Dispatcher(
            Router router,
            Gatekeeper gatekeeper,
            ClientAddresses clients,
            ReplyWriter writer,
            Traffic traffic,
            Duration idleTime,
            int concurrency,
            String idPrefix) {
        this.router = router;
        this.gatekeeper = gatekeeper;
        this.clients = clients;
        this.writer = writer;
        this.traffic = traffic;
        this.idleTime = idleTime;
        this.concurrency = concurrency;
        this.slots = new Semaphore(concurrency);
        this.idPrefix = idPrefix;
    }

    /// Answers a well-formed request; on its event loop.
    void handle(HttpServerRequest vertx) {
        long began = System.nanoTime();
        ConnectionState connection = ConnectionState.of(vertx.connection());
        connection.working = true;
        connection.answering = true;
        String uri = vertx.uri();
        int mark = uri.indexOf('?');
        String path = mark < 0 ? uri : uri.substring(0, mark);
        Reply early;
        try {
            early = Unroutable.check(vertx, uri);
            if (early == null) {
                switch (router.match(vertx.method().name(), path)) {
                    case Router.Match.Found found -> {
                        String query = mark < 0 ? null : uri.substring(mark + 1);
                        route(
                                new VertxRequest(
                                        vertx,
                                        connection,
                                        found,
                                        clients,
                                        path,
                                        query,
                                        idPrefix,
                                        ids.incrementAndGet(),
                                        began));
                        return;
                    }
                    case Router.Match.NoPath _ ->
                            early = Problem.notFound("There is nothing at this path.");
                    case Router.Match.NoMethod wrong ->
                            early = Unroutable.noMethod(vertx, wrong.allow());
                }
            }
        } catch (BadRequest e) {
            early = Problem.badRequest(Failures.message(e));
        }
        long took = System.nanoTime() - began;
        writer.send(vertx, connection, bodyOf(vertx, 0), Area.API, early);
        unroutable(vertx, early, took);
    }

    /// Answers what the decoder refused, and closes: the bytes behind it cannot be trusted.
    void invalid(HttpServerRequest vertx) {
        Reply reply = Unroutable.invalid(vertx.decoderResult().cause());
        writer.send(
                vertx,
                ConnectionState.of(vertx.connection()),
                null,
                Area.API,
                reply.with("Connection", "close"));
        unroutable(vertx, reply, 0);
    }

    /// Waits until no slow request is at work, at most so long.
    boolean awaitQuiet(Duration atMost) {
        try {
            if (slots.tryAcquire(
                    concurrency, atMost.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS)) {
                slots.release(concurrency);
                return true;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private void route(VertxRequest request) {
        Route route = request.found.route();
        HttpServerRequest vertx = request.vertx;
        RequestBody body = bodyOf(vertx, route.bodyLimit());
        request.body = body;
        if (route.fast() != null && body == null) {
            Optional<Reply> answer = fast(request, route, route.fast());
            if (answer.isPresent()) {
                send(request, route, answer.get(), Lane.FAST);
                return;
            }
        }
        if (!slots.tryAcquire()) {
            Reply busy =
                    Refusals.of(
                                    route.area(),
                                    503,
                                    "Service Unavailable",
                                    "Too many requests are in work; try again in a second.")
                            .with("Retry-After", "1");
            send(request, route, busy, Lane.FAST);
            return;
        }
        Context context = ((HttpServerRequestInternal) vertx).context();
        Thread.ofVirtual().name("request-", 0).start(() -> slow(request, route, context));
    }

    /// The fast lane. It reads no cookie: sessions may be on disk.
    private Optional<Reply> fast(VertxRequest request, Route route, FastHandler handler) {
        try {
            if (route.area() != Area.OWN && !(route.need() instanceof Need.Open)) {
                if (route.area() == Area.PAGE || request.header("Authorization").isEmpty()) {
                    return Optional.empty();
                }
                switch (gatekeeper.admit(request, route)) {
                    case Gatekeeper.Pass.Admitted admitted -> request.admitted(admitted.caller());
                    case Gatekeeper.Pass.Refused refused -> {
                        return Optional.of(refused.reply());
                    }
                }
            }
            Optional<Reply> answer = handler.handle(request);
            if (answer.isPresent() && answer.get().body() instanceof Reply.Body.Stream) {
                throw new IllegalStateException("a fast handler may not answer a stream");
            }
            return answer.map(request::told);
        } catch (Throwable e) {
            return Optional.of(request.told(Failures.reply(request, route, e)));
        }
    }

    private void slow(VertxRequest request, Route route, Context context) {
        try {
            Reply reply = answer(request, route);
            if (reply.body() instanceof Reply.Body.Stream stream
                    && !request.method().equals("HEAD")) {
                answered(request, route, reply, Lane.SLOW, request.age());
                try {
                    writer.stream(
                            request.vertx,
                            context,
                            request.connection,
                            request.body,
                            route.area(),
                            reply,
                            stream);
                } catch (ReplyStream.ClientLeft _) {
                    log.debug("{}: the client left", request.id());
                } catch (Throwable e) {
                    Failures.log(request, route, e);
                }
            } else {
                context.runOnContext(_ -> send(request, route, reply, Lane.SLOW));
            }
        } finally {
            slots.release();
        }
    }

    /// Sends a reply; one that cannot be sent (a header that is none) is an incident like others.
    private void send(VertxRequest request, Route route, Reply reply, Lane lane) {
        // Taken before: sending may already handle the next request of a pipeline.
        long took = request.age();
        try {
            writer.send(request.vertx, request.connection, request.body, route.area(), reply);
            answered(request, route, reply, lane, took);
        } catch (RuntimeException e) {
            Reply failure = Failures.reply(request, route, e);
            writer.instead(request.vertx, request.connection, route.area(), reply, failure);
            answered(request, route, failure, lane, took);
        }
    }

    private void answered(VertxRequest request, Route route, Reply reply, Lane lane, long took) {
        traffic.answered(route, request.method(), reply.status(), lane, took);
    }

    private void unroutable(HttpServerRequest vertx, Reply reply, long took) {
        traffic.answered(null, vertx.method().name(), reply.status(), Lane.FAST, took);
    }

    private Reply answer(VertxRequest request, Route route) {
        try {
            switch (gatekeeper.admit(request, route)) {
                case Gatekeeper.Pass.Refused refused -> {
                    return refused.reply();
                }
                case Gatekeeper.Pass.Admitted admitted -> request.admitted(admitted.caller());
            }
            RequestBody body = request.body;
            if (body != null) {
                body.checkAnnounced();
            }
            return request.told(route.handler().handle(request));
        } catch (Throwable e) {
            // Errors too: a request without an answer would hold its connection for ever.
            Reply reply = Failures.reply(request, route, e);
            // Whoever ended meanwhile is a stranger by now.
            return e instanceof CallerEnded ? reply : request.told(reply);
        }
    }

    private @Nullable RequestBody bodyOf(HttpServerRequest vertx, long limit) {
        String length = vertx.headers().get(HttpHeaders.CONTENT_LENGTH);
        if (length == null
                ? vertx.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                : !length.equals("0")) {
            return new RequestBody(
                    vertx, ((HttpServerRequestInternal) vertx).context(), limit, idleTime);
        }
        return null;
    }
}
