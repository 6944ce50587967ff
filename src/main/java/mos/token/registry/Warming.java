package mos.token.registry;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far an order to fetch images has come.
///
/// @param id names it until the process ends
public record Warming(String id, Instant since, List<Image> images) {
    public Warming {
        images = List.copyOf(images);
    }

    /// What an image of the order is at.
    public enum State {
        /// Others are first.
        WAITING,
        /// It is coming.
        LOADING,
        /// It is kept.
        DONE,
        /// It could not be fetched; `problem` says why.
        FAILED,
        /// Somebody stopped it.
        CANCELLED
    }

    /// One image of the order.
    ///
    /// @param done bytes that are kept, or have come
    /// @param total bytes of its configurations and layers; -1 before its manifests are read
    /// @param problem a sentence, or null
    public record Image(
            String image, State state, long done, long total, @Nullable String problem) {}

    /// Whether nothing more comes of it.
    public boolean over() {
        return images.stream()
                .noneMatch(
                        image -> image.state() == State.WAITING || image.state() == State.LOADING);
    }
}
