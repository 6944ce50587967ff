package mos.token.web;

import java.util.Optional;
import mos.token.servicetoken.State;

/// The states of service tokens in words and colours.
final class StateWords {
    private final Texts texts;

    StateWords(Texts texts) {
        this.texts = texts;
    }

    String word(State state) {
        return texts.of(
                switch (state) {
                    case State.Good _ -> "state.good";
                    case State.Refused _ -> "state.refused";
                    case State.Unknown _ -> "state.unknown";
                    case State.TooPowerful _ -> "state.toopowerful";
                    case State.Expiring _ -> "state.expiring";
                    case State.Throttled _ -> "state.throttled";
                });
    }

    /// `good`, `warn`, `bad` or `plain`.
    static String tone(State state) {
        return switch (state) {
            case State.Good _ -> "good";
            case State.Refused _ -> "bad";
            case State.Unknown _ -> "plain";
            case State.TooPowerful _, State.Expiring _, State.Throttled _ -> "warn";
        };
    }

    /// Why, in a sentence; empty when there is nothing to say.
    Optional<String> reason(State state) {
        String reason =
                switch (state) {
                    case State.Good _ -> "";
                    case State.Refused refused -> refused.why();
                    case State.Unknown unknown -> unknown.why();
                    case State.TooPowerful _ -> texts.of("warning.write");
                    case State.Expiring expiring ->
                            texts.of("state.until", texts.time(expiring.at()));
                    case State.Throttled throttled ->
                            throttled.until() == null
                                    ? ""
                                    : texts.of("state.from", texts.time(throttled.until()));
                };
        return reason.isEmpty() ? Optional.empty() : Optional.of(reason);
    }
}
