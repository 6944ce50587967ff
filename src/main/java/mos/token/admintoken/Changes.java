package mos.token.admintoken;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Exercised;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.keys.TokenDigest;
import mos.token.store.Transaction;

/// Changes of admin tokens, each in one transaction with its audit row; the directory follows in
/// the same act.
final class Changes {
    private final Access access;
    private final TokenDirectory directory;
    private final ReachCheck reach;
    private final TokenClock clock;
    private final TokenNotices notices;
    private final List<TokenEnded> listeners = new CopyOnWriteArrayList<>();

    Changes(
            Access access,
            TokenDirectory directory,
            ReachCheck reach,
            TokenClock clock,
            TokenNotices notices) {
        this.access = access;
        this.directory = directory;
        this.reach = reach;
        this.clock = clock;
        this.notices = notices;
    }

    void onEnded(TokenEnded listener) {
        listeners.add(listener);
    }

    /// The token of these terms, or why there is none.
    Creation create(Caller caller, Terms terms, TokenSecret secret) {
        access.requireRecent(caller);
        try {
            return access.change(
                    caller,
                    Resource.AUTH,
                    "admin-token.create",
                    change -> {
                        Instant now = now();
                        terms.problem(clock.now(), Optional.empty())
                                .ifPresent(wrong -> {
                                    throw new Undone(
                                            new Creation.Invalid(wrong.field(), wrong.message()));
                                });
                        reach.exceeded(change, caller, "", terms)
                                .ifPresent(why -> {
                                    throw new Undone(new Creation.AboveCaller(why));
                                });
                        if (TokenRows.nameTaken(change, TokenWords.key(terms.name()), 0)) {
                            throw new Undone(new Creation.NameTaken());
                        }
                        AdminToken token =
                                new AdminToken(
                                        new Grant(
                                                TokenRows.nextId(change, now),
                                                1,
                                                terms.name(),
                                                terms.permissions(),
                                                terms.life()),
                                        terms.description(),
                                        now,
                                        null,
                                        false);
                        TokenDigest digest = secret.digest();
                        TokenRows.insert(change, token, digest);
                        change.audited(token.id(), TokenWords.told(terms));
                        change.afterCommit(() -> directory.add(token.grant(), digest));
                        return new Creation.Created(token, secret.text());
                    });
        } catch (Undone undone) {
            return undone.outcome(Creation.class);
        }
    }

    /// Replaces a token's terms by what `edit` makes of them.
    ///
    /// @param action for the audit row
    Alteration edit(Caller caller, String action, String id, UnaryOperator<Terms> edit) {
        return alter(
                caller,
                action,
                id,
                (change, token) -> {
                    Terms before = token.terms();
                    Terms after = edit.apply(before);
                    after.problem(clock.now(), Optional.of(before))
                            .ifPresent(wrong -> {
                                throw new Undone(
                                        new Alteration.Invalid(wrong.field(), wrong.message()));
                            });
                    if (!before.cover(after) || after.life().beginsBefore(before.life())) {
                        access.requireRecent(caller);
                        reach.exceeded(change, caller, id, after).ifPresent(Changes::above);
                    }
                    if (TokenRows.nameTaken(change, TokenWords.key(after.name()), token.number())) {
                        throw new Undone(new Alteration.NameTaken());
                    }
                    AdminToken changed =
                            before.life().active() && !after.life().active()
                                    ? token.with(after).deactivated(now())
                                    : token.with(after);
                    if (!Objects.equals(before.life().expiresAt(), after.life().expiresAt())) {
                        TokenRows.expirySet(change, token.number(), now());
                        notices.expiryMoved(change, id);
                    }
                    store(change, changed, TokenWords.told(before, after));
                    // What ended with the old expiry does not come back with a later one.
                    if (!after.cover(before)
                            || !after.life().begun(clock.now())
                            || before.life().ended(clock.now())) {
                        ended(change, id);
                    }
                    return changed;
                });
    }

