package mos.token.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/// A body whose reads fail once it stalls, and which leaves its host's gate when it ends.
final class WatchedBody extends InputStream {
    private final InputStream in;
    private final String host;
    private final Consumer<WatchedBody> ended;
    private volatile long waitingSince;
    private volatile boolean waiting;
    private volatile boolean stalled;

    WatchedBody(InputStream in, String host, Consumer<WatchedBody> ended) {
        this.in = in;
        this.host = host;
        this.ended = ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read;
        waitingSince = System.nanoTime();
        waiting = true;
        try {
            read = in.read(bytes, offset, length);
        } catch (IOException e) {
            ended.accept(this);
            throw new IOException(stalled ? stall() : host + ": the answer broke off", e);
        } finally {
            waiting = false;
        }
        if (stalled) {
            // A stream that is closed under its reader ends like a whole one.
            ended.accept(this);
            throw new IOException(stall());
        }
        if (read < 0) {
            ended.accept(this);
        }
        return read;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    /// Closes it when somebody has waited longer than `nanos` for its next byte.
    void closeIfStalled(long nanos) {
        if (waiting && !stalled && System.nanoTime() - waitingSince > nanos) {
            stalled = true;
            try {
                in.close();
            } catch (IOException _) {
                // Its reader fails either way.
            }
        }
    }

    private String stall() {
        return host + ": the answer stalled";
    }

    @Override
    public void close() throws IOException {
        try {
            in.close();
        } finally {
            ended.accept(this);
        }
    }
}
