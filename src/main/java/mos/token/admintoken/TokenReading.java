package mos.token.admintoken;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import mos.token.store.Query;
import mos.token.store.Row;
import org.jspecify.annotations.Nullable;

/// Reads what is shown of tokens: their rows, with the uses that are not written yet.
final class TokenReading {
    private final TokenDirectory directory;
    private final Verifier verifier;
    private final TokenClock clock;

    TokenReading(TokenDirectory directory, Verifier verifier, TokenClock clock) {
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// A row of a list, with what is in memory only.
    ListedToken listed(AdminToken token, Row row) {
        Uses uses = UseRows.uses(row);
        for (Pending.Snapshot unwritten : directory.unwritten(token.number())) {
            uses = uses.with(unwritten);
        }
        Instant now = clock.now();
        @Nullable Instant oldEndsAt =
                row.numberIf("old_ends_at").isEmpty() || !now.isBefore(row.time("old_ends_at"))
                        ? null
                        : row.time("old_ends_at");
        return new ListedToken(token, state(token), uses, oldEndsAt);
    }

    private TokenQuery.State state(AdminToken token) {
        return switch (verifier.timely(token.grant(), token.grant().secret())) {
            case Verdict.Inactive _ -> TokenQuery.State.INACTIVE;
            case Verdict.Expired _ -> TokenQuery.State.EXPIRED;
            case Verdict.NotYetValid _ -> TokenQuery.State.PENDING;
            case Verdict.Valid _,
                    Verdict.WrongNetwork _,
                    Verdict.Retired _,
                    Verdict.Deleted _,
                    Verdict.Malformed _,
                    Verdict.Unknown _ ->
                    TokenQuery.State.ACTIVE;
        };
    }

    /// All that is known of a token.
    TokenDetails details(Query query, ListedToken listed) {
        long id = listed.token().number();
        Instant now = clock.now();
        SecretRows.Secret newest = SecretRows.newest(query, id);
        List<TokenDetails.Secret> secrets = new ArrayList<>();
        secrets.add(new TokenDetails.Secret(newest.serial(), newest.createdAt(), null, null));
        SecretRows.old(query, id)
                .filter(old -> now.isBefore(old.endsAt()))
                .map(old ->
                        new TokenDetails.Secret(
                                old.secret().serial(),
                                old.secret().createdAt(),
                                old.endsAt(),
                                listed.uses().lastOld()))
                .ifPresent(secrets::add);
        SortedMap<LocalDate, Long> calls = new TreeMap<>();
        UseRows.calls(query, id).forEach((day, n) -> calls.put(LocalDate.ofEpochDay(day), n));
        for (Pending.Snapshot unwritten : directory.unwritten(id)) {
            unwritten
                    .calls()
                    .forEach((day, n) -> calls.merge(LocalDate.ofEpochDay(day), n, Long::sum));
        }
        return new TokenDetails(listed, secrets, calls, UseRows.networks(query, id));
    }
}
