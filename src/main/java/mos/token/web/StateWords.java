package mos.token.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.servicetoken.Described;
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

    /// What each host says, by what is done there. A reason that the whole token has is not
    /// repeated.
    List<ServiceView.AtHost> atHosts(Described described) {
        List<ServiceView.AtHost> hosts = new ArrayList<>();
        described
                .hosts()
                .forEach((host, seen) -> {
                    State state = seen.state();
                    boolean unwilling =
                            state.equals(State.Unknown.NOT_FOR_IMAGES)
                                    || state.equals(State.Unknown.NOT_FOR_GIT);
                    hosts.add(
                            new ServiceView.AtHost(
                                    host,
                                    what(host),
                                    unwilling ? "warn" : tone(state),
                                    unwilling ? texts.of("state.notaccepted") : word(state),
                                    state.equals(described.state())
                                            ? null
                                            : reason(state).orElse(null)));
                });
        return hosts;
    }

    /// What a host is for; its name where we have no word.
    private String what(String host) {
        String key = "service.at." + host;
        return texts.keys().contains(key) ? texts.of(key) : host;
    }

    /// Why, in a sentence; empty when there is nothing to say.
    Optional<String> reason(State state) {
        String reason =
                switch (state) {
                    case State.Good _ -> "";
                    case State.Refused refused -> refused.why();
                    case State.Unknown unknown when unknown.equals(State.Unknown.NOT_FOR_IMAGES) ->
                            texts.of("state.notforimages");
                    case State.Unknown unknown when unknown.equals(State.Unknown.NOT_FOR_GIT) ->
                            texts.of("state.notforgit");
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
