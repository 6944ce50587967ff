package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Resource;
import org.jspecify.annotations.Nullable;

/// New secrets for existing tokens. At most two secrets of a token live at a time: the newest, and
/// the one before it until its overlap is over.
final class Rotations {
    private final Access access;
    private final TokenDirectory directory;
    private final Changes changes;
    private final ReachCheck reach;
    private final TokenClock clock;
    private final List<TokenEnded> listeners = new CopyOnWriteArrayList<>();

    Rotations(
            Access access,
            TokenDirectory directory,
            Changes changes,
            ReachCheck reach,
            TokenClock clock) {
        this.access = access;
        this.directory = directory;
        this.changes = changes;
        this.reach = reach;
        this.clock = clock;
    }

    void onRotated(TokenEnded listener) {
        listeners.add(listener);
    }

    /// Gives a token a new secret.
    Rotation rotate(Caller caller, String id, Duration overlap, TokenSecret secret) {
        access.requireRecent(caller);
        try {
            return access.change(
                    caller,
                    Resource.AUTH,
                    "admin-token.rotate",
                    change -> {
                        AdminToken token =
                                TokenRows.find(change, Grant.number(id))
                                        .orElseThrow(() -> new Undone(new Rotation.NotFound()));
                        reach.exceeded(change, caller, id, token.terms())
                                .ifPresent(why -> {
                                    throw new Undone(new Rotation.AboveCaller(why));
                                });
                        return rotated(change, token, overlap, secret);
                    });
        } catch (Undone undone) {
            return undone.outcome(Rotation.class);
        }
    }

    /// Gives the caller's own token a new secret.
    Rotation rotateOwn(Caller.Token caller, Duration overlap, TokenSecret secret) {
        try {
            return access.changeOwn(
                    caller,
                    "admin-token.rotate-own",
                    change -> {
                        AdminToken token =
                                TokenRows.find(change, Grant.number(caller.id()))
                                        .orElseThrow(() -> new Undone(new Rotation.NotFound()));
                        if (token.grant().secret() != caller.secret()) {
                            throw new Undone(new Rotation.OldSecret());
                        }
                        return rotated(change, token, overlap, secret);
                    });
        } catch (Undone undone) {
            return undone.outcome(Rotation.class);
        }
    }

    private Rotation rotated(Change change, AdminToken token, Duration overlap, TokenSecret fresh) {
        Instant now = clock.wall();
        @Nullable Instant oldEndsAt = overlap.isZero() ? null : clock.now().plus(overlap);
        long id = token.number();
        var retired = new TokenDirectory.Ended(token.id(), token.name());
        SecretRows.old(change, id).ifPresent(old -> end(change, old.secret(), retired, now));
        SecretRows.Secret newest = SecretRows.newest(change, id);
        if (oldEndsAt == null) {
            end(change, newest, retired, now);
        } else {
            SecretRows.old(change, id, newest, oldEndsAt);
            change.afterCommit(
                    () -> directory.addOld(id, newest.digest(), newest.serial(), oldEndsAt));
        }
        int serial = newest.serial() + 1;
        SecretRows.newest(change, id, new SecretRows.Secret(fresh.digest(), serial, now));
        UseRows.forgetOld(change, id);
        AdminToken rotated = token.withSecret(serial);
        change.afterCommit(() -> directory.rotate(rotated.grant(), fresh.digest()));
        change.audited(
                token.id(),
                "'%s', secret %d, the one before it %s"
                        .formatted(
                                token.name(),
                                serial,
                                oldEndsAt == null ? "ended at once" : "ends at " + oldEndsAt));
        listeners.forEach(listener -> listener.ended(change, token.id()));
        if (oldEndsAt == null) {
            changes.ended(change, token.id());
        }
        return new Rotation.Rotated(rotated, fresh.text(), oldEndsAt);
    }

    private void end(
            Change change, SecretRows.Secret secret, TokenDirectory.Ended how, Instant now) {
        SecretRows.end(change, secret, how, now);
        change.afterCommit(() -> directory.end(secret.digest(), how));
    }
}
