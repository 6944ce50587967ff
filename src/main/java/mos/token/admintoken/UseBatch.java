package mos.token.admintoken;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mos.token.access.Exercised;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// Writes what many tokens did in a handful of statements, each prepared once: with thousands of
/// busy tokens the flush would else cost more than their checks.
final class UseBatch {
    /// How many tokens are looked up by one statement; always so many, so that its text is one.
    private static final int LOOKED_UP = 100;

    private static final String IN =
            " in (" + String.join(", ", Collections.nCopies(LOOKED_UP, "?")) + ")";

    /// What the database knows of a token already.
    private record Known(Exercised exercised, boolean idle) {}

    /// What a person may have to hear of a token that was used.
    ///
    /// @param fresh where it was not known to be used from
    /// @param wasIdle whether a notice calls it idle
    record Used(Grant token, Uses.Sighting last, NetworkBatch.Fresh fresh, boolean wasIdle) {}

    private final Map<Long, Known> known = new HashMap<>();
    private final List<@Nullable Object[]> used = new ArrayList<>();
    private final List<@Nullable Object[]> calls = new ArrayList<>();
    private final List<@Nullable Object[]> old = new ArrayList<>();
    private final List<@Nullable Object[]> refused = new ArrayList<>();
    private final NetworkBatch networks = new NetworkBatch();
    private final List<Used> told = new ArrayList<>();

    private UseBatch() {}

    /// Writes these; nothing for a token that was deleted meanwhile.
    static List<Used> write(Transaction tx, List<UseLog.Taken> taken) {
        UseBatch batch = new UseBatch();
        for (int from = 0; from < taken.size(); from += LOOKED_UP) {
            batch.lookUp(tx, taken.subList(from, Math.min(from + LOOKED_UP, taken.size())));
        }
        taken.forEach(batch::add);
        batch.write(tx);
        return batch.told;
    }

    private void lookUp(Transaction tx, List<UseLog.Taken> some) {
        @Nullable Object[] ids = new Object[LOOKED_UP];
        for (int i = 0; i < LOOKED_UP; i++) {
            ids[i] = i < some.size() ? some.get(i).token().number() : -1L;
        }
        for (Row row :
                tx.rows("select id, exercised, idle_told from admin_token where id" + IN, ids)) {
            known.put(
                    row.number("id"),
                    new Known(Exercised.parse(row.text("exercised")), row.truth("idle_told")));
        }
        networks.lookUp(tx, IN, ids);
    }

    private void add(UseLog.Taken taken) {
        long id = taken.token().number();
        Known before = known.get(id);
        if (before == null) {
            return;
        }
        Pending.Snapshot uses = taken.uses();
        if (uses.refused() != null) {
            Uses.Refusal refusal = UseRows.refusal(uses.refused());
            refused.add(new Object[] {refusal.at(), refusal.reason(), refusal.address(), id});
        }
        if (uses.lastOld() != null) {
            Uses.Sighting by = UseRows.sighting(uses.lastOld());
            old.add(new Object[] {by.at(), by.address(), by.userAgent(), id});
        }
        if (uses.last() != null) {
            Uses.Sighting last = UseRows.sighting(uses.last());
            Exercised all = before.exercised().plus(new Exercised(uses.exercised()));
            used.add(new Object[] {last.at(), last.address(), last.userAgent(), all.text(), id});
            uses.calls().forEach((day, count) -> calls.add(new Object[] {id, day, count}));
            told.add(
                    new Used(
                            taken.token(),
                            last,
                            networks.add(id, uses.addresses(), last.at()),
                            before.idle()));
        }
    }

    private void write(Transaction tx) {
        tx.updateAll(
                "update admin_token set used_at = ?, used_address = ?, used_agent = ?,"
                        + " exercised = ?, idle_told = 0 where id = ?",
                used);
        tx.updateAll(
                "insert into admin_token_calls (token_id, day, calls) values (?, ?, ?)"
                        + " on conflict (token_id, day) do update set calls ="
                        + " admin_token_calls.calls + excluded.calls",
                calls);
        networks.write(tx);
        tx.updateAll(
                "update admin_token set old_used_at = ?, old_used_address = ?, old_used_agent = ?"
                        + " where id = ?",
                old);
        tx.updateAll(
                "update admin_token set refused_at = ?, refused_reason = ?, refused_address = ?"
                        + " where id = ?",
                refused);
    }
}
