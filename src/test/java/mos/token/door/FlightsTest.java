package mos.token.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlightsTest {
    private final Flights<String, Integer> flights = new Flights<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void close() {
        clients.shutdownNow();
        flights.close();
    }

    @Test
    void oneFlightForManyWaiters() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Callable<Integer> ask =
                () ->
                        flights.join(
                                "k",
                                () -> {
                                    await(gate);
                                    return runs.incrementAndGet();
                                });
        List<Future<Integer>> waiters =
                Stream.generate(() -> clients.submit(ask)).limit(50).toList();
        Eventually.within(Duration.ofSeconds(5), () -> flights.waiting("k") == 50);
        gate.countDown();
        for (Future<Integer> waiter : waiters) {
            assertEquals(1, waiter.get());
        }
        assertEquals(0, flights.size());
    }

    @Test
    void theFlightOutlivesItsLeader() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger runs = new AtomicInteger();
        Flights.Work<Integer> work =
                () -> {
                    await(gate);
                    return runs.incrementAndGet();
                };
        Future<Integer> leader = clients.submit(() -> flights.join("k", work));
        Eventually.within(Duration.ofSeconds(5), () -> flights.waiting("k") == 1);
        Future<Integer> follower = clients.submit(() -> flights.join("k", work));
        Eventually.within(Duration.ofSeconds(5), () -> flights.waiting("k") == 2);
        leader.cancel(true);
        gate.countDown();
        assertEquals(1, follower.get());
        assertEquals(1, runs.get());
    }

    @Test
    void everybodyOnBoardGetsTheSameFailureAndTheNextOneFliesAnew() throws IOException {
        IOException broken = new IOException("broken");
        assertSame(
                broken,
                assertThrows(
                        IOException.class,
                        () ->
                                flights.join(
                                        "k",
                                        () -> {
                                            throw broken;
                                        })));
        assertEquals(7, flights.join("k", () -> 7));
    }

    private static void await(CountDownLatch gate) throws IOException {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
