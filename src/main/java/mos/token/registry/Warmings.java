package mos.token.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Orders to fetch images, two images at a time whosever orders they are of. They are remembered
/// until the process ends, the last 100 of them.
final class Warmings implements AutoCloseable {
    private static final int AT_ONCE = 2;
    private static final int MOST = 100;

    private record Order(String id, Instant since, List<WarmTask> tasks) {
        Warming now() {
            return new Warming(id, since, tasks.stream().map(WarmTask::now).toList());
        }
    }

    private final Warmer warmer;
    private final Clock clock;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    AT_ONCE, Thread.ofVirtual().name("cache-warm-", 0).factory());

    /// By id, the oldest first; guarded by itself.
    private final Map<String, Order> orders = new LinkedHashMap<>();

    private long last;

    Warmings(Warmer warmer, Clock clock) {
        this.warmer = warmer;
        this.clock = clock;
    }

    /// Takes an order; empty when too many are not over yet.
    Optional<Warming> start(List<ImageName> images, Set<String> platforms) {
        List<WarmTask> tasks =
                images.stream().map(image -> new WarmTask(warmer, image, platforms)).toList();
        Order order;
        synchronized (orders) {
            if (orders.size() >= MOST && !forgetOne()) {
                return Optional.empty();
            }
            last++;
            order = new Order(Long.toString(last), clock.instant(), tasks);
            orders.put(order.id(), order);
        }
        for (WarmTask task : tasks) {
            task.runsAs(threads.submit(task));
        }
        return Optional.of(order.now());
    }

    private boolean forgetOne() {
        Optional<Order> over =
                orders.values().stream().filter(order -> order.now().over()).findFirst();
        over.ifPresent(order -> orders.remove(order.id()));
        return over.isPresent();
    }

    Optional<Warming> find(String id) {
        return order(id).map(Order::now);
    }

    /// Stops what is not over yet of an order.
    Optional<Warming> cancel(String id) {
        Optional<Order> order = order(id);
        order.ifPresent(found -> found.tasks().forEach(WarmTask::cancel));
        return order.map(Order::now);
    }

    private Optional<Order> order(String id) {
        synchronized (orders) {
            return Optional.ofNullable(orders.get(id));
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
