package mos.token.servicetoken;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.keys.Keys;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;

/// The tables `service_token` and `service_token_state`.
final class TokenRows {
    /// A token, and whether it is the one before the one in use.
    record Placed(Held token, boolean former) {}

    private TokenRows() {}

    /// All tokens of services that this version knows.
    static List<Placed> all(Query query) {
        List<Placed> all = new ArrayList<>();
        for (Row row : query.rows("select * from service_token")) {
            Optional<Service> service = Service.known(row.text("service"));
            if (service.isPresent()) {
                Held held = held(row, service.get());
                for (Row state :
                        query.rows(
                                "select * from service_token_state where token_id = ?", held.id)) {
                    held.seen.put(
                            state.text("host"),
                            new Described.AtHost(
                                    State.parse(state.text("state"), state.text("detail")),
                                    state.time("observed_at")));
                }
                all.add(new Placed(held, row.truth("former")));
            }
        }
        return all;
    }

    private static Held held(Row row, Service service) {
        Held held =
                new Held(
                        row.text("id"),
                        service,
                        row.text("host"),
                        row.bytes("sealed"),
                        row.text("mask"),
                        row.time("changed_at"));
        held.facts =
                new TokenFacts(
                        row.textIf("user_name").orElse(null),
                        row.textIf("level").orElse(null),
                        row.numberIf("can_write").map(n -> n != 0).orElse(null),
                        row.timeIf("expires_at").orElse(null),
                        row.truth("expires_entered"));
        held.spentAt = row.time("spent_at");
        held.endTold = (int) row.number("end_told");
        return held;
    }

    /// Binds the seals of older versions to their services.
    static void bindSeals(Transaction tx, Keys keys) {
        for (Placed placed : all(tx)) {
            Held token = placed.token();
            token.bound(keys)
                    .ifPresent(sealed ->
                            tx.update(
                                    "update service_token set sealed = ? where id = ?",
                                    sealed,
                                    token.id));
        }
    }

    /// Adds it as the one in use.
    static void insert(Transaction tx, Held held) {
        tx.update(
                "insert into service_token (id, service, former, host, sealed, mask, changed_at)"
                        + " values (?, ?, 0, ?, ?, ?, ?)",
                held.id,
                held.service.key(),
                held.host,
                held.sealed,
                held.mask,
                held.changedAt);
        facts(tx, held, held.facts);
    }

    /// Makes it the one before the one in use, or the one in use again.
    static void place(Transaction tx, Held held, boolean former) {
        tx.update("update service_token set former = ? where id = ?", former ? 1 : 0, held.id);
    }

    static void remove(Transaction tx, Held held) {
        tx.update("delete from service_token where id = ?", held.id);
    }

    static void facts(Transaction tx, Held held, TokenFacts facts) {
        tx.update(
                "update service_token set user_name = ?, level = ?, can_write = ?, expires_at = ?,"
                        + " expires_entered = ? where id = ?",
                facts.user(),
                facts.level(),
                facts.canWrite() == null ? null : facts.canWrite() ? 1 : 0,
                facts.expires(),
                facts.expiresEntered() ? 1 : 0,
                held.id);
    }

    static void endTold(Transaction tx, Held held, int stage) {
        tx.update("update service_token set end_told = ? where id = ?", stage, held.id);
    }

    /// Keeps the states that are in memory, and when it was last spent.
    static void observed(Transaction tx, Held held) {
        tx.update("update service_token set spent_at = ? where id = ?", held.spentAt, held.id);
        held.seen.forEach((host, seen) -> state(tx, held.id, host, seen.state(), seen.at()));
    }

    private static void state(
            Transaction tx, String tokenId, String host, State state, Instant now) {
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
