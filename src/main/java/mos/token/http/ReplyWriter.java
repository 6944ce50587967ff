package mos.token.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Turns replies into bytes on the wire.
final class ReplyWriter {
    private static final CharSequence DATE = HttpHeaders.createOptimized("date");

    /// What of an unread request body is read and dropped to keep the connection.
    private static final long MOST_DRAINED = 256 * 1024;

    /// What is read and dropped of a larger one before the connection is closed, and for how long:
    /// a client that still sends would take a reset for the answer.
    private static final long MOST_LINGERED = 8 * 1024 * 1024;

    private static final long MOST_LINGER_MILLIS = 2_000;

    private final DefaultHeaders defaults;
    private final DateHeader date;
    private final Traffic traffic;

    ReplyWriter(DefaultHeaders defaults, DateHeader date, Traffic traffic) {
        this.defaults = defaults;
        this.date = date;
        this.traffic = traffic;
    }

    /// Sends everything but a stream; on the event loop.
    void send(
            HttpServerRequest request,
            ConnectionState connection,
            @Nullable RequestBody body,
            Area area,
            Reply reply) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            reply.discard();
            return;
        }
        head(response, area, reply);
        boolean cut = closeAfter(request, body, response);
        connection.working = false;
        boolean sending = false;
        boolean headOnly = request.method().equals(HttpMethod.HEAD);
        switch (reply.body()) {
            case Reply.Body.Empty _ -> {
                if (reply.status() != 204 && reply.status() != 304) {
                    response.putHeader(HttpHeaders.CONTENT_LENGTH, "0");
                }
                response.end();
            }
            case Reply.Body.Bytes bytes -> {
                if (headOnly) {
                    endWithLength(response, bytes.bytes().length);
                } else {
                    response.end(BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.bytes())));
                    traffic.sent(bytes.bytes().length);
                }
            }
            case Reply.Body.LengthOnly only -> endWithLength(response, only.length());
            case Reply.Body.FileRange range -> {
                if (headOnly || range.length() == 0) {
                    endWithLength(response, range.length());
                    range.release().run();
                } else {
                    file(request, connection, range, () -> afterwards(request, body, cut));
                    sending = true;
                }
            }
            case Reply.Body.Stream stream -> endWithLength(response, stream.length());
        }
        if (!sending) {
            connection.answering = false;
            afterwards(request, body, cut);
        }
    }

    /// Sends `failure` in the place of a reply whose sending threw, and closes; on the event loop.
    void instead(
            HttpServerRequest request,
            ConnectionState connection,
            Area area,
            Reply reply,
            Reply failure) {
        reply.discard();
        HttpServerResponse response = request.response();
        if (response.headWritten()) {
            connection.close();
            return;
        }
        response.headers().clear();
        send(request, connection, null, area, failure.with("Connection", "close"));
    }

    /// Sends a stream; on the request's own thread, which it blocks.
    ///
    /// @throws IOException when the client left or the writer failed; the connection was cut
    void stream(
            HttpServerRequest request,
            Context context,
            ConnectionState connection,
            @Nullable RequestBody body,
            Area area,
            Reply reply,
            Reply.Body.Stream stream)
            throws IOException {
        HttpServerResponse response = request.response();
        AtomicBoolean cut = new AtomicBoolean();
        context.runOnContext(_ -> {
            if (response.closed()) {
                return;
            }
            head(response, area, reply);
            cut.set(closeAfter(request, body, response));
            if (stream.length() >= 0) {
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(stream.length()));
            } else {
                response.setChunked(true);
            }
            connection.working = false;
        });
        boolean whole = false;
        ReplyStream out = new ReplyStream(request, context, stream.length());
        try {
            stream.writer().write(out);
            out.finish();
            whole = true;
        } finally {
            boolean keep = whole;
            context.runOnContext(_ -> {
                connection.answering = false;
                traffic.sent(out.sent());
                if (!keep) {
                    request.connection().close();
                } else if (cut.get()) {
                    linger(request);
                } else if (body != null && !body.ended()) {
                    request.handler(null);
                    request.resume();
                }
            });
        }
    }

    private void head(HttpServerResponse response, Area area, Reply reply) {
        response.setStatusCode(reply.status());
        Headers own = reply.headers();
        for (Headers.Field field : own.fields()) {
            response.headers().add(field.name(), field.value());
        }
        defaults.addTo(response, area, own);
        response.putHeader(DATE, date.text());
    }

    private static void endWithLength(HttpServerResponse response, long length) {
        if (length >= 0) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(length));
        }
        response.end();
    }

    private void file(
            HttpServerRequest request,
            ConnectionState connection,
            Reply.Body.FileRange range,
            Runnable afterwards) {
        AtomicBoolean released = new AtomicBoolean();
        Runnable release =
                () -> {
                    if (released.compareAndSet(false, true)) {
                        range.release().run();
                    }
                };
        try {
            request.response()
                    .sendFile(range.file(), range.offset(), range.length())
                    .onComplete(sent -> {
                        release.run();
                        connection.answering = false;
                        if (sent.failed()) {
                            request.connection().close();
                        } else {
                            traffic.sent(range.length());
                            afterwards.run();
                        }
                    });
        } catch (RuntimeException e) {
            release.run();
            request.connection().close();
        }
    }

    /// Whether the rest of the request body is too much to read, so that the connection must go.
    private static boolean closeAfter(
            HttpServerRequest request, @Nullable RequestBody body, HttpServerResponse response) {
        if (body == null || body.ended()) {
            return false;
        }
        String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
        boolean small = length != null && Long.parseLong(length) <= MOST_DRAINED;
        if (small && !body.awaitsContinue()) {
            return false;
        }
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        return true;
    }

    /// What becomes of the rest of the request body.
    private static void afterwards(
            HttpServerRequest request, @Nullable RequestBody body, boolean cut) {
        if (cut) {
            linger(request);
        } else if (body != null && !body.ended()) {
            request.handler(null);
            request.resume();
        }
    }

    /// Closes a little later, reading on: a socket closed with unread bytes is reset, and the reset
    /// can overtake our answer.
    private static void linger(HttpServerRequest request) {
        var connection = request.connection();
        long[] left = {MOST_LINGERED};
        request.handler(piece -> {
            left[0] -= piece.length();
            if (left[0] < 0) {
                connection.close();
            }
        });
        request.endHandler(_ -> connection.close());
        request.resume();
        Context context =
                ((io.vertx.core.internal.http.HttpServerRequestInternal) request).context();
        context.owner().setTimer(MOST_LINGER_MILLIS, _ -> connection.close());
    }
}