    /// Narrows a token to what it made use of.
    Alteration adopt(Caller caller, String id) {
        return alter(
                caller,
                "admin-token.adopt",
                id,
                (change, token) -> {
                    Exercised exercised = UseRows.exercised(change, token.number());
                    for (Pending.Snapshot unwritten : directory.unwritten(token.number())) {
                        exercised = exercised.plus(new Exercised(unwritten.exercised()));
                    }
                    if (exercised.equals(Exercised.NOTHING)) {
                        throw new Undone(
                                new Alteration.Invalid(
                                        "permissions",
                                        "The token has not yet done anything that needs a"
                                                + " permission, so there is nothing to adopt."));
                    }
                    Terms before = token.terms();
                    Terms after = before.withPermissions(exercised.smallest());
                    if (!before.permissions().covers(after.permissions())) {
                        throw new Undone(
                                new Alteration.Invalid(
                                        "permissions",
                                        "The token once did more than it may now; adopting that"
                                                + " would widen it. Set its permissions instead."));
                    }
                    AdminToken changed = token.with(after);
                    store(change, changed, TokenWords.told(before, after));
                    if (!after.cover(before)) {
                        ended(change, id);
                    }
                    return changed;
                });
    }

    /// Takes the machine's clock as right; false when the caller has not full permissions.
    boolean acceptClock(Caller caller) {
        access.requireRecent(caller);
        try {
            return access.change(
                    caller,
                    Resource.AUTH,
                    "clock.accept",
                    change -> {
                        reach.touches(change, caller, "", Permissions.full())
                                .ifPresent(_ -> {
                                    throw new Undone(false);
                                });
                        change.audited("", "from %s to %s".formatted(clock.now(), clock.wall()));
                        Rewind.to(change, clock.accept(change), directory, notices);
                        return true;
                    });
        } catch (Undone undone) {
            return undone.outcome(Boolean.class);
        }
    }

    /// Stops a token. Again is allowed, and moves `deactivatedAt`, as in MOS.
    Alteration deactivate(Caller caller, String id) {
        return alter(
                caller,
                "admin-token.deactivate",
                id,
                (change, token) -> {
                    AdminToken changed = token.deactivated(now());
                    store(change, changed, "'" + token.name() + "'");
                    ended(change, id);
                    return changed;
                });
    }

    /// Removes a token; its audit row is what stays of it, and its secrets are recognized still.
    Alteration delete(Caller caller, String id) {
        return alter(
                caller,
                "admin-token.delete",
                id,
                (change, token) -> {
                    var how = new TokenDirectory.Ended(id, token.name());
                    List<SecretRows.Secret> secrets = new ArrayList<>();
                    SecretRows.old(change, token.number())
                            .ifPresent(old -> secrets.add(old.secret()));
                    secrets.add(SecretRows.newest(change, token.number()));
                    for (SecretRows.Secret secret : secrets) {
                        SecretRows.end(change, secret, how, now());
                        change.afterCommit(() -> directory.end(secret.digest(), how));
                    }
                    change.audited(
                            id, TokenWords.told(token.terms()) + ", created " + token.createdAt());
                    TokenRows.delete(change, token.number());
                    notices.deleted(change, id);
                    change.afterCommit(() -> directory.remove(token.number()));
                    ended(change, id);
                    return token;
                });
    }

    /// Ends what was opened with a token that is deleted, deactivated or narrowed.
    void ended(Transaction tx, String id) {
        listeners.forEach(listener -> listener.ended(tx, id));
    }

    private void store(Change change, AdminToken changed, String told) {
        TokenRows.update(change, changed);
        change.audited(changed.id(), told);
        change.afterCommit(() -> directory.replace(changed.grant()));
    }

    /// A change of one token, inside its transaction.
    private interface Alter {
        AdminToken apply(Change change, AdminToken token);
    }

    private Alteration alter(Caller caller, String action, String id, Alter work) {
        try {
            return access.change(
                    caller,
                    Resource.AUTH,
                    action,
                    change -> {
                        AdminToken token =
                                TokenRows.find(change, Grant.number(id))
                                        .orElseThrow(() -> new Undone(new Alteration.NotFound()));
                        reach.touches(change, caller, id, token.permissions())
                                .ifPresent(Changes::above);
                        return new Alteration.Done(work.apply(change, token));
                    });
        } catch (Undone undone) {
            return undone.outcome(Alteration.class);
        }
    }

    private static void above(Excess why) {
        throw new Undone(new Alteration.AboveCaller(why));
    }

    private Instant now() {
        return clock.wall().truncatedTo(ChronoUnit.MILLIS);
    }
}
