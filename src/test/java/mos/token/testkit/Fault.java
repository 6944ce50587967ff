package mos.token.testkit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A way in which a fake host is broken.
public sealed interface Fault {
    /// Closes the connection without a byte.
    record Down() implements Fault {}

    /// Answers this instead.
    record Says(int status, String contentType, String body, Map<String, String> headers)
            implements Fault {
        /// An answer without further headers.
        public Says(int status, String contentType, String body) {
            this(status, contentType, body, Map.of());
        }

        /// An HTML page, as overloaded front ends send it.
        public Says(int status) {
            this(status, "text/html", "<html><body>unhappy</body></html>");
        }
    }

    /// Answers correctly, but waits before.
    record Slow(Duration delay) implements Fault {}

    /// Announces the whole body, sends this many bytes of it and closes the connection.
    record Cut(long afterBytes) implements Fault {}

    /// Answers correctly, but with these headers instead.
    record Claims(Map<String, String> headers) implements Fault {}

    /// Announces this length and sends what there is of it; then the connection ends.
    record Announces(long length) implements Fault {}

    /// Does not know the `Range` header.
    record Rangeless() implements Fault {}

    /// Sends the body with its byte at this position changed.
    record Corrupt(long position) implements Fault {}

    /// Sends this many bytes of the body and then nothing, until the gate opens.
    record Stall(long afterBytes, Gate gate) implements Fault {}

    /// Holds the request before answering, until the gate opens.
    record Hold(Gate gate) implements Fault {}

    /// Where requests wait until the test lets them go on.
    final class Gate {
        private final CountDownLatch open = new CountDownLatch(1);
        private final AtomicInteger waiting = new AtomicInteger();

        /// Lets all go on, now and later.
        public void open() {
            open.countDown();
        }

        /// How many requests have come to the gate.
        public int arrived() {
            return waiting.get();
        }

        void pass() throws InterruptedException {
            waiting.incrementAndGet();
            open.await();
        }
    }
}
