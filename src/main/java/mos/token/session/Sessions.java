package mos.token.session;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Demand;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Grant;
import mos.token.admintoken.Use;
import mos.token.admintoken.Verdict;
import mos.token.figure.Figure;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import org.jspecify.annotations.Nullable;

/// Signing in to the page and out of it. A session may do everything, so only a token with full
/// permissions opens one. It ends with that token, also when the token is narrowed, and opens
/// nothing from where the token does not. Who signs in anew gets a new session for the one they had
/// (ASVS 7.2.4).
public final class Sessions implements AutoCloseable {
    private static final String BY_LINK = "sign-in link";
    private static final String LINK_ENDED =
            "This sign-in link was used before or has expired."
                    + " Make a new one with: mos-token sign-in-link";
    private static final int COOKIE_LENGTH = 43;
    private static final int CODE_BYTES = 20;
    private static final int CODE_LENGTH = 27;

    private final Database database;
    private final Keys keys;
    private final Access access;
    private final AdminTokens adminTokens;
    private final Clock clock;
    private final SecureRandom random;
    private final SessionRules rules;
    private final Directory directory = new Directory();
    private final LiveSessions live;
    private final Backing backing;
    private final Links links;
    private final Throttle throttle;

    /// Loads the sessions that still live.
    public Sessions(
            Database database,
            Keys keys,
            Access access,
            AdminTokens adminTokens,
            Clock clock,
            SecureRandom random,
            SessionRules rules) {
        this.database = database;
        this.keys = keys;
        this.access = access;
        this.adminTokens = adminTokens;
        this.clock = clock;
        this.random = random;
        this.rules = rules;
        this.backing = new Backing(adminTokens, directory);
        this.links = new Links(rules.link());
        this.throttle = new Throttle(rules.failures(), clock);
        this.live = new LiveSessions(keys, access, clock, random, rules, directory, backing);
        live.load(database);
        adminTokens.onEnded((tx, tokenId) -> {
            SessionRows.deleteOf(tx, tokenId);
            tx.afterCommit(() -> {
                directory.removeOf(tokenId);
                links.removeOf(tokenId);
            });
        });
    }

    /// Signs in with an admin token. The caller's own session, if they have one, ends by that.
    public SignIn signIn(Caller caller, SecretText presented, Use use) {
        String address = use.from();
        Verdict verdict = adminTokens.verify(presented, use);
        if (!(verdict instanceof Verdict.Valid(Grant token, int secret))) {
            return failed(verdict.reason(), verdict.tokenId(), address, verdict.explanation());
        }
        if (!token.permissions().covers(Permissions.full())) {
            access.refused("sign-in", "not full", token.id(), address);
            return new SignIn.NotFull();
        }
        return open(
                caller,
                token.name(),
                new Origin(new Behind(token.id(), secret), null),
                use,
                token.caller(secret, address));
    }

    /// Signs in with the code of a link, which is used up by that. The caller's own session, if
    /// they have one, ends by that.
    public SignIn signInWithLink(Caller caller, SecretText code, Use use) {
        Optional<Links.Waiting> link =
                code.length() == CODE_LENGTH
                        ? links.take(keys.digest(code), now())
                        : Optional.empty();
        return link.isPresent()
                ? open(caller, BY_LINK, link.get().origin(), use, null)
                : failed("link", "", use.from(), LINK_ENDED);
    }

    /// Makes a link that opens the page once. The session it opens ends with the token that asked
    /// for it, if one did.
    ///
    /// @throws Denied when the caller may not do everything: what they would open may; and when
    ///   they are signed in to MOS, since a session here could not end with theirs
    public SignInLink newLink(Caller caller) {
        access.require(caller, Resource.AUTH, Level.WRITE);
        access.requireRecent(caller);
        if (!caller.permissions().covers(Permissions.full())) {
            throw noLink(
                    caller,
                    "not full",
                    "Only a caller with full permissions can make a sign-in link.",
                    new Demand.Everything());
        }
        if (caller instanceof Caller.Mos) {
            throw noLink(
                    caller,
                    "of MOS",
                    "A session of MOS cannot make a sign-in link: sign in here with an admin token.",
                    new Demand.Nothing());
        }
        SecretText code = code();
        Instant now = now();
        return access.change(
                caller,
                Resource.AUTH,
                "session.new-link",
                change -> {
                    Links.Waiting link = new Links.Waiting(backing.origin(caller), now);
                    change.audited("", "");
                    change.afterCommit(() -> links.add(keys.digest(code), link));
                    return new SignInLink(code, now.plus(rules.link()));
                });
    }

    private Denied noLink(Caller caller, String reason, String message, Demand needed) {
        access.refused("sign-in link", reason, caller.subject(), caller.address());
        return new Denied(message, needed, caller.permissions());
    }

    /// Whose session a cookie is, if it lives; counts as use. From memory alone: safe on an event
    /// loop.
    public Optional<Caller.Session> verify(SecretText cookie, Use use) {
        if (cookie.length() != COOKIE_LENGTH) {
            return Optional.empty();
        }
        Instant now = now();
        for (TokenDigest digest : keys.digests(cookie)) {
            Directory.Entry entry = directory.find(digest);
            if (entry != null
                    && entry.lives(now, rules.idle())
                    && backing.opens(entry.behind, use)) {
                entry.seenAt = now;
                return Optional.of(live.caller(entry, now, use.from()));
            }
        }
        return Optional.empty();
    }

    /// Ends a session.
    public void signOut(Caller.Session session) {
        access.change(
                session,
                Resource.AUTH,
                "session.sign-out",
                change -> {
                    live.end(change, session.id());
                    change.audited(session.id(), "");
                    return session;
                });
    }

    /// How many live.
    public List<Figure> figures() {
        return List.of(
                Figure.Gauge.of(
                        "mos_token_sessions",
                        "Sessions that live",
                        () -> directory.living(now(), rules.idle())));
    }

    /// Writes when each session was last used, so that one left alone stays ended after a restart.
    @Override
    public void close() {
        database.write(tx -> {
            directory.all().forEach(entry -> SessionRows.seen(tx, entry));
            return directory;
        });
    }

    /// @param caller whose session, if they have one, the new one replaces
    /// @param origin what the new session comes from
    /// @param by who signs in; null for a link: then it is the new session itself
    private SignIn open(Caller caller, String name, Origin origin, Use use, @Nullable Caller by) {
        try {
            return live.open(caller, name, origin, use, by);
        } catch (CallerEnded _) {
            return by == null
                    ? failed("link", "", use.from(), LINK_ENDED)
                    : failed("ended", by.subject(), use.from(), "Invalid or expired token.");
        }
    }

    private SignIn failed(String reason, String tokenId, String address, String explanation) {
        access.refused("sign-in", reason, tokenId, address);
        return throttle.failed(address)
                .<SignIn>map(SignIn.TooMany::new)
                .orElseGet(() -> new SignIn.Refused(explanation));
    }

    private SecretText code() {
        byte[] value = new byte[CODE_BYTES];
        random.nextBytes(value);
        return SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(value));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
