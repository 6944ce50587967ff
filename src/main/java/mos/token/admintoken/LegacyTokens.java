package mos.token.admintoken;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mos.token.access.Change;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.secret.SecretText;
import mos.token.store.Row;
import org.jspecify.annotations.Nullable;

/// Takes over tokens that MOS made, with their secrets, which open on unchanged. For a database
/// that no server runs on: the next start reads them like all others.
public final class LegacyTokens {
    private final Keys keys;
    private final Clock clock;

    /// Tokens are made by this clock where MOS does not tell when.
    public LegacyTokens(Keys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /// Takes over what is not here yet, each with its audit row. Of several with one secret the
    /// first that opens anything counts, as in MOS.
    ///
    /// @return what became of each, in the same order
    public List<Takeover> take(Change change, List<LegacyToken> tokens) {
        Map<TokenDigest, Integer> first = new HashMap<>();
        Set<TokenDigest> sought = new HashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            LegacyToken token = tokens.get(i);
            if (legacy(token.secret())) {
                sought.addAll(keys.digests(token.secret()));
                first.merge(
                        keys.digest(token.secret()),
                        i,
                        (a, b) -> tokens.get(a).active() || !tokens.get(b).active() ? a : b);
            }
        }
        Map<TokenDigest, Takeover> known = known(change, sought);
        Map<String, Integer> numbers = new HashMap<>();
        List<Takeover> outcomes = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            outcomes.add(outcome(change, tokens.get(i), i, first, known, numbers));
        }
        return List.copyOf(outcomes);
    }

    private Takeover outcome(
            Change change,
            LegacyToken token,
            int position,
            Map<TokenDigest, Integer> first,
            Map<TokenDigest, Takeover> known,
            Map<String, Integer> numbers) {
        if (!legacy(token.secret())) {
            return new Takeover.Formless(LegacyWords.name(token.name()));
        }
        for (TokenDigest each : keys.digests(token.secret())) {
            Takeover here = known.get(each);
            if (here != null) {
                return here;
            }
        }
        TokenDigest digest = keys.digest(token.secret());
        return Integer.valueOf(position).equals(first.get(digest))
                ? take(change, token, digest, numbers)
                : new Takeover.Twice(LegacyWords.name(token.name()));
    }

    private Takeover take(
            Change change, LegacyToken token, TokenDigest digest, Map<String, Integer> numbers) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        List<String> changes = new ArrayList<>();
        String fit = LegacyWords.name(token.name());
        String name = LegacyWords.free(change, fit, numbers);
        if (!name.equals(fit)) {
            changes.add("another token is called so: renamed");
        } else if (!name.equals(token.name().strip())) {
            changes.add("its name did not fit and was adapted");
        }
        String description = LegacyWords.description(token.description());
        if (!description.equals(token.description().strip())) {
            changes.add("its description did not fit and was adapted");
        }
        long id = Grant.number(token.id());
        if (id < 1 || id >= now.toEpochMilli() || !TokenRows.claimId(change, id)) {
            id = TokenRows.nextId(change, now);
            changes.add("its id is another's or none of ours: it has a new one");
        }
        AdminToken taken =
                new AdminToken(
                        new Grant(
                                id,
                                1,
                                name,
                                token.permissions(),
                                Life.ALWAYS.withActive(token.active())),
                        description,
                        past(token.createdAt(), now).orElse(Instant.ofEpochMilli(id)),
                        past(token.deactivatedAt(), now).orElse(null),
                        true);
        TokenRows.insert(change, taken, digest);
        change.audited(
                taken.id(),
                "brought over from MOS%s: %s"
                        .formatted(
                                token.active() ? "" : ", deactivated",
                                TokenWords.told(taken.terms())));
        return new Takeover.Taken(taken, List.copyOf(changes));
    }

    /// The secrets among these that are or were here. One pass over the tokens instead of a search
    /// for each: there is no index by digest, since a server has them all in memory.
    private static Map<TokenDigest, Takeover> known(Change change, Set<TokenDigest> sought) {
        Map<TokenDigest, Takeover> known = new HashMap<>();
        change.each(
                "select key_id, digest, token_name from ended_secret",
                row -> note(known, sought, row, new Takeover.Ended(row.text("token_name"))));
        change.each(
                "select o.key_id, o.digest, t.id, t.name, t.active from old_secret o"
                        + " join admin_token t on t.id = o.token_id",
                row -> note(known, sought, row, here(row)));
        change.each(
                "select key_id, digest, id, name, active from admin_token",
                row -> note(known, sought, row, here(row)));
        return known;
    }

    private static void note(
            Map<TokenDigest, Takeover> known, Set<TokenDigest> sought, Row row, Takeover what) {
        TokenDigest digest = SecretRows.digest(row);
        if (sought.contains(digest)) {
            known.put(digest, what);
        }
    }

    private static Takeover here(Row row) {
        return new Takeover.Known(
                Long.toString(row.number("id")), row.text("name"), row.truth("active"));
    }

    private static boolean legacy(SecretText secret) {
        return TokenFormat.form(secret) instanceof TokenFormat.Form.Legacy;
    }

    private static Optional<Instant> past(@Nullable Instant time, Instant now) {
        return Optional.ofNullable(time)
                .filter(told -> !told.isBefore(Instant.EPOCH) && !told.isAfter(now));
    }
}
