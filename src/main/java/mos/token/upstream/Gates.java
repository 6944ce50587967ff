package mos.token.upstream;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Bounds how many requests one host has at the same time; first come, first served.
final class Gates {
    private final ConcurrentMap<String, Semaphore> byName = new ConcurrentHashMap<>();
    private final int permits;
    private final Duration wait;

    Gates(int permits, Duration wait) {
        this.permits = permits;
        this.wait = wait;
    }

    /// Waits for a turn; what is returned ends it, and may run more than once. Empty when there was
    /// none in time.
    Optional<Runnable> enter(String name) throws InterruptedException {
        Semaphore gate = byName.computeIfAbsent(name, _ -> new Semaphore(permits, true));
        if (!gate.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        AtomicBoolean left = new AtomicBoolean();
        return Optional.of(() -> {
            if (left.compareAndSet(false, true)) {
                gate.release();
            }
        });
    }
}
