package mos.token.door;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/// One flight per key: who asks for something that is already being fetched waits for that. A
/// flight runs on its own virtual thread, so that it outlives the request that started it.
///
/// @param <K> what is asked for
/// @param <V> what comes of it
public final class Flights<K, V> implements AutoCloseable {
    /// What a flight does.
    @FunctionalInterface
    public interface Work<V> {
        /// Fetches.
        V run() throws IOException;
    }

    private final ConcurrentMap<K, CompletableFuture<V>> inTheAir = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /// Joins the flight of `key`, or starts one; returns what it brought.
    ///
    /// @throws IOException what the work threw, the same for everybody on board
    public V join(K key, Work<V> work) throws IOException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> flight = inTheAir.putIfAbsent(key, mine);
        if (flight == null) {
            flight = mine;
            start(key, mine, work);
        }
        return await(flight);
    }

    /// How many flights are under way.
    public int size() {
        return inTheAir.size();
    }

    /// About how many wait for the flight of `key`.
    int waiting(K key) {
        CompletableFuture<V> flight = inTheAir.get(key);
        return flight == null ? 0 : flight.getNumberOfDependents();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the flight carries the outcome
    private void start(K key, CompletableFuture<V> flight, Work<V> work) {
        try {
            threads.submit(() -> run(key, flight, work));
        } catch (RejectedExecutionException e) {
            inTheAir.remove(key, flight);
            flight.completeExceptionally(new IOException("shutting down", e));
        }
    }

    private void run(K key, CompletableFuture<V> flight, Work<V> work) {
        try {
            V value = work.run();
            // Removed first: whoever comes after the landing starts anew and never gets old news.
            inTheAir.remove(key, flight);
            flight.complete(value);
        } catch (Throwable e) {
            inTheAir.remove(key, flight);
            flight.completeExceptionally(e);
        }
    }

    private V await(CompletableFuture<V> flight) throws IOException {
        try {
            return flight.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while waiting");
            interrupted.initCause(e);
            throw interrupted;
        } catch (CancellationException e) {
            throw new IOException("shutting down", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                // The same exception for everybody: its own stack trace says where it broke.
                case IOException broken -> throw broken;
                case RuntimeException broken -> throw broken;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /// Interrupts what is under way.
    @Override
    public void close() {
        threads.shutdownNow();
        inTheAir.values().forEach(flight -> flight.cancel(false));
    }
}
