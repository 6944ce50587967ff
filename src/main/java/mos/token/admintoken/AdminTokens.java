package mos.token.admintoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.secret.SecretText;
import mos.token.store.Database;

/// The admin tokens: who may issue, change and end them, and what a presented one is worth.
///
/// Nobody issues or widens above themselves, and nobody touches a token that may do more than they
/// may: else a token that can only manage tokens could lock the owner out.
public final class AdminTokens {
    private static final Verdict UNKNOWN = new Verdict.Unknown();

    private final Database database;
    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final SecureRandom random;
    private final TokenDirectory directory = new TokenDirectory();
    private final List<TokenEnded> listeners = new CopyOnWriteArrayList<>();

    /// Loads every token into memory.
    public AdminTokens(
            Database database, Keys keys, Access access, Clock clock, SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.access = access;
        this.clock = clock;
        this.random = random;
        database.read(query -> {
            Map<String, List<TokenDigest>> digests = TokenRows.digests(query);
            for (AdminToken token : TokenRows.all(query)) {
                directory.add(token, digests.getOrDefault(token.id(), List.of()));
            }
            return directory.size();
        });
    }

    /// Tells `listener` of every token that ends or is narrowed from now on.
    public void onEnded(TokenEnded listener) {
        listeners.add(listener);
    }

    /// What a presented text is worth now. From memory alone: safe on an event loop.
    public Verdict verify(SecretText presented) {
        if (TokenFormat.form(presented) instanceof TokenFormat.Form.Broken(TokenFormat.Rule rule)) {
            return new Verdict.Malformed(rule);
        }
        for (TokenDigest digest : keys.digests(presented)) {
            AdminToken token = directory.find(digest);
            if (token != null) {
                return token.active() ? new Verdict.Valid(token) : new Verdict.Inactive(token);
            }
        }
        return UNKNOWN;
    }

    /// The active token of this id as it is now: what was opened with it earlier may do no more.
    public Optional<AdminToken> live(String id) {
        return directory.byId(id).filter(AdminToken::active);
    }

    /// How many tokens there are, active or not.
    public int count() {
        return directory.size();
    }

    /// All tokens in the order of their creation. The read is audited.
    public List<AdminToken> list(Caller caller) {
        access.require(caller, Resource.AUTH, Level.READ);
        access.seen(caller, "admin-token.list", "");
        return database.read(TokenRows::all);
    }

    /// One token.
    public Optional<AdminToken> get(Caller caller, String id) {
        access.require(caller, Resource.AUTH, Level.READ);
        return database.read(query -> TokenRows.find(query, id));
    }

    /// Issues a token.
    public Creation create(
            Caller caller, String name, String description, Permissions permissions) {
        String keptName = TokenWords.name(name);
        String keptDescription = TokenWords.description(description);
        Optional<String> problem = TokenWords.nameProblem(keptName);
        if (problem.isPresent()) {
            return new Creation.Invalid("name", problem.get());
        }
        problem = TokenWords.descriptionProblem(keptDescription);
        if (problem.isPresent()) {
            return new Creation.Invalid("description", problem.get());
        }
        SecretText secret = TokenFormat.generate(random);
        TokenDigest digest = keys.digest(secret);
        String nameKey = TokenWords.key(keptName);
        try {
            return access.change(
                    caller,
                    Resource.AUTH,
                    "admin-token.create",
                    change -> {
                        if (!holds(caller, permissions)) {
                            aboveCaller(caller);
                            throw new Undone(new Creation.AboveCaller());
                        }
                        if (TokenRows.nameTaken(change, nameKey)) {
                            throw new Undone(new Creation.NameTaken());
                        }
                        Instant now = now();
                        AdminToken token =
                                new AdminToken(
                                        TokenRows.nextId(change, now),
                                        keptName,
                                        keptDescription,
                                        permissions,
                                        now,
                                        true,
                                        null,
                                        false);
                        TokenRows.insert(change, token, nameKey, digest);
                        change.audited(token.id(), "'" + keptName + "', " + permissions.toJson());
                        change.afterCommit(() -> directory.add(token, List.of(digest)));
                        return new Creation.Created(token, secret);
                    });
        } catch (Undone undone) {
            return undone.outcome(Creation.class);
        }
    }

    /// Replaces a token's permissions.
    public Alteration setPermissions(Caller caller, String id, Permissions permissions) {
        return alter(
                caller,
                "admin-token.permissions",
                id,
                (change, token) -> {
                    if (!holds(caller, permissions)) {
                        aboveCaller(caller);
                        throw new Undone(new Alteration.AboveCaller());
                    }
                    AdminToken changed = token.withPermissions(permissions);
                    TokenRows.update(change, changed);
                    change.audited(
                            id,
                            "'%s', from %s to %s"
                                    .formatted(
                                            token.name(),
                                            token.permissions().toJson(),
                                            permissions.toJson()));
                    change.afterCommit(() -> directory.replace(changed));
                    if (!permissions.covers(token.permissions())) {
                        ended(change, id);
                    }
                    return changed;
                });
    }

    /// Stops a token from opening anything. Again is allowed, and moves `deactivatedAt`, as in MOS.
    public Alteration deactivate(Caller caller, String id) {
        return alter(
                caller,
                "admin-token.deactivate",
                id,
                (change, token) -> {
                    AdminToken changed = token.deactivated(now());
                    TokenRows.update(change, changed);
                    change.audited(id, "'" + token.name() + "'");
                    change.afterCommit(() -> directory.replace(changed));
                    ended(change, id);
                    return changed;
                });
    }

    /// Removes a token for good.
    public Alteration delete(Caller caller, String id) {
        return alter(
                caller,
                "admin-token.delete",
                id,
                (change, token) -> {
                    TokenRows.delete(change, id);
                    change.audited(id, "'" + token.name() + "', " + token.permissions().toJson());
                    change.afterCommit(() -> directory.remove(id));
                    ended(change, id);
                    return token;
                });
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
                                TokenRows.find(change, id)
                                        .orElseThrow(() -> new Undone(new Alteration.NotFound()));
                        if (!holds(caller, token.permissions())) {
                            aboveCaller(caller);
                            throw new Undone(new Alteration.AboveCaller());
                        }
                        return new Alteration.Done(work.apply(change, token));
                    });
        } catch (Undone undone) {
            return undone.outcome(Alteration.class);
        }
    }

    /// Whether the caller may do all of this at this moment. Asked behind the writer's gate, where
    /// the directory stands still: a token that is narrowed while its request runs gains nothing.
    private boolean holds(Caller caller, Permissions wanted) {
        Permissions held =
                caller instanceof Caller.Token token
                        ? live(token.id())
                                .map(AdminToken::permissions)
                                .orElseGet(Permissions::nothing)
                        : caller.permissions();
        return held.covers(wanted);
    }

    private void aboveCaller(Caller caller) {
        access.refused("auth:write", "above caller", caller.subject(), caller.address());
    }

    private void ended(Change change, String id) {
        listeners.forEach(listener -> listener.ended(change, id));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// Rolls a transaction back with an expected outcome; never leaves this class.
    private static final class Undone extends RuntimeException {
        private final transient Object outcome;

        Undone(Object outcome) {
            super("undone", null, false, false);
            this.outcome = outcome;
        }

        <T> T outcome(Class<T> type) {
            return type.cast(outcome);
        }
    }
}
