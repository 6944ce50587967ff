package mos.token.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A request's body as a blocking stream. The socket is read only as far as the stream is: one
/// piece is asked for at a time.
final class RequestBody extends InputStream {
    /// The client sent its body too slowly, or stopped; answered 408.
    static final class TooSlow extends IOException {
        TooSlow() {
            super("the request body came too slowly");
        }
    }

    /// The client left before the end of its body; there is nobody to answer.
    static final class ClientLeft extends IOException {
        ClientLeft() {
            super("the client left before the end of the request body");
        }
    }

    private sealed interface Arrival {
        record Piece(Buffer bytes) implements Arrival {}

        record End() implements Arrival {}

        record Gone() implements Arrival {}
    }

    /// Slower than this, for longer than [#GRACE], is no honest client.
    private static final long LEAST_BYTES_PER_SECOND = 1024;

    private static final Duration GRACE = Duration.ofSeconds(30);

    private final HttpServerRequest request;
    private final Context context;
    private final long limit;
    private final Duration idleTime;
    private final boolean expectsContinue;
    private final BlockingQueue<Arrival> arrived = new LinkedBlockingQueue<>();

    private volatile boolean ended;
    private boolean opened;
    private long began;
    private long received;
    private byte[] piece = {};
    private int next;

    /// Pauses the request; on its event loop, before the first byte of the body was delivered.
    RequestBody(HttpServerRequest request, Context context, long limit, Duration idleTime) {
        this.request = request;
        this.context = context;
        this.limit = limit;
        this.idleTime = idleTime;
        this.expectsContinue = request.headers().contains("Expect");
        request.pause();
        request.handler(bytes -> arrived.add(new Arrival.Piece(bytes)));
        request.endHandler(_ -> {
            ended = true;
            arrived.add(new Arrival.End());
        });
        request.exceptionHandler(_ -> arrived.add(new Arrival.Gone()));
    }

    /// Whether the whole body has arrived.
    boolean ended() {
        return ended;
    }

    /// Whether the client still waits for leave to send its body.
    boolean awaitsContinue() {
        return expectsContinue && !opened;
    }

    /// Begins to read: answers `Expect: 100-continue` (RFC 9110 §10.1.1).
    ///
    /// @throws BodyTooLarge when the announced length is over the limit
    void open() throws BodyTooLarge {
        if (opened) {
            return;
        }
        checkAnnounced();
        opened = true;
        began = System.nanoTime();
        if (expectsContinue) {
            context.runOnContext(_ -> request.response().writeContinue());
        }
    }

    /// Refuses a body whose announced length is over the limit, before anything is read.
    void checkAnnounced() throws BodyTooLarge {
        String length = request.headers().get("Content-Length");
        if (length != null && Long.parseLong(length) > limit) {
            throw new BodyTooLarge(limit);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (next == piece.length) {
            Buffer buffer = take();
            if (buffer == null) {
                return -1;
            }
            piece = buffer.getBytes();
            next = 0;
        }
        int count = Math.min(length, piece.length - next);
        System.arraycopy(piece, next, target, offset, count);
        next += count;
        return count;
    }

    @Override
    public int available() {
        return piece.length - next;
    }

    private @Nullable Buffer take() throws IOException {
        Arrival arrival = arrived.poll();
        if (arrival == null) {
            context.runOnContext(_ -> request.fetch(1));
            try {
                arrival = arrived.poll(idleTime.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw new ClientLeft();
            }
        }
        return switch (arrival) {
            case null -> throw new TooSlow();
            case Arrival.Gone gone -> {
                arrived.add(gone); // every later read fails too
                throw new ClientLeft();
            }
            case Arrival.End end -> {
                arrived.add(end);
                yield null;
            }
            case Arrival.Piece piece -> counted(piece.bytes());
        };
    }

    private Buffer counted(Buffer buffer) throws IOException {
        received += buffer.length();
        if (received > limit) {
            throw new BodyTooLarge(limit);
        }
        long seconds = (System.nanoTime() - began) / 1_000_000_000L - GRACE.toSeconds();
        if (seconds > 0 && received / seconds < LEAST_BYTES_PER_SECOND) {
            throw new TooSlow();
        }
        return buffer;
    }
}
