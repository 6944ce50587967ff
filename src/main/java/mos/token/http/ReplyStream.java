package mos.token.http;

import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.impl.VertxConnection;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A streamed reply body. Two blocks take turns: one is filled while the other is on its way, so a
/// slow client blocks the writer, and memory stays the same.
final class ReplyStream extends ReplyOutput {
    private static final int BLOCK = 64 * 1024;

    private final VertxConnection connection;
    private final HttpServerResponse response;
    private final Context context;
    private final long length;
    private byte[] filling = new byte[BLOCK];
    private byte[] sending = {};
    private int filled;
    private long written;
    private long sent;
    private int leaving;
    private @Nullable Future<Void> onItsWay;

    ReplyStream(HttpServerRequest request, Context context, long length) {
        this.connection = (VertxConnection) request.connection();
        this.response = request.response();
        this.context = context;
        this.length = length;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        count(count);
        int from = offset;
        int left = count;
        while (left > 0) {
            int part = Math.min(left, BLOCK - filled);
            System.arraycopy(bytes, from, filling, filled, part);
            filled += part;
            from += part;
            left -= part;
            if (filled == BLOCK) {
                send();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (filled > 0) {
            send();
        }
    }

    @Override
    public void send(FileChannel file, long offset, long bytes) throws IOException {
        if (bytes == 0) {
            return;
        }
        count(bytes);
        flush();
        awaitSent();
        await(onContext(() -> part(file, offset, bytes)));
        sent += bytes;
    }

    private Future<Void> part(FileChannel file, long offset, long bytes) {
        if (!response.headWritten()) {
            response.writeHead();
        }
        Promise<Void> sent = Promise.promise();
        connection
                .sendFile(file, offset, bytes)
                .addListener(done -> {
                    if (done.isSuccess()) {
                        sent.complete();
                    } else {
                        sent.fail(done.cause());
                    }
                });
        return sent.future();
    }

    private void count(long bytes) throws IOException {
        if (length >= 0 && written + bytes > length) {
            throw new IOException("more than the announced " + length + " bytes were written");
        }
        written += bytes;
    }

    /// How many bytes went out.
    long sent() {
        return sent;
    }

    /// Sends what is left and ends the reply.
    ///
    /// @throws IOException when the client left, or too little was written
    void finish() throws IOException {
        if (length >= 0 && written != length) {
            throw new IOException(
                    "%d of the announced %d bytes were written".formatted(written, length));
        }
        flush();
        awaitSent();
        await(onContext(response::end));
    }

    private void send() throws IOException {
        awaitSent();
        byte[] block = filling;
        Buffer buffer = BufferInternal.buffer(Unpooled.wrappedBuffer(block, 0, filled));
        onItsWay = onContext(() -> response.write(buffer));
        filling = sending.length == 0 ? new byte[BLOCK] : sending;
        sending = block;
        leaving = filled;
        filled = 0;
    }

    private void awaitSent() throws IOException {
        Future<Void> write = onItsWay;
        if (write != null) {
            onItsWay = null;
            await(write);
            sent += leaving;
        }
    }

    private Future<Void> onContext(Supplier<Future<Void>> action) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(_ -> {
            if (response.closed()) {
                done.fail("closed");
            } else {
                sent(action, done);
            }
        });
        return done.future();
    }

    private static void sent(Supplier<Future<Void>> action, Promise<Void> done) {
        try {
            action.get().onComplete(done);
        } catch (RuntimeException e) {
            done.fail(e); // Else whoever waits for it would wait for ever.
        }
    }

    private static void await(Future<Void> future) throws IOException {
        try {
            future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new ClientLeft(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientLeft(e);
        }
    }

    /// The client went away, or read nothing for too long.
    static final class ClientLeft extends IOException {
        ClientLeft(@Nullable Throwable cause) {
            super("the client left", cause);
        }
    }
}
