package mos.token.servicetoken;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import mos.token.figure.Figure;

/// Service tokens as figures.
final class ServiceFigures {
    private final StoredTokens stored;
    private final Clock clock;

    ServiceFigures(StoredTokens stored, Clock clock) {
        this.stored = stored;
        this.clock = clock;
    }

    List<Figure> all() {
        return List.of(
                new Figure.Gauge(
                        "mos_token_service_token_state",
                        "1 for the state that a stored service token is in.",
                        this::states),
                new Figure.Gauge(
                        "mos_token_service_token_expires_timestamp_seconds",
                        "When a stored service token ends, where that is known.",
                        () -> times(token -> Optional.ofNullable(token.facts.expires()))),
                new Figure.Gauge(
                        "mos_token_service_token_spent_timestamp_seconds",
                        "When a stored service token was last shown to its service.",
                        () ->
                                times(token ->
                                        Optional.of(token.spentAt)
                                                .filter(at -> !at.equals(Instant.EPOCH)))));
    }

    private List<Figure.Sample> states() {
        return stored.all()
                .map(token ->
                        new Figure.Sample(
                                Map.of(
                                        "service",
                                        token.service.key(),
                                        "state",
                                        token.state(clock.instant()).word()),
                                1))
                .toList();
    }

    private List<Figure.Sample> times(Function<Held, Optional<Instant>> time) {
        return stored.all()
                .flatMap(token ->
                        time.apply(token).stream()
                                .map(at ->
                                        new Figure.Sample(
                                                Map.of("service", token.service.key()),
                                                at.getEpochSecond())))
                .toList();
    }
}
