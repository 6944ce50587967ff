package mos.token.session;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;

/// Seeing who is signed in, and ending that.
final class OpenSessions {
    private final Access access;
    private final Clock clock;
    private final SessionRules rules;
    private final Directory directory;
    private final Backing backing;
    private final LiveSessions live;

    OpenSessions(
            Access access,
            Clock clock,
            SessionRules rules,
            Directory directory,
            Backing backing,
            LiveSessions live) {
        this.access = access;
        this.clock = clock;
        this.rules = rules;
        this.directory = directory;
        this.backing = backing;
        this.live = live;
    }

    List<OpenSession> list(Caller caller) {
        access.require(caller, Resource.AUTH, Level.READ);
        List<OpenSession> open =
                living().stream()
                        .map(entry -> entry.shownTo(caller))
                        .sorted(
                                Comparator.comparing(OpenSession::own)
                                        .thenComparing(OpenSession::seenAt)
                                        .reversed())
                        .toList();
        access.seen(caller, "session.list", "");
        return open;
    }

    boolean end(Caller caller, String id) {
        requireFull(caller);
        Optional<Directory.Entry> found = directory.byId(id);
        found.ifPresent(entry -> end(caller, List.of(entry)));
        return found.isPresent();
    }

    int endOthers(Caller caller) {
        requireFull(caller);
        List<Directory.Entry> others =
                living().stream().filter(entry -> !entry.isOf(caller)).toList();
        if (!others.isEmpty()) {
            end(caller, others);
        }
        return others.size();
    }

    /// Those that open something, from somewhere.
    private List<Directory.Entry> living() {
        return directory.living(clock.instant(), rules.idle()).stream()
                .filter(entry -> backing.lives(entry.behind))
                .toList();
    }

    private void end(Caller caller, List<Directory.Entry> entries) {
        access.change(
                caller,
                Resource.AUTH,
                "session.end",
                change -> {
                    for (Directory.Entry entry : entries) {
                        live.end(change, entry.id);
                        change.audited(entry.id, entry.name);
                    }
                    return entries;
                });
    }

    /// A session may do everything, so only who may too decides about sessions.
    private void requireFull(Caller caller) {
        access.require(caller, Resource.AUTH, Level.WRITE);
        if (!caller.permissions().covers(Permissions.full())) {
            access.refused("end of sessions", "not full", caller.subject(), caller.address());
            throw new Denied(
                    "Only a caller with full permissions can end sessions.",
                    new Demand.Everything(),
                    caller.permissions());
        }
    }
}
