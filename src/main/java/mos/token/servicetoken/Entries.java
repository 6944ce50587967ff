package mos.token.servicetoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.keys.Keys;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// What the owner enters: tokens, and when they end.
final class Entries {
    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final SecureRandom random;
    private final StoredTokens stored;
    private final ServiceUses uses;
    private final Changes changes;
    private final Validation validation;

    Entries(
            Keys keys,
            Access access,
            Clock clock,
            SecureRandom random,
            StoredTokens stored,
            ServiceUses uses,
            Changes changes,
            Validation validation) {
        this.keys = keys;
        this.access = access;
        this.clock = clock;
        this.random = random;
        this.stored = stored;
        this.uses = uses;
        this.changes = changes;
        this.validation = validation;
    }

    Put put(Caller caller, Map<Service, Entry> entries) {
        access.require(caller, Resource.MOS, Level.WRITE);
        Map<Service, Entry> wanted = new EnumMap<>(Service.class);
        List<String> hints = new ArrayList<>();
        for (Map.Entry<Service, Entry> each : entries.entrySet()) {
            Service service = each.getKey();
            if (each.getValue() instanceof Entry.Enter enter && !isMask(service, enter.token())) {
                Optional<String> problem = problem(service, enter);
                if (problem.isPresent()) {
                    return new Put.Rejected(service, problem.get());
                }
                TokenForm.hint(service, enter.token()).ifPresent(hints::add);
                wanted.put(service, enter);
            } else if (each.getValue() instanceof Entry.Clear clear) {
                wanted.put(service, clear);
            }
        }
        if (wanted.values().stream().anyMatch(Entry.Enter.class::isInstance)) {
            access.requireRecent(caller);
        }
        if (!wanted.isEmpty()) {
            access.change(
                    caller, Resource.MOS, "service-token.put", change -> store(change, wanted));
            wanted.forEach((service, entry) -> {
                if (entry instanceof Entry.Enter) {
                    validation.begin(service);
                }
            });
        }
        return new Put.Done(hints);
    }

    private Optional<String> problem(Service service, Entry.Enter enter) {
        return enter.expires() == null
                ? TokenForm.problem(service, enter.token())
                : wrongEnd(service, enter.expires())
                        .or(() -> TokenForm.problem(service, enter.token()));
    }

    /// What is wrong with an end that its owner enters, or with taking that back.
    private Optional<String> wrongEnd(Service service, @Nullable Instant expires) {
        if (service.tellsExpiry()) {
            return Optional.of(
                    "leave out expiresAt: "
                            + service.label()
                            + " itself tells when its token ends");
        }
        return expires == null || expires.isAfter(clock.instant())
                ? Optional.empty()
                : Optional.of("expiresAt must be in the future, or null for not known");
    }

    boolean isMask(Service service, SecretText token) {
        return stored.of(service).filter(held -> TokenForm.isMask(held.mask, token)).isPresent();
    }

    Optional<Put> expires(Caller caller, Service service, @Nullable Instant expires) {
        access.require(caller, Resource.MOS, Level.WRITE);
        Optional<String> wrong = wrongEnd(service, expires);
        if (wrong.isPresent()) {
            return Optional.of(new Put.Rejected(service, wrong.get()));
        }
        if (stored.of(service).isEmpty()) {
            return Optional.empty();
        }
        return access.change(
                caller,
                Resource.MOS,
                "service-token.expires",
                change -> {
                    Optional<Held> token = stored.of(service);
                    token.ifPresent(held -> changes.know(change, held, held.facts.ending(expires)));
                    change.audited(
                            service.key(), expires == null ? "no expiry" : "ends at " + expires);
                    return token.map(_ -> new Put.Done(List.of()));
                });
    }

    private boolean store(Change change, Map<Service, Entry> wanted) {
        List<String> words = new ArrayList<>();
        wanted.forEach((service, entry) -> {
            switch (entry) {
                case Entry.Clear _ -> {
                    stored.remove(change, service);
                    change.afterCommit(() -> uses.forget(service));
                    words.add(service.key() + " cleared");
                }
                case Entry.Enter enter -> {
                    Held token =
                            Held.seal(keys, newId(random), service, enter.token(), clock.instant());
                    token.facts = TokenFacts.NONE.ending(enter.expires());
                    stored.put(change, token);
                    words.add(service.key() + " set");
                }
            }
        });
        change.audited(
                String.join(", ", wanted.keySet().stream().map(Service::key).toList()),
                String.join("; ", words));
        return true;
    }

    /// An id for a row: nobody can guess it, so none was the id of another token.
    static String newId(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
