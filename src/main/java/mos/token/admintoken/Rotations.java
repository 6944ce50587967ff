package mos.token.admintoken;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    private final Verifier verifier;
    private final TokenClock clock;

    Rotations(
            Access access,
            TokenDirectory directory,
            Changes changes,
            Verifier verifier,
            TokenClock clock) {
        this.access = access;
        this.directory = directory;
        this.changes = changes;
        this.verifier = verifier;
        this.clock = clock;
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
                                TokenRows.find(change, id)
                                        .orElseThrow(() -> new Undone(new Rotation.NotFound()));
                        changes.exceeded(caller, token.terms())
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
                                TokenRows.find(change, caller.id())
                                        .orElseThrow(() -> new Undone(new Rotation.NotFound()));
                        if (token.grant().secret() != caller.secret()) {
                            throw new Undone(new Rotation.OldSecret());
                        }
                        if (!(verifier.timely(token.grant(), caller.secret())
                                instanceof Verdict.Valid)) {
                            throw new Undone(new Rotation.NotFound());
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
        String id = token.id();
        var retired = new TokenDirectory.Ended(id, token.name(), false);
        for (SecretRows.Secret secret : SecretRows.of(change, id)) {
            if (secret.endsAt() == null && oldEndsAt != null) {
                SecretRows.endsAt(change, secret.digest(), oldEndsAt);
                change.afterCommit(
                        () -> directory.addSecret(id, secret.digest(), secret.serial(), oldEndsAt));
            } else {
                SecretRows.end(change, secret.digest(), retired, now);
                change.afterCommit(() -> directory.end(secret.digest(), retired));
            }
        }
        AdminToken rotated = token.withSecret(token.grant().secret() + 1);
        int serial = rotated.grant().secret();
        SecretRows.insert(change, id, fresh.digest(), serial, now);
        UseRows.forgetOld(change, id);
        TokenRows.update(change, rotated);
        change.audited(
                id,
                "'%s', secret %d, the one before it %s"
                        .formatted(
                                token.name(),
                                serial,
                                Optional.ofNullable(oldEndsAt)
                                        .map(at -> "ends at " + at)
                                        .orElse("ended at once")));
        change.afterCommit(() -> {
            directory.replace(rotated.grant());
            directory.addSecret(id, fresh.digest(), serial, null);
        });
        if (oldEndsAt == null) {
            changes.ended(change, id);
        }
        return new Rotation.Rotated(rotated, fresh.text(), oldEndsAt);
    }
}
