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

    private final Texts texts;
    private final StateWords states;

    ServiceWords(Texts texts) {
        this.texts = texts;
        this.states = new StateWords(texts);
    }

    /// One service's field, without anything wrong about its entry.
    ///
    /// @param looks what the services said just now; may be empty
    ServiceView.Service of(Described described, List<Look> looks) {
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
        return new ServiceView.Service(
                service.key(),
                text("service." + service.key()),
                text("service." + service.key() + ".format"),
                new EntryLooks(texts).of(service),
                service != Service.GITHUB && service != Service.DOCKERHUB,
                described.mask(),
                stored ? states.word(described.state()) : null,
                stored ? StateWords.tone(described.state()) : "plain",
                facts,
                stored ? states.atHosts(described) : List.of(),
                stored ? notes(described) : List.of(),
                stored ? known(described) : List.of(),
                service.tellsExpiry() ? null : ServiceForm.shown(described, texts),
                described.revokeAt(),
                null,
                null);
    }

    /// What all looks together mean.
    View.Snack summary(List<Look> looks) {
        List<State> states = looks.stream().filter(Look::configured).map(Look::state).toList();
        if (states.isEmpty()) {
            return good("snack.nothing");
        }
        if (!states.stream().allMatch(State::works)) {
            return bad("snack.invalid");
        }
        return states.stream()
                        .anyMatch(
                                s -> s instanceof State.TooPowerful || s instanceof State.Throttled)
                ? bad("snack.careful")
                : good("snack.validated");
    }

    private View.Snack good(String key) {
        return new View.Snack(true, text(key));
    }

    private View.Snack bad(String key) {
        return new View.Snack(false, text(key));
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
            case "repo:read" -> text("level.readonly");
            case "repo:write" -> text("level.readwrite");
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
            facts.add(fact("fact.reset", texts.time(rate.reset())));
        }
    }

    private void when(Described described, List<View.Fact> facts) {
        if (described.expires() != null) {
            String time = texts.time(described.expires());
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
                                : texts.time(described.spentAt())));
    }

    /// The reason of the state, and the token before it.
    private List<ServiceView.Note> notes(Described described) {
        List<ServiceView.Note> notes = new ArrayList<>();
        State state = described.state();
        states.reason(state)
                .ifPresent(
                        reason -> notes.add(new ServiceView.Note(StateWords.tone(state), reason)));
        if (described.former() != null) {
            notes.add(
                    new ServiceView.Note(
                            "plain",
                            text(
                                    "service.former",
                                    described.former().mask(),
                                    described.service().label())));
        }
        return notes;
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
                                                texts.time(seen.at())))));
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
                                        ? texts.time(use.last())
                                        : text("known.times", texts.time(use.last()), use.times())))
                .toList();
    }

    private View.Fact fact(String key, String value) {
        return new View.Fact(text(key), value);
    }

    private String text(String key, Object... values) {
        return texts.of(key, values);
    }
}
