package mos.token.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.Use;
import mos.token.keys.Keys;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// The sessions that live: opened and ended with their rows.
final class LiveSessions {
    private static final int COOKIE_BYTES = 32;
    private static final int ID_BYTES = 12;

    private final Keys keys;
    private final Access access;
    private final Clock clock;
    private final SecureRandom random;
    private final SessionRules rules;
    private final Directory directory;
    private final Backing backing;
    private final Set<String> opening = ConcurrentHashMap.newKeySet();

    LiveSessions(
            Keys keys,
            Access access,
            Clock clock,
            SecureRandom random,
            SessionRules rules,
            Directory directory,
            Backing backing) {
        this.keys = keys;
        this.access = access;
        this.clock = clock;
        this.random = random;
        this.rules = rules;
        this.directory = directory;
        this.backing = backing;
        access.judgeChangesBy(this::standing);
    }

    /// What a session's person may do still: nothing after a sign-out. One that is just being
    /// opened is not in the directory yet.
    private Optional<Permissions> standing(Caller caller) {
        boolean ended =
                caller instanceof Caller.Session session
                        && directory.byId(session.id()).isEmpty()
                        && !opening.contains(session.id());
        return ended ? Optional.empty() : Optional.of(caller.permissions());
    }

    /// Those that ended while we were away are forgotten for good: no clock brings them back.
    void load(Database database) {
        Instant now = now();
        List<Directory.Entry> ended = new ArrayList<>();
        for (Directory.Entry entry : database.read(SessionRows::all)) {
            if (entry.lives(now, rules.idle())) {
                directory.add(entry);
            } else {
                ended.add(entry);
            }
        }
        if (!ended.isEmpty()) {
            database.write(tx -> {
                ended.forEach(entry -> SessionRows.delete(tx, entry.id));
                return ended.size();
            });
        }
    }

    /// Opens one.
    ///
    /// @param caller whose session, if they have one, the new one replaces
    /// @param by who signs in; null for a link: then it is the new session itself
    /// @throws CallerEnded when what it comes from has ended meanwhile
    SignIn open(Caller caller, String name, Origin origin, Use use, @Nullable Caller by) {
        byte[] idBytes = new byte[ID_BYTES];
        random.nextBytes(idBytes);
        SecretText cookie = cookie();
        Instant now = now();
        Directory.Entry maker = origin.maker();
        Directory.Entry entry =
                new Directory.Entry(
                        HexFormat.of().formatHex(idBytes),
                        keys.digest(cookie),
                        name,
                        origin.behind(),
                        maker == null ? now : maker.signedInAt,
                        maker == null ? now.plus(rules.lifetime()) : maker.endsAt,
                        Seen.of(use, now));
        Caller.Session session = caller(entry, now, use.from());
        opening.add(entry.id);
        try {
            return access.change(
                    by == null ? session : by,
                    Resource.AUTH,
                    "session.sign-in",
                    change -> {
                        // Again, behind the writer's gate: what ended the token since it was
                        // looked at has ended its sessions already.
                        boolean signedOut = maker != null && directory.byId(maker.id).isEmpty();
                        if (signedOut || !backing.opens(entry.behind, use)) {
                            throw new CallerEnded();
                        }
                        directory
                                .surplus(now, rules.idle(), rules.sessions())
                                .forEach(gone -> end(change, gone.id));
                        String told = name;
                        if (caller instanceof Caller.Session before) {
                            end(change, before.id());
                            told = name + ", in place of session " + before.id();
                        }
                        SessionRows.insert(change, entry);
                        change.audited(entry.id, told);
                        change.afterCommit(() -> directory.add(entry));
                        return new SignIn.SignedIn(cookie, session);
                    });
        } finally {
            opening.remove(entry.id);
        }
    }

    /// Ends one.
    void end(Transaction tx, String id) {
        SessionRows.delete(tx, id);
        tx.afterCommit(() -> directory.byId(id).ifPresent(directory::remove));
    }

    /// A session as the caller of a request from there.
    Caller.Session caller(Directory.Entry entry, Instant now, String address) {
        // A clock that was set back makes no sign-in recent again.
        boolean recent =
                Duration.between(entry.signedInAt, now).abs().compareTo(rules.recent()) <= 0;
        return entry.caller(recent, address);
    }

    private SecretText cookie() {
        byte[] value = new byte[COOKIE_BYTES];
        random.nextBytes(value);
        return SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(value));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
