package mos.token.session;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.keys.KeyProblem;
import mos.token.keys.MosEnv;
import mos.token.keys.SigningKey;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is signed in to MOS, when its secret is configured: its page can then be served by us. MOS
/// keeps no list of its sessions, so one opens until its end, even when its user signs out of MOS;
/// within seconds it ends when its user is removed there or gets another role, as [MosUsers] tells,
/// and all of them end with another `JWT_SECRET`.
public final class MosSessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MosSessions.class);
    private static final int SECONDS = 5;
    private static final String USERS = "users.json";

    /// What a token of MOS is worth.
    public sealed interface Verdict {
        /// Somebody who is signed in to MOS.
        record Known(Caller.Mos caller) implements Verdict {}

        /// Nothing; `reason` is for the log.
        record Refused(String reason) implements Verdict {}
    }

    /// @param serial tells one secret from the one before
    private record Held(SecretText secret, SigningKey key, int serial) {}

    private final @Nullable Path envFile;
    private final Clock clock;
    private final Duration recent;
    private final @Nullable ScheduledExecutorService timer;
    private volatile @Nullable Held held;

    /// Null until they could be read once: then who was signed in by MOS is taken at their word.
    private volatile @Nullable MosUsers users;

    private int serial;
    private String trouble = "";
    private String usersTrouble = "";

    /// Reads MOS's secret and users now, and again every five seconds.
    ///
    /// @param envFile MOS's file `env`, beside which `users.json` is; null to know nobody
    /// @throws KeyProblem when it cannot be used
    public MosSessions(@Nullable Path envFile, Access access, Clock clock, SessionRules rules) {
        this.envFile = envFile;
        this.clock = clock;
        this.recent = rules.recent();
        if (envFile == null) {
            timer = null;
            return;
        }
        take(MosEnv.jwtSecret(envFile));
        readUsers(envFile);
        access.judgeChangesBy(this::standing);
        timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("mos-env").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(this::readAgain, SECONDS, SECONDS, TimeUnit.SECONDS);
    }

    /// Whether to ask [#verify]: what MOS's tokens start with, no token of ours does.
    public boolean mayKnow(SecretText presented) {
        return envFile != null && presented.startsWith(MosJwt.HEADER);
    }

    /// Whose token of MOS it is. From memory alone: safe on an event loop.
    public Verdict verify(SecretText presented, String address) {
        Held now = held;
        if (now == null) {
            return new Verdict.Refused("MOS session: no secret");
        }
        return switch (MosJwt.read(presented, now.key(), clock.instant())) {
            case MosJwt.Read.Wrong(String reason) -> new Verdict.Refused("MOS session: " + reason);
            case MosJwt.Read.Claims claims ->
                    problem(claims.userId(), claims.admin())
                            .<Verdict>map(why -> new Verdict.Refused("MOS session: " + why))
                            .orElseGet(() -> new Verdict.Known(caller(claims, now, address)));
        };
    }

    private Caller.Mos caller(MosJwt.Read.Claims claims, Held by, String address) {
        return new Caller.Mos(
                claims.userId(),
                claims.name(),
                by.serial(),
                claims.from(),
                claims.to(),
                lately(claims.from()),
                claims.admin() ? Permissions.full() : Permissions.nothing(),
                address);
    }

    /// Why MOS would refuse them, as far as is known.
    private Optional<String> problem(String userId, boolean admin) {
        MosUsers now = users;
        return now == null ? Optional.empty() : now.problem(userId, admin);
    }

    /// A clock that was set back makes no sign-in recent again.
    private boolean lately(Instant signedInAt) {
        return Duration.between(signedInAt, clock.instant()).abs().compareTo(recent) <= 0;
    }

    /// What a person of MOS may do still: their token may end, or they may be removed, while a body
    /// is coming.
    private Optional<Permissions> standing(Caller caller) {
        boolean ended = caller instanceof Caller.Mos mos && !stands(mos);
        return ended ? Optional.empty() : Optional.of(caller.permissions());
    }

    private boolean stands(Caller.Mos mos) {
        Held now = held;
        boolean admin = mos.permissions() instanceof Permissions.Full;
        return now != null
                && now.serial() == mos.key()
                && clock.instant().isBefore(mos.endsAt())
                && problem(mos.userId(), admin).isEmpty();
    }

    private void take(SecretText secret) {
        Held before = held;
        if (before == null || !before.secret().equals(secret)) {
            held = new Held(secret, SigningKey.of(secret), ++serial);
        }
    }

    /// A secret that cannot be read any more may have been changed: then nobody is known.
    void readAgain() {
        Path file = envFile;
        if (file == null) {
            return;
        }
        readUsers(file);
        String problem = "";
        try {
            take(MosEnv.jwtSecret(file));
        } catch (KeyProblem e) {
            held = null;
            problem = String.valueOf(e.getMessage());
        }
        if (!problem.equals(trouble) && !problem.isEmpty()) {
            LOG.warn("nobody is known as signed in to MOS: {}", problem);
        }
        trouble = problem;
    }

    /// Users who cannot be read, as while MOS writes them, stay who they were.
    private void readUsers(Path env) {
        String problem = "";
        try {
            users = MosUsers.read(env.resolveSibling(USERS));
        } catch (IOException e) {
            problem = String.valueOf(e.getMessage());
        }
        if (!problem.equals(usersTrouble) && !problem.isEmpty()) {
            LOG.warn("who is removed from MOS stays known until their sign-in ends: {}", problem);
        }
        usersTrouble = problem;
    }

    /// Stops the timer.
    @Override
    public void close() {
        if (timer != null) {
            timer.close();
        }
    }
}
