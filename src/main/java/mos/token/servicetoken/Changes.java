package mos.token.servicetoken;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What services say of the stored tokens, kept: each change with its audit row, behind the
/// writer's gate. A refusal counts from the moment it is seen, whatever becomes of its row.
final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final Access access;
    private final StoredTokens stored;
    private final ServiceUses uses;
    private final ServiceNotices notices;
    private final Clock clock;

    /// Refusals that could not be written, with the host: tried again by [#writeRefusals()].
    private final Map<Held, String> unwritten = new ConcurrentHashMap<>();

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

    /// A host refused a token. The host that decides speaks for all of its service: none of them is
    /// shown a dead token again.
    void refused(Held token, String host, State.Refused why) {
        boolean known = token.refusedAt(host);
        Instant now = clock.instant();
        List<String> hosts = host.equals(token.deciding()) ? token.hosts() : List.of(host);
        hosts.forEach(each -> token.see(each, why, now));
        if (known) {
            return;
        }
        LOG.warn(
                "{} refused the {} token: going on without it there until it is edited",
                host,
                token.service.label());
        unwritten.put(token, host);
        try {
            write(token, host);
        } catch (RuntimeException e) {
            // Known in memory meanwhile: the request that goes on must not fail for it.
            LOG.warn("that {} refused a token could not be kept: {}", host, e.toString());
        }
    }

    /// Writes the refusals that could not be written before.
    void writeRefusals() {
        unwritten.forEach(this::write);
    }

    private void write(Held token, String host) {
        change(
                "service-token.refused",
                change -> {
                    String told = host + " refused the token";
                    if (!stored.holds(token)) {
                        told += ", which was gone by then";
                    } else if (host.equals(token.deciding())) {
                        told += dead(change, token);
                    } else {
                        keep(change, token, host);
                    }
                    change.audited(token.service.key(), told);
                });
        unwritten.remove(token, host);
    }

    /// @return what was done besides, for the audit row
    private String dead(Change change, Held token) {
        if (!stored.uses(token)) {
            stored.dropFormer(change, token);
            return ", the former one, which was forgotten";
        }
        if (stored.restore(change, token).isPresent()) {
            return " that was new: the former one is in use again";
        }
        keep(change, token, token.deciding());
        return "";
    }

    private void keep(Change change, Held token, String host) {
        TokenRows.observed(change, token);
        notices.refused(change, token, host, uses.askedBy(token.service), clock.instant());
    }

    /// The deciding host took the token in use, which was not sure yet, while the one before it was
    /// kept.
    void proved(Held token) {
        if (stored.former(token.service).isPresent()) {
            once(
                    token,
                    "service-token.proved",
                    change -> {
                        stored.proved(change, token);
                        change.audited(
                                token.service.key(),
                                "the new token works; the one before was forgotten");
                    });
        }
    }

    /// The headers of an answer in use told something new of it.
    void told(Held token, TokenFacts facts) {
        once(
                token,
                "service-token.told",
                change -> {
                    know(change, token, facts);
                    change.audited(token.service.key(), "its level or expiry changed");
                });
    }

    /// A registry takes no token of that kind: told once in each run, since every pull may show it.
    void notForImages(Held token, String host) {
        if (!token.notForImagesTold) {
            once(
                    token,
                    "service-token.not-for-images",
                    change -> {
                        notices.notForImages(change, token, host);
                        change.audited(token.service.key(), host + " gives no images for it");
                        change.afterCommit(() -> token.notForImagesTold = true);
                    });
        }
    }

    /// Many answers may say the same at once: one of them writes it.
    private void once(Held token, String action, Consumer<Change> work) {
        if (!stored.uses(token) || !token.changing.compareAndSet(false, true)) {
            return;
        }
        try {
            change(action, work);
        } catch (RuntimeException e) {
            LOG.warn("{} could not be kept: {}", action, e.toString());
        } finally {
            token.changing.set(false);
        }
    }

    /// A look ended. An answer that says nothing does not undo a refusal, and what a host refused
    /// stays closed until the token is edited.
    void lookedAt(Held token, Look look) {
        boolean works = look.state().works();
        if (works || look.state() instanceof State.Refused) {
            // Its service saw it; nobody did when the service was away.
            token.spentAt = look.at();
        }
        if (look.state() instanceof State.Refused why) {
            refused(token, token.deciding(), why);
            return;
        }
        boolean news = false;
        for (Map.Entry<String, State> each : look.hosts().entrySet()) {
            news |= token.see(each.getKey(), each.getValue(), look.at());
        }
        boolean learns = works && !token.facts.and(look).equals(token.facts);
        boolean proves = works && stored.former(token.service).isPresent();
        if (!stored.uses(token) || !(news || learns || proves)) {
            return;
        }
        change(
                "service-token.looked-at",
                change -> {
                    change.audited(token.service.key(), look.state().word());
                    if (!stored.uses(token)) {
                        return;
                    }
                    TokenRows.observed(change, token);
                    if (works) {
                        know(change, token, token.facts.and(look));
                        stored.proved(change, token);
                    }
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
        } else if (facts.canWrite() != null) {
            notices.notTooPowerful(change, token);
        }
    }

    private void change(String action, Consumer<Change> work) {
        access.change(
                new Caller.Product(),
                Resource.MOS,
                action,
                change -> {
                    work.accept(change);
                    return true;
                });
    }
}
