package mos.token.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.quota.QuotaReading;
import mos.token.servicetoken.Described;
import mos.token.servicetoken.Look;
import mos.token.servicetoken.State;

/// Says what is known of a service token.
final class ServiceWords {
    private final Pages pages;

    ServiceWords(Pages pages) {
        this.pages = pages;
    }

    /// One service's field, without anything wrong about its entry.
    ///
    /// @param looks what the services said just now; may be empty
    View.Service of(Described described, List<Look> looks) {
        String key = described.service().key();
        boolean stored = described.mask() != null;
        State state = described.state();
        return new View.Service(
                key,
                pages.texts().of("service." + key),
                pages.texts().of("service." + key + ".format"),
                described.mask(),
                stored ? word(state) : null,
                stored ? tone(state) : "plain",
                looks.stream()
                        .filter(look -> look.service() == described.service())
                        .flatMap(look -> facts(look).stream())
                        .toList(),
                stored ? notes(described) : List.of(),
                null);
    }

    /// What all looks together mean.
    View.Snack summary(List<Look> looks) {
        List<State> states = looks.stream().filter(Look::configured).map(Look::state).toList();
        if (states.isEmpty()) {
            return pages.good("snack.nothing");
        }
        if (states.stream().anyMatch(state -> !works(state))) {
            return pages.bad("snack.invalid");
        }
        return states.stream().anyMatch(State.TooPowerful.class::isInstance)
                ? pages.bad("snack.careful")
                : pages.good("snack.validated");
    }

    private static boolean works(State state) {
        return switch (state) {
            case State.Good _, State.TooPowerful _, State.Expiring _ -> true;
            case State.Refused _, State.Unknown _, State.Throttled _ -> false;
        };
    }

    private List<View.Fact> facts(Look look) {
        List<View.Fact> facts = new ArrayList<>();
        if (look.user() != null) {
            facts.add(fact("fact.user", look.user()));
        }
        QuotaReading rate = look.rate();
        if (rate != null) {
            boolean anonymous = !look.configured() || look.state() instanceof State.Refused;
            facts.add(
                    fact(
                            anonymous ? "fact.quota.anonymous" : "fact.quota",
                            pages.texts().of("fact.quota.of", rate.remaining(), rate.limit())));
            if (rate.reset() != null) {
                facts.add(fact("fact.reset", pages.time(rate.reset())));
            }
        }
        if (look.expires() != null) {
            facts.add(fact("fact.expires", pages.time(look.expires())));
        }
        return facts;
    }

    private View.Fact fact(String key, String value) {
        return new View.Fact(pages.texts().of(key), value);
    }

    private String word(State state) {
        return pages.texts()
                .of(
                        switch (state) {
                            case State.Good _ -> "state.good";
                            case State.Refused _ -> "state.refused";
                            case State.Unknown _ -> "state.unknown";
                            case State.TooPowerful _ -> "state.toopowerful";
                            case State.Expiring _ -> "state.expiring";
                            case State.Throttled _ -> "state.throttled";
                        });
    }

    private static String tone(State state) {
        return switch (state) {
            case State.Good _ -> "good";
            case State.Refused _ -> "bad";
            case State.Unknown _ -> "plain";
            case State.TooPowerful _, State.Expiring _, State.Throttled _ -> "warn";
        };
    }

    /// The reason of the state, and every host that sees it otherwise.
    private List<String> notes(Described described) {
        List<String> notes = new ArrayList<>();
        note(described.state(), "").ifPresent(notes::add);
        described
                .hosts()
                .forEach((host, seen) -> {
                    if (!seen.state().equals(described.state())) {
                        note(seen.state(), host + ": ").ifPresent(notes::add);
                    }
                });
        return notes;
    }

    private Optional<String> note(State state, String host) {
        String reason =
                switch (state) {
                    case State.Good _ -> "";
                    case State.Refused refused -> refused.why();
                    case State.Unknown unknown -> unknown.why();
                    case State.TooPowerful _ -> pages.texts().of("warning.write");
                    case State.Expiring expiring ->
                            pages.texts().of("state.until", pages.time(expiring.at()));
                    case State.Throttled throttled ->
                            throttled.until() == null
                                    ? ""
                                    : pages.texts().of("state.from", pages.time(throttled.until()));
                };
        return reason.isEmpty()
                ? Optional.empty()
                : Optional.of(host.isEmpty() ? reason : host + word(state) + ": " + reason);
    }
}
