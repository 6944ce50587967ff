package mos.token.web;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mos.token.access.Permissions;
import mos.token.access.Presets;
import mos.token.admintoken.Life;
import mos.token.admintoken.Terms;
import mos.token.net.Cidr;

/// Makes terms of what was entered into a [TermsForm], or says at each field what is wrong.
final class TermsReader {
    /// The mode of a preset begins so; its id follows.
    static final String PRESET = "preset.";

    /// So many wrong networks are named; who entered more sees them in the field.
    private static final int NAMED = 5;

    private final Texts texts;
    private final Instant now;

    TermsReader(Texts texts, Instant now) {
        this.texts = texts;
        this.now = now;
    }

    TermsForm.Outcome read(TermsForm entered) {
        TermsForm form = entered;
        Optional<Permissions> permissions = permissions(form);
        if (permissions.isEmpty()) {
            form = form.refused(texts, "permissions");
        }
        Optional<UnaryOperator<Life>> end = end(form);
        if (end.isEmpty()) {
            form = form.refused(texts, "expiresAt");
        }
        List<Cidr> networks = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String network : form.networks().split("[\\s,;]+", -1)) {
            read(network, networks, wrong);
        }
        if (!wrong.isEmpty()) {
            List<String> named = wrong.subList(0, Math.min(wrong.size(), NAMED));
            form = form.wrong("networks", texts.of("new.nonetwork", String.join(", ", named)));
        } else if (networks.size() > Life.MOST_NETWORKS) {
            form = form.refused(texts, "networks");
        }
        return form.errors().isEmpty()
                ? new TermsForm.Outcome.Fit(change(form, permissions.get(), end.get(), networks))
                : new TermsForm.Outcome.Unfit(form);
    }

    private static UnaryOperator<Terms> change(
            TermsForm form, Permissions permissions, UnaryOperator<Life> end, List<Cidr> networks) {
        return before ->
                new Terms(
                        form.name(),
                        form.description(),
                        // What has no effect here is not in the form, and not lost by it.
                        before.permissions().toJson().equals(permissions.toJson())
                                ? before.permissions()
                                : permissions,
                        end.apply(before.life()).withNetworks(networks));
    }

    private static Optional<Permissions> permissions(TermsForm form) {
        return switch (form.mode()) {
            case "full" -> Optional.of(Permissions.full());
            case "readonly" -> Optional.of(Permissions.readonly());
            case "custom" -> Optional.of(new Permissions.Custom(form.levels()));
            case String preset when preset.startsWith(PRESET) ->
                    Presets.named(preset.substring(PRESET.length()))
                            .map(Presets.Preset::permissions);
            default -> Optional.empty();
        };
    }

    /// What the entry makes of a life's end; nothing when that makes no sense.
    private Optional<UnaryOperator<Life>> end(TermsForm form) {
        return switch (form.expiry()) {
            case TermsForm.KEPT ->
                    form.ends() == null ? Optional.empty() : Optional.of(life -> life);
            case TermsForm.NEVER -> Optional.of(life -> life.withExpiresAt(null));
            case TermsForm.ON_DATE ->
                    endOf(form.date())
                            .filter(end -> end.isAfter(now))
                            .map(end -> life -> life.withExpiresAt(end));
            case String days when TermsForm.EXPIRIES.contains(days) -> {
                Instant end =
                        now.plus(Duration.ofDays(Long.parseLong(days)))
                                .truncatedTo(ChronoUnit.MILLIS);
                yield Optional.of(life -> life.withExpiresAt(end));
            }
            default -> Optional.empty();
        };
    }

    /// The end of a day: the beginning of the next, where the server is.
    private Optional<Instant> endOf(String date) {
        try {
            return Optional.of(
                    LocalDate.parse(date).plusDays(1).atStartOfDay(texts.zone()).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static void read(String network, List<Cidr> networks, List<String> wrong) {
        if (network.isEmpty()) {
            return;
        }
        try {
            networks.add(Cidr.parse(network));
        } catch (IllegalArgumentException _) {
            wrong.add(network);
        }
    }
}
