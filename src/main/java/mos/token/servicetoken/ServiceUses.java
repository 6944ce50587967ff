package mos.token.servicetoken;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// What each service's token was spent for lately, and who asked the gateway; in memory, written
/// now and then (table `service_use`).
final class ServiceUses {
    private enum Kind {
        FOR("for"),
        BY("by");

        final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    private final Map<Service, Map<Kind, RecentUses>> all = new EnumMap<>(Service.class);

    ServiceUses() {
        for (Service service : Service.values()) {
            Map<Kind, RecentUses> both = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                both.put(kind, new RecentUses());
            }
            all.put(service, both);
        }
    }

    void load(Query query) {
        for (Row row : query.rows("select * from service_use order by last_at")) {
            Optional<Service> service = Service.known(row.text("service"));
            if (service.isPresent()) {
                of(service.get(), row.text("kind").equals(Kind.FOR.word) ? Kind.FOR : Kind.BY)
                        .add(
                                new RecentUse(
                                        row.text("label"),
                                        row.time("last_at"),
                                        row.number("times")));
            }
        }
    }

    void spent(Service service, String what, Instant now) {
        of(service, Kind.FOR).note(what, now);
    }

    void asked(Service service, String who, Instant now) {
        of(service, Kind.BY).note(who, now);
    }

    List<RecentUse> spentFor(Service service) {
        return of(service, Kind.FOR).latest();
    }

    List<RecentUse> askedBy(Service service) {
        return of(service, Kind.BY).latest();
    }

    void forget(Service service) {
        for (Kind kind : Kind.values()) {
            of(service, kind).clear();
        }
    }

    /// Whether something is to be written.
    boolean changed() {
        return all.values().stream()
                .anyMatch(both -> both.values().stream().anyMatch(RecentUses::changed));
    }

    /// Writes what changed since the last time.
    void write(Transaction tx) {
        all.forEach((service, both) ->
                both.forEach((kind, uses) -> {
                    if (uses.takeChanged()) {
                        write(tx, service, kind, uses);
                    }
                }));
    }

    private static void write(Transaction tx, Service service, Kind kind, RecentUses uses) {
        tx.update(
                "delete from service_use where service = ? and kind = ?", service.key(), kind.word);
        for (RecentUse use : uses.latest()) {
            tx.update(
                    "insert into service_use (service, kind, label, last_at, times) values (?, ?,"
                            + " ?, ?, ?)",
                    service.key(),
                    kind.word,
                    use.label(),
                    use.last(),
                    use.times());
        }
    }

    /// What was written last was rolled back.
    void notWritten() {
        all.values().forEach(both -> both.values().forEach(RecentUses::stillChanged));
    }

    private RecentUses of(Service service, Kind kind) {
        return Objects.requireNonNull(Objects.requireNonNull(all.get(service)).get(kind));
    }
}
