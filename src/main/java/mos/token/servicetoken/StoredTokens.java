package mos.token.servicetoken;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import mos.token.quota.Quotas;
import mos.token.store.Query;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// The stored tokens: of each service the one in use and, until the service took that one, the one
/// before it, which comes back when the new one is refused. Changed with the rows, behind the
/// writer's gate; read from anywhere.
final class StoredTokens {
    private final ConcurrentMap<Service, Held> inUse = new ConcurrentHashMap<>();
    private final ConcurrentMap<Service, Held> formers = new ConcurrentHashMap<>();
    private final Quotas quotas;
    private final ServiceNotices notices;

    StoredTokens(Quotas quotas, ServiceNotices notices) {
        this.quotas = quotas;
        this.notices = notices;
    }

    void load(Query query) {
        for (TokenRows.Placed placed : TokenRows.all(query)) {
            Map<Service, Held> place = placed.former() ? formers : inUse;
            place.put(placed.token().service, placed.token());
        }
    }

    /// The service's token in use.
    Optional<Held> of(Service service) {
        return Optional.ofNullable(inUse.get(service));
    }

    /// The one before it, while it is kept.
    Optional<Held> former(Service service) {
        return Optional.ofNullable(formers.get(service));
    }

    /// The token that was lent, while it is still in use.
    Optional<Held> of(Lease lease) {
        return of(lease.service()).filter(token -> token.id.equals(lease.tokenId()));
    }

    /// The token that was lent, also when it is the former one by now.
    Optional<Held> ofAny(Lease lease) {
        return of(lease)
                .or(() ->
                        former(lease.service()).filter(token -> token.id.equals(lease.tokenId())));
    }

    /// Whether this very token is in use or the former one.
    boolean holds(Held token) {
        return uses(token) || formers.get(token.service) == token;
    }

    /// Whether this very token is the one in use.
    boolean uses(Held token) {
        return inUse.get(token.service) == token;
    }

    /// All tokens in use.
    Stream<Held> all() {
        return inUse.values().stream();
    }

    /// Puts a new one to use. Of those before it the last one that may be good is kept.
    void put(Transaction tx, Held token) {
        Service service = token.service;
        @Nullable Held before = inUse.get(service);
        @Nullable Held former = formers.get(service);
        @Nullable Held kept = worthKeeping(before, former);
        if (former != null && former != kept) {
            drop(tx, former);
        }
        if (before != null && before != kept) {
            drop(tx, before);
        }
        if (kept != null) {
            TokenRows.place(tx, kept, true);
        }
        TokenRows.insert(tx, token);
        tx.afterCommit(() -> {
            inUse.put(service, token);
            if (kept == null) {
                formers.remove(service);
            } else {
                formers.put(service, kept);
            }
        });
    }

    /// Of those before a new one, the last that may be good.
    static @Nullable Held worthKeeping(@Nullable Held before, @Nullable Held former) {
        if (before == null || before.refusedAt(before.deciding())) {
            return former;
        }
        return before.proved() || former == null ? before : former;
    }

    /// Forgets a service's tokens; false when there was none.
    boolean remove(Transaction tx, Service service) {
        @Nullable Held token = inUse.get(service);
        @Nullable Held former = formers.get(service);
        if (token != null) {
            drop(tx, token);
        }
        if (former != null) {
            drop(tx, former);
        }
        tx.afterCommit(() -> {
            inUse.remove(service);
            formers.remove(service);
        });
        return token != null;
    }

    /// The service took the one in use: the one before it is not needed any more.
    void proved(Transaction tx, Held token) {
        @Nullable Held former = formers.get(token.service);
        if (former != null && uses(token)) {
            dropFormer(tx, former);
        }
    }

    /// Forgets a former one, which the service refused meanwhile or which is not needed any more.
    void dropFormer(Transaction tx, Held former) {
        drop(tx, former);
        tx.afterCommit(() -> formers.remove(former.service, former));
    }

    /// The service refused the one in use: the one before it, if it is still kept, takes its place.
    ///
    /// @return the one that is in use again
    Optional<Held> restore(Transaction tx, Held refused) {
        @Nullable Held former = formers.get(refused.service);
        if (former == null || !uses(refused)) {
            return Optional.empty();
        }
        if (former.refusedAt(former.deciding())) {
            dropFormer(tx, former);
            return Optional.empty();
        }
        drop(tx, refused);
        TokenRows.place(tx, former, false);
        notices.rejected(tx, refused, former);
        tx.afterCommit(() -> {
            inUse.put(former.service, former);
            formers.remove(former.service);
        });
        return Optional.of(former);
    }

    private void drop(Transaction tx, Held token) {
        TokenRows.remove(tx, token);
        notices.gone(tx, token);
        tx.afterCommit(() -> quotas.forget(token.id));
    }
}
