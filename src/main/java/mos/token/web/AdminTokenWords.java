package mos.token.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mos.token.access.Exercised;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.ListedToken;
import mos.token.admintoken.TokenDetails;
import mos.token.admintoken.TokenQuery;
import mos.token.admintoken.Uses;
import mos.token.net.Cidr;
import org.jspecify.annotations.Nullable;

/// An admin token in words.
final class AdminTokenWords {
    private static final int WEEK = 7;

    private final Texts texts;

    AdminTokenWords(Texts texts) {
        this.texts = texts;
    }

    /// A row of the list.
    TokenView.Row of(ListedToken listed) {
        AdminToken token = listed.token();
        Uses.Sighting last = listed.uses().last();
        return new TokenView.Row(
                token.id(),
                token.name(),
                token.description(),
                token.permissions().mode(),
                Resources.sentence(texts, token.permissions()),
                token.active(),
                state(listed.state()),
                times(listed),
                last == null ? null : seen(last),
                old(listed),
                token.life().networks().isEmpty() ? null : networks(token.life().networks()),
                token.legacy());
    }

    /// Who still uses the secret that was replaced; null when it opens nothing any more.
    private @Nullable String old(ListedToken listed) {
        Instant end = listed.oldEndsAt();
        if (end == null) {
            return null;
        }
        Uses.Sighting last = listed.uses().lastOld();
        return last == null
                ? texts.of("admin.old.unused", texts.time(end))
                : texts.of("admin.old.used", texts.time(end), texts.time(last.at()), seen(last));
    }

    /// Everything about it.
    ///
    /// @param today in the zone of the days that calls are counted by (UTC)
    TokenView.Details details(TokenDetails details, LocalDate today) {
        Uses uses = details.listed().uses();
        List<View.Facts> parts = new ArrayList<>();
        parts.add(new View.Facts(texts.of("token.uses"), uses(details, today)));
        if (!details.networks().isEmpty()) {
            parts.add(
                    new View.Facts(
                            texts.of("token.seenin"),
                            details.networks().entrySet().stream()
                                    .map(seen ->
                                            new View.Fact(
                                                    seen.getKey(),
                                                    texts.of(
                                                            "token.since",
                                                            texts.time(seen.getValue()))))
                                    .toList()));
        }
        Permissions held = details.listed().token().permissions();
        if (held instanceof Permissions.Custom custom && !custom.inert().isEmpty()) {
            parts.add(
                    new View.Facts(
                            texts.of("token.inert"),
                            custom.inert().entrySet().stream()
                                    .map(inert ->
                                            new View.Fact(inert.getKey(), inert.getValue().text()))
                                    .toList()));
        }
        Exercised exercised = uses.exercised();
        return new TokenView.Details(
                of(details.listed()),
                parts,
                exercised.equals(Exercised.NOTHING) ? null : adoption(held, exercised.smallest()));
    }

    private TokenView.Adoption adoption(Permissions held, Permissions smallest) {
        return new TokenView.Adoption(
                Resources.sentence(texts, smallest),
                held.covers(smallest) && !smallest.covers(held));
    }

    private List<View.Fact> uses(TokenDetails details, LocalDate today) {
        List<View.Fact> facts = new ArrayList<>();
        Uses uses = details.listed().uses();
        Uses.Sighting last = uses.last();
        facts.add(
                new View.Fact(
                        texts.of("token.lastused"),
                        last == null
                                ? texts.of("fact.never")
                                : texts.of("token.at", texts.time(last.at()), seen(last))));
        facts.add(
                new View.Fact(
                        texts.of("token.week"), texts.number(calls(details.calls(), today, WEEK))));
        facts.add(
                new View.Fact(
                        texts.of("token.ninety"),
                        texts.number(details.calls().values().stream().mapToLong(n -> n).sum())));
        Uses.Refusal refused = uses.refused();
        if (refused != null) {
            facts.add(
                    new View.Fact(
                            texts.of("token.refused"),
                            texts.of(
                                    "token.refused.for",
                                    texts.time(refused.at()),
                                    refused.address(),
                                    refused.reason())));
        }
        return facts;
    }

    private static long calls(Map<LocalDate, Long> calls, LocalDate today, int days) {
        return calls.entrySet().stream()
                .filter(day -> day.getKey().isAfter(today.minusDays(days)))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// From where and with what.
    String seen(Uses.Sighting seen) {
        return seen.userAgent().isEmpty()
                ? texts.of("admin.from.address", seen.address())
                : texts.of("admin.from.program", seen.address(), seen.userAgent());
    }

    private String networks(List<Cidr> networks) {
        return texts.of(
                "admin.networks",
                String.join(", ", networks.stream().map(Cidr::toString).toList()));
    }

    private @Nullable String state(TokenQuery.State state) {
        return switch (state) {
            case ACTIVE -> null;
            case INACTIVE -> texts.of("admin.inactive");
            case EXPIRED -> texts.of("admin.expired");
            case PENDING -> texts.of("admin.pending");
        };
    }

    private List<View.Moment> times(ListedToken listed) {
        AdminToken token = listed.token();
        var last = listed.uses().last();
        List<View.Moment> times = new ArrayList<>();
        add(times, "admin.created", token.createdAt());
        if (listed.state() == TokenQuery.State.PENDING) {
            add(times, "admin.from", token.life().notBefore());
        }
        add(times, "admin.until", token.life().expiresAt());
        add(times, "admin.used", last == null ? null : last.at());
        return times;
    }

    private void add(List<View.Moment> times, String key, @Nullable Instant at) {
        if (at != null) {
            times.add(new View.Moment(texts.of(key), texts.time(at), at.toString()));
        }
    }
}
