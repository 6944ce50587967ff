package mos.token.notify;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that does what need not happen in anybody's request: a round at the start, at
/// each call, and when the round before said.
final class Courier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final Duration AFTER_A_FAULT = Duration.ofMinutes(1);
    private static final Duration FAREWELL = Duration.ofSeconds(5);

    /// What is done each time; returns how long until the next.
    interface Round {
        Duration run() throws InterruptedException;
    }

    private final Round round;
    private final Semaphore calls = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    Courier(Round round) {
        this.round = round;
        this.thread = Thread.ofPlatform().name("notices").daemon().start(this::run);
    }

    /// Asks for a round now, or another one when one runs.
    void call() {
        calls.release();
    }

    /// Ends what it is doing; what was not sent stays in the outbox.
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            if (!thread.join(FAREWELL)) {
                LOG.warn("the thread that sends notices did not end within {}", FAREWELL);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                calls.drainPermits();
                // A call releases one permit at least, so none that came since is slept over.
                var _ = calls.tryAcquire(pause().toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException _) {
            // the end
        }
    }

    private Duration pause() throws InterruptedException {
        try {
            return round.run();
        } catch (RuntimeException e) {
            // The thread must live on; what failed is in the database still.
            if (!closed) {
                LOG.warn("notices could not be sent now: {}", e.toString());
            }
            return AFTER_A_FAULT;
        }
    }
}
