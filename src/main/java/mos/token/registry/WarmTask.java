package mos.token.registry;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One image of an order to fetch some.
final class WarmTask implements Runnable, Warmer.Progress {
    private static final Logger LOG = LoggerFactory.getLogger(WarmTask.class);

    private final Warmer warmer;
    private final ImageName image;
    private final Set<String> platforms;
    private final AtomicReference<Warming.State> state =
            new AtomicReference<>(Warming.State.WAITING);
    private final AtomicLong done = new AtomicLong();
    private volatile long total = -1;
    private volatile @Nullable String problem;
    private volatile @Nullable Future<?> future;

    WarmTask(Warmer warmer, ImageName image, Set<String> platforms) {
        this.warmer = warmer;
        this.image = image;
        this.platforms = platforms;
    }

    /// Tells what [#cancel()] has to end.
    void runsAs(Future<?> running) {
        future = running;
    }

    @Override
    public void run() {
        if (!state.compareAndSet(Warming.State.WAITING, Warming.State.LOADING)) {
            return;
        }
        try {
            warmer.load(image, platforms, this);
            state.compareAndSet(Warming.State.LOADING, Warming.State.DONE);
        } catch (IOException e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (state.get() == Warming.State.LOADING) { // else it only broke off
                LOG.error("{} could not be fetched into the cache", image, e);
            }
            failed("it broke; the log tells more");
        }
    }

    private void failed(String why) {
        problem = why;
        state.compareAndSet(Warming.State.LOADING, Warming.State.FAILED);
    }

    /// Stops it; the blob that is on its way still comes, for whoever else may wait for it.
    void cancel() {
        boolean live =
                state.compareAndSet(Warming.State.WAITING, Warming.State.CANCELLED)
                        || state.compareAndSet(Warming.State.LOADING, Warming.State.CANCELLED);
        Future<?> running = future;
        if (live && running != null) {
            running.cancel(true);
        }
    }

    @Override
    public void total(long bytes) {
        total = bytes;
    }

    @Override
    public void came(long bytes) {
        done.addAndGet(bytes);
    }

    Warming.Image now() {
        Warming.State at = state.get();
        return new Warming.Image(
                image.toString(),
                at,
                done.get(),
                total,
                at == Warming.State.FAILED ? problem : null);
    }
}
