package mos.token.admintoken;

import java.time.Instant;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.admintoken.TokenDirectory.Ended;
import mos.token.admintoken.TokenDirectory.Entry;
import mos.token.admintoken.TokenDirectory.Held;
import mos.token.admintoken.TokenDirectory.Old;
import mos.token.figure.Figure;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Finds out what presented tokens are worth. From memory alone, so all of it is safe on an event
/// loop.
final class Verifier {
    private static final Verdict UNKNOWN = new Verdict.Unknown();

    private final TokenDirectory directory;
    private final Keys keys;
    private final TokenClock clock;
    private final UseLog uses;
    private final VerdictCounts verdicts = new VerdictCounts();

    Verifier(TokenDirectory directory, Keys keys, TokenClock clock, UseLog uses) {
        this.directory = directory;
        this.keys = keys;
        this.clock = clock;
        this.uses = uses;
    }

    /// What a presented text is worth for this use, which counts.
    Verdict verify(SecretText presented, Use use) {
        return verdicts.counted(judge(presented, use));
    }

    private Verdict judge(SecretText presented, Use use) {
        if (TokenFormat.form(presented) instanceof TokenFormat.Form.Broken(TokenFormat.Rule rule)) {
            return new Verdict.Malformed(rule);
        }
        return switch (find(presented)) {
            case null -> UNKNOWN;
            case Entry entry -> counted(entry, entry.grant().secret(), use);
            case Old old when clock.now().isBefore(old.endsAt()) ->
                    counted(old.entry(), old.secret(), use);
            case Old old -> stray(Stray.Kind.RETIRED, retired(old), use);
            case Ended ended ->
                    switch (ended(ended)) {
                        case Verdict.Deleted deleted -> stray(Stray.Kind.DELETED, deleted, use);
                        case Verdict other -> stray(Stray.Kind.RETIRED, other, use);
                    };
        };
    }

    /// What [#verify] found so far.
    Figure verdicts() {
        return verdicts.figure();
    }

    /// What somebody is worth now who came in earlier with this secret of that token.
    Verdict again(String id, int secret, Use use) {
        Entry entry = directory.entry(id);
        if (entry == null) {
            return UNKNOWN;
        }
        return entry.opens(secret, clock.now())
                ? counted(entry, secret, use)
                : new Verdict.Retired(id, entry.grant().name());
    }

    /// The token, if the secret of this serial number opens something now, from wherever.
    Optional<Grant> live(String id, int secret) {
        return Optional.ofNullable(directory.entry(id))
                .filter(entry -> entry.opens(secret, clock.now()))
                .map(Entry::grant)
                .filter(grant -> timely(grant, secret) instanceof Verdict.Valid);
    }

    /// What the token behind a caller lets them do now, from where they came; nothing once it
    /// ended.
    Optional<Permissions> standing(Caller caller) {
        return switch (caller) {
            case Caller.Token token -> standing(token.id(), token.secret(), token.address());
            case Caller.Session session when session.tokenId() != null ->
                    standing(session.tokenId(), session.secret(), session.address());
            case Caller.Session _,
                    Caller.Mos _,
                    Caller.Local _,
                    Caller.Product _,
                    Caller.Anonymous _ ->
                    Optional.of(caller.permissions());
        };
    }

    private Optional<Permissions> standing(String id, int secret, String address) {
        return live(id, secret)
                .filter(grant -> grant.life().admits(IpAddresses.ifLiteral(address).orElse(null)))
                .map(Grant::permissions);
    }

    /// What a text is, from anywhere, without counting as a use: for its owner, who wonders.
    Verdict identify(SecretText presented) {
        if (TokenFormat.form(presented) instanceof TokenFormat.Form.Broken(TokenFormat.Rule rule)) {
            return new Verdict.Malformed(rule);
        }
        return switch (find(presented)) {
            case null -> UNKNOWN;
            case Entry entry -> timely(entry.grant(), entry.grant().secret());
            case Old old when clock.now().isBefore(old.endsAt()) ->
                    timely(old.entry().grant(), old.secret());
            case Old old -> retired(old);
            case Ended ended -> ended(ended);
        };
    }

    /// Whether a token opens anything now, wherever its holder is.
    Verdict timely(Grant grant, int secret) {
        Life life = grant.life();
        if (life.timeless()) {
            return new Verdict.Valid(grant, secret); // most tokens: no look at the clock
        }
        if (!life.active()) {
            return new Verdict.Inactive(grant);
        }
        Instant now = clock.now();
        if (life.ended(now)) {
            return new Verdict.Expired(grant);
        }
        return life.begun(now) ? new Verdict.Valid(grant, secret) : new Verdict.NotYetValid(grant);
    }

    private Verdict counted(Entry entry, int secret, Use use) {
        Grant grant = entry.grant();
        Verdict verdict = timely(grant, secret);
        if (verdict instanceof Verdict.Expired) {
            return stray(Stray.Kind.EXPIRED, verdict, use);
        }
        if (!(verdict instanceof Verdict.Valid)) {
            return verdict;
        }
        if (!grant.life().admits(use.address())) {
            return new Verdict.WrongNetwork(grant);
        }
        uses.used(entry, use, secret);
        return verdict;
    }

    private Verdict stray(Stray.Kind kind, Verdict verdict, Use use) {
        uses.stray(kind, verdict, use);
        return verdict;
    }

    private @Nullable Held find(SecretText presented) {
        for (TokenDigest digest : keys.digests(presented)) {
            Held held = directory.find(digest);
            if (held != null) {
                return held;
            }
        }
        return null;
    }

    private static Verdict retired(Old old) {
        Grant grant = old.entry().grant();
        return new Verdict.Retired(grant.id(), grant.name());
    }

    private Verdict ended(Ended ended) {
        Entry entry = directory.entry(ended.tokenId());
        return entry == null
                ? new Verdict.Deleted(ended.tokenId(), ended.name())
                : new Verdict.Retired(ended.tokenId(), entry.grant().name());
    }
}
