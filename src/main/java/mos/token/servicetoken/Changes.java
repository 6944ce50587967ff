package mos.token.servicetoken;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What services say of the tokens in use, kept: each change with its audit row, behind the
/// writer's gate. A refusal counts from the moment it is seen, whatever becomes of its row.
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Access access;
    private final StoredTokens stored;
    private final ServiceUses uses;
    private final ServiceNotices notices;
    private final Clock clock;

    Changes(
            Access access,
            StoredTokens stored,
            ServiceUses uses,
            ServiceNotices notices,
            Clock clock) {
        this.access = access;
        this.stored = stored;
        this.uses = uses;
        this.notices = notices;
        this.clock = clock;
    }

    /// A host refused the token in use.
    void refused(Held token, String host) {
        State state = new State.Refused("the service refused it in use");
        Instant now = clock.instant();
        Described.AtHost before = token.seen.put(host, new Described.AtHost(state, now));
        if (before != null && before.state() instanceof State.Refused) {
            return;
        }
        LOG.warn(
                "{} refused the {} token: going on without it there until it is edited",
                host,
                token.service.label());
        try {
            access.change(
                    new Caller.Product(),
                    Resource.MOS,
                    "service-token.refused",
                    change -> {
                        refused(change, token, host, Map.of(host, state), now);
                        change.audited(token.service.key(), host + " refused the token");
                        return true;
                    });
        } catch (RuntimeException e) {
            // Known in memory until the next start: the request that goes on must not fail for it.
            LOG.warn("that {} refused a token could not be kept: {}", host, e.toString());
        }
    }

    private void refused(
            Change change, Held token, String host, Map<String, State> states, Instant now) {
        if (!stored.uses(token)) {
            return;
        }
        boolean dead = host.equals(token.deciding());
        if (dead && stored.restore(change, token).isPresent()) {
            return;
        }
        TokenRows.states(change, token, states, now);
        notices.refused(change, token, host, uses.askedBy(token.service), now);
    }

    /// A registry takes no token of that kind: told once in each run, since every pull may show it.
    void notForImages(Held token, String host) {
        if (!token.notForImagesTold.compareAndSet(false, true)) {
            return;
        }
        try {
            access.change(
                    new Caller.Product(),
                    Resource.MOS,
                    "service-token.not-for-images",
                    change -> {
                        change.audited(token.service.key(), host + " gives no images for it");
                        if (stored.uses(token)) {
                            notices.notForImages(change, token, host);
                        }
                        return true;
                    });
        } catch (RuntimeException e) {
            LOG.warn(
                    "that {} gives the {} token no images could not be told: {}",
                    host,
                    token.service.label(),
                    e.toString());
        }
    }

    /// A service took the token in use, which was not sure yet, while the one before it was kept.
    void proved(Held token) {
        if (stored.former(token.service).isEmpty()) {
            return;
        }
        try {
            access.change(
                    new Caller.Product(),
                    Resource.MOS,
                    "service-token.proved",
                    change -> {
                        stored.proved(change, token);
                        change.audited(
                                token.service.key(),
                                "the new token works; the one before was forgotten");
                        return true;
                    });
        } catch (RuntimeException e) {
            LOG.warn(
                    "that the {} token works could not be kept: {}",
                    token.service.label(),
                    e.toString());
        }
    }

    /// A look ended. An answer that says nothing does not undo a refusal, and what a host refused
    /// stays closed until the token is edited.
    void lookedAt(Held token, Look look) {
        Map<String, State> news = new TreeMap<>(look.hosts());
        boolean dead = look.state() instanceof State.Refused;
        if (dead) {
            token.hosts().forEach(host -> news.put(host, look.state()));
        }
        news.entrySet()
                .removeIf(e ->
                        e.getValue().equals(token.at(e.getKey())) || token.refusedAt(e.getKey()));
        boolean works = look.state().works();
        TokenFacts facts = works ? token.facts.and(look) : token.facts;
        if (works) {
            token.spentAt = look.at();
        }
        boolean settles = works && stored.former(token.service).isPresent();
        if (news.isEmpty() && facts.equals(token.facts) && !settles) {
            return;
        }
        news.forEach((host, state) -> token.seen.put(host, new Described.AtHost(state, look.at())));
        access.change(
                new Caller.Product(),
                Resource.MOS,
                "service-token.looked-at",
                change -> {
                    change.audited(token.service.key(), look.state().word());
                    if (dead) {
                        refused(change, token, token.deciding(), news, look.at());
                    } else if (stored.uses(token)) {
                        TokenRows.states(change, token, news, look.at());
                        know(change, token, facts);
                        if (works) {
                            stored.proved(change, token);
                        }
                    }
                    return true;
                });
    }

    /// Keeps what a service told of a token in use, or its owner entered.
    void know(Change change, Held token, TokenFacts facts) {
        TokenRows.facts(change, token, facts);
        change.afterCommit(() -> token.facts = facts);
        if (Boolean.TRUE.equals(facts.canWrite())) {
            notices.tooPowerful(
                    change,
                    token,
                    TokenForm.tooPowerful(token.service, facts.level()),
                    TokenForm.narrower(token.service));
        }
    }

    /// What the headers of an answer in use told.
    void told(Held token, TokenFacts facts) {
        try {
            access.change(
                    new Caller.Product(),
                    Resource.MOS,
                    "service-token.told",
                    change -> {
                        change.audited(token.service.key(), "its level or expiry changed");
                        if (stored.uses(token)) {
                            know(change, token, facts);
                        }
                        return true;
                    });
        } catch (RuntimeException e) {
            LOG.warn(
                    "what {} told of its token could not be kept: {}",
                    token.service.label(),
                    e.toString());
        }
    }
}
