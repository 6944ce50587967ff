package mos.token.servicetoken;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The tables `service_token` and `service_token_state`.
final class TokenRows {
    private TokenRows() {}

    /// All tokens of services that this version knows.
    static Map<Service, Held> all(Query query) {
        Map<Service, Held> all = new EnumMap<>(Service.class);
        for (Row row : query.rows("select * from service_token")) {
            Optional<Service> service = Service.known(row.text("service"));
            if (service.isPresent()) {
                Held held =
                        new Held(
                                row.text("id"),
                                service.get(),
                                row.bytes("sealed"),
                                row.text("mask"),
                                row.time("changed_at"));
                for (Row state :
                        query.rows(
                                "select * from service_token_state where token_id = ?", held.id)) {
                    held.seen.put(
                            state.text("host"),
                            new Held.Seen(
                                    State.parse(state.text("state"), state.text("detail")),
                                    state.time("observed_at")));
                }
                all.put(service.get(), held);
            }
        }
        return all;
    }

    /// Puts it in the place of the service's former token.
    static void replace(Transaction tx, Held held) {
        remove(tx, held.service);
        tx.update(
                "insert into service_token (id, service, sealed, mask, changed_at)"
                        + " values (?, ?, ?, ?, ?)",
                held.id,
                held.service.key(),
                held.sealed,
                held.mask,
                held.changedAt);
    }

    static boolean remove(Transaction tx, Service service) {
        return tx.update("delete from service_token where service = ?", service.key()) > 0;
    }

    /// Keeps a state, unless the token is gone by now.
    static void state(Transaction tx, String tokenId, String host, State state, Instant now) {
        tx.update("delete from service_token_state where token_id = ? and host = ?", tokenId, host);
        tx.update(
                "insert into service_token_state (token_id, host, state, detail, observed_at)"
                        + " select id, ?, ?, ?, ? from service_token where id = ?",
                host,
                state.word(),
                state.stored(),
                now,
                tokenId);
    }
}
