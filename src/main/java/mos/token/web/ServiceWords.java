package mos.token.web;

import java.util.ArrayList;
import java.util.List;
import mos.token.quota.QuotaReading;
import mos.token.servicetoken.Described;
import mos.token.servicetoken.Look;
import mos.token.servicetoken.RecentUse;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.State;

/// Says what is known of a service token.
final class ServiceWords {
    /// How many of the latest uses are told.
    private static final int USES = 5;

    private final Pages pages;
    private final StateWords states;

    ServiceWords(Pages pages) {
        this.pages = pages;
        this.states = new StateWords(pages);
    }

    /// One service's field, without anything wrong about its entry.
    ///
    /// @param looks what the services said just now; may be empty
    View.Service of(Described described, List<Look> looks) {
        Service service = described.service();
        boolean stored = described.mask() != null;
        List<View.Fact> facts = new ArrayList<>();
        if (stored) {
            who(described, facts);
        }
        looks.stream().filter(look -> look.service() == service).forEach(l -> quota(l, facts));
        if (stored) {
            when(described, facts);
        }
        return new View.Service(
                service.key(),
                text("service." + service.key()),
                text("service." + service.key() + ".format"),
                service != Service.GITHUB && service != Service.DOCKERHUB,
                described.mask(),
                stored ? states.word(described.state()) : null,
                stored ? StateWords.tone(described.state()) : "plain",
                facts,
                stored ? notes(described) : List.of(),
                stored ? known(described) : List.of(),
                described.revokeAt(),
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

    private void who(Described described, List<View.Fact> facts) {
        if (described.user() != null) {
            facts.add(fact("fact.user", described.user()));
        }
        if (described.level() != null) {
            facts.add(fact("fact.level", level(described.level())));
        } else if (described.state().works()) {
            facts.add(fact("fact.level", text("level.untold")));
        }
    }

    /// By the names that the services show where a token is made.
    private String level(String level) {
        return switch (level) {
            case "" -> text("level.noscope");
            case "repo:public_read" -> text("level.publicread");
            case "repo:read" -> text("level.read");
            case "repo:write" -> text("level.write");
            case "repo:admin" -> text("level.admin");
            default -> level;
        };
    }

    private void quota(Look look, List<View.Fact> facts) {
        QuotaReading rate = look.rate();
        if (rate == null) {
            return;
        }
        boolean anonymous = !look.configured() || look.state() instanceof State.Refused;
        facts.add(
                fact(
                        anonymous ? "fact.quota.anonymous" : "fact.quota",
                        text("fact.quota.of", rate.remaining(), rate.limit())));
        if (rate.reset() != null) {
            facts.add(fact("fact.reset", pages.time(rate.reset())));
        }
    }

    private void when(Described described, List<View.Fact> facts) {
        if (described.expires() != null) {
            String time = pages.time(described.expires());
            facts.add(
                    fact(
                            "fact.expires",
                            described.expiresEntered() ? text("fact.entered", time) : time));
        }
        facts.add(
                fact(
                        "fact.spent",
                        described.spentAt() == null
                                ? text("fact.never")
                                : pages.time(described.spentAt())));
    }

    /// The reason of the state, every host that sees it otherwise, and the token before it.
    private List<View.Note> notes(Described described) {
        List<View.Note> notes = new ArrayList<>();
        State state = described.state();
        states.reason(state)
                .ifPresent(reason -> notes.add(new View.Note(StateWords.tone(state), reason)));
        described
                .hosts()
                .forEach((host, seen) -> {
                    if (!seen.state().equals(state)) {
                        states.reason(seen.state())
                                .ifPresent(reason -> notes.add(at(host, seen.state(), reason)));
                    }
                });
        if (described.former() != null) {
            notes.add(
                    new View.Note(
                            "plain",
                            text(
                                    "service.former",
                                    described.former().mask(),
                                    described.service().label())));
        }
        return notes;
    }

    private static View.Note at(String host, State state, String reason) {
        return new View.Note(
                StateWords.tone(state), reason.startsWith(host) ? reason : host + ": " + reason);
    }

    private List<View.Facts> known(Described described) {
        List<View.Fact> hosts = new ArrayList<>();
        described
                .hosts()
                .forEach((host, seen) ->
                        hosts.add(
                                new View.Fact(
                                        host,
                                        text(
                                                "known.since",
                                                states.word(seen.state()),
                                                pages.time(seen.at())))));
        return List.of(
                facts("known.hosts", hosts),
                facts("known.spent", uses(described.spentFor())),
                facts("known.asked", uses(described.askedBy())));
    }

    private View.Facts facts(String title, List<View.Fact> facts) {
        return new View.Facts(
                text(title),
                facts.isEmpty() ? List.of(new View.Fact(text("known.none"), "")) : facts);
    }

    private List<View.Fact> uses(List<RecentUse> uses) {
        return uses.stream()
                .limit(USES)
                .map(use ->
                        new View.Fact(
                                use.label(),
                                use.times() == 1
                                        ? pages.time(use.last())
                                        : text("known.times", pages.time(use.last()), use.times())))
                .toList();
    }

    private View.Fact fact(String key, String value) {
        return new View.Fact(text(key), value);
    }

    private String text(String key, Object... values) {
        return pages.texts().of(key, values);
    }
}
