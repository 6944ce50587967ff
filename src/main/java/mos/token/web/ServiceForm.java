package mos.token.web;

import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Described;
import mos.token.servicetoken.Entry;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import org.jspecify.annotations.Nullable;

/// What was entered into the fields of the service tokens.
///
/// @param entries the tokens, each with its end as far as that was entered
/// @param ends new ends of tokens that stay; null takes one back
/// @param confirmed whose question was answered with yes
/// @param wrong whose date is wrong, and the key of what to say
record ServiceForm(
        Map<Service, Entry.Enter> entries,
        Map<Service, @Nullable Instant> ends,
        Set<Service> confirmed,
        Map<Service, String> wrong) {

    /// Reads a form. A field that is missing changes nothing.
    ///
    /// @param stored what the form was drawn from
    static ServiceForm of(Form form, List<Described> stored, Texts texts, Instant now) {
        var read =
                new ServiceForm(
                        new EnumMap<>(Service.class),
                        new EnumMap<>(Service.class),
                        new HashSet<>(),
                        new EnumMap<>(Service.class));
        for (Described described : stored) {
            read.take(form, described, texts, now);
        }
        return read;
    }

    private void take(Form form, Described described, Texts texts, Instant now) {
        Service service = described.service();
        SecretText token = form.secret(service.key());
        String date = service.tellsExpiry() ? "" : form.text(service.key() + "-ends");
        if (!form.text(service.key() + "-anyway").isEmpty()) {
            confirmed.add(service);
        }
        @Nullable Instant end = end(service, date, texts);
        boolean same =
                end == null ? described.expires() == null : date.equals(shown(described, texts));
        if (end != null && !end.isAfter(now) && !(same && token.isEmpty())) {
            wrong.put(service, "service.ends.past");
        }
        if (!token.isEmpty()) {
            entries.put(service, new Entry.Enter(token, end));
        } else if (described.mask() != null
                && !same
                && !service.tellsExpiry()
                && form.has(service.key() + "-ends")) {
            ends.put(service, end);
        }
    }

    private @Nullable Instant end(Service service, String date, Texts texts) {
        try {
            // The beginning of the day: better told a day early than late.
            return date.isEmpty()
                    ? null
                    : LocalDate.parse(date).atStartOfDay(texts.zone()).toInstant();
        } catch (DateTimeParseException _) {
            wrong.put(service, "service.ends.wrong");
            return null;
        }
    }

    /// The end as the form shows it; empty when none is known.
    static String shown(Described described, Texts texts) {
        return described.expires() == null
                ? ""
                : LocalDate.ofInstant(described.expires(), texts.zone()).toString();
    }

    /// Whether nothing would change.
    boolean unchanged() {
        return entries.isEmpty() && ends.isEmpty() && wrong.isEmpty();
    }

    /// Whose entry can write, as its form tells, without a yes to that.
    Set<Service> doubtful(ServiceTokens tokens) {
        return entries.entrySet().stream()
                .filter(each -> tokens.mayWrite(each.getKey(), each.getValue().token()))
                .map(Map.Entry::getKey)
                .filter(service -> !confirmed.contains(service))
                .collect(Collectors.toSet());
    }
}
