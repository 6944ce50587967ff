package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Permissions;
import mos.token.notify.NoticeQuery;
import mos.token.secret.SecretText;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// New secrets for existing tokens.
class RotationTest {
    private static final Caller OWNER = TokenHouse.OWNER;

    @TempDir Path directory;
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
    TokenHouse house;
    Issued token;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, clock);
        token = house.issue("ci", Permissions.readonly());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void restart() {
        house.close();
        house = new TokenHouse(directory, clock);
    }

    private SecretText rotate(Duration overlap) {
        return assertInstanceOf(
                        Rotation.Rotated.class,
                        house.adminTokens.rotate(OWNER, token.token().id(), overlap))
                .secret();
    }

    private String reason(SecretText secret) {
        return house.verify(secret).reason();
    }

    private TokenDetails details() {
        return house.adminTokens.get(OWNER, token.token().id()).orElseThrow();
    }

    @Test
    void bothSecretsOpenUntilTheOverlapIsOver() {
        SecretText fresh = rotate(Duration.ofHours(24));
        for (int round = 0; round < 2; round++) {
            assertEquals("valid", reason(token.secret()));
            assertEquals("valid", reason(fresh));
            restart();
        }
        assertEquals(token.token().id(), house.verify(fresh).tokenId());
        assertEquals("ci", details().listed().token().name());
        clock.move(Duration.ofHours(24).minusMillis(1));
        assertEquals("valid", reason(token.secret()));
        clock.move(Duration.ofMillis(1));
        for (int round = 0; round < 2; round++) {
            assertEquals("retired secret", reason(token.secret()));
            assertEquals("valid", reason(fresh));
            restart();
        }
    }

    /// D-33.
    @Test
    void withoutOverlapTheOldSecretEndsAtOnce() {
        SecretText fresh = rotate(Duration.ZERO);
        for (int round = 0; round < 2; round++) {
            assertEquals("retired secret", reason(token.secret()));
            assertEquals("valid", reason(fresh));
            restart();
        }
    }

    /// At most two secrets live, whatever is rotated how often.
    @Test
    void aSecondRotationEndsTheOldestSecret() {
        SecretText second = rotate(Duration.ofHours(24));
        SecretText third = rotate(Duration.ofHours(24));
        for (int round = 0; round < 2; round++) {
            assertEquals("retired secret", reason(token.secret()));
            assertEquals("valid", reason(second));
            assertEquals("valid", reason(third));
            restart();
        }
        SecretText fourth = rotate(Duration.ZERO);
        assertEquals("retired secret", reason(second));
        assertEquals("retired secret", reason(third));
        assertEquals("valid", reason(fourth));
        assertEquals(1, details().secrets().size());
        assertEquals(4, details().secrets().getFirst().serial());
    }

    @Test
    void itTellsWhoStillUsesTheOldSecret() {
        house.verify(token.secret());
        SecretText fresh = rotate(Duration.ofHours(24));
        assertNull(details().secrets().get(1).lastUsed());
        house.adminTokens.verify(fresh, TokenHouse.use("192.0.2.1"));
        assertNull(details().secrets().get(1).lastUsed());
        house.adminTokens.verify(token.secret(), TokenHouse.use("198.51.100.9"));
        for (int round = 0; round < 2; round++) {
            TokenDetails.Secret old = details().secrets().get(1);
            assertEquals(1, old.serial());
            assertEquals(Instant.parse("2026-11-24T20:50:58.100Z"), old.endsAt());
            assertEquals("198.51.100.9", old.lastUsed().address());
            assertEquals("test/1", old.lastUsed().userAgent());
            restart();
        }
    }

    /// D-34: whoever has an old secret cannot end the new one by it.
    @Test
    void aTokenRotatesItselfByItsNewestSecretOnly() {
        var first = new Verdict.Valid(token.token().grant(), 1);
        Caller.Token caller = first.token().caller(first.secret(), "192.0.2.7");
        var rotated =
                assertInstanceOf(
                        Rotation.Rotated.class,
                        house.adminTokens.rotateOwn(caller, AdminTokens.OVERLAP));
        assertEquals("valid", reason(rotated.secret()));
        assertEquals(new Rotation.OldSecret(), house.adminTokens.rotateOwn(caller, Duration.ZERO));
        assertEquals("valid", reason(rotated.secret()));
        house.adminTokens.deactivate(OWNER, token.token().id());
        Caller.Token newest = rotated.token().grant().caller(2, "192.0.2.7");
        assertThrows(CallerEnded.class, () -> house.adminTokens.rotateOwn(newest, Duration.ZERO));
    }

    /// D-34: nor by the route for every token, nor may it make one that outlives it.
    @Test
    void anOldSecretManagesNoTokens() {
        Issued manager = house.issue("manager", Permissions.full());
        String id = manager.token().id();
        Caller.Token caller = manager.caller();
        SecretText fresh =
                assertInstanceOf(
                                Rotation.Rotated.class,
                                house.adminTokens.rotate(OWNER, id, AdminTokens.OVERLAP))
                        .secret();
        assertEquals("valid", reason(manager.secret()));
        assertInstanceOf(
                Rotation.AboveCaller.class, house.adminTokens.rotate(caller, id, Duration.ZERO));
        assertInstanceOf(
                Creation.AboveCaller.class,
                house.adminTokens.create(caller, Terms.of("x", "", Permissions.readonly())));
        assertInstanceOf(
                Alteration.AboveCaller.class,
                house.adminTokens.edit(caller, id, terms -> terms.withName("y")));
        assertInstanceOf(Alteration.AboveCaller.class, house.adminTokens.deactivate(caller, id));
        assertEquals("valid", reason(fresh));
    }

    /// D-35: the use of an old or deleted secret is told, and changes nothing.
    @Test
    void theUseOfAnEndedSecretIsToldAndChangesNothing() {
        SecretText fresh = rotate(Duration.ZERO);
        Issued gone = house.issue("gone", Permissions.full());
        house.adminTokens.delete(OWNER, gone.token().id());
        restart();
        for (int i = 0; i < 3; i++) {
            house.adminTokens.verify(token.secret(), TokenHouse.use("198.51.100.9"));
            house.adminTokens.verify(gone.secret(), TokenHouse.use("203.0.113.5"));
            house.adminTokens.flush();
        }
        var notices = house.notices.list(OWNER, NoticeQuery.OPEN).notices();
        assertEquals(
                List.of(
                        "Somebody still uses the deleted admin token 'gone'",
                        "Somebody still uses an old secret of the admin token 'ci'"),
                notices.stream().map(n -> n.title()).toList());
        assertEquals(3, notices.getFirst().times());
        assertEquals("valid", reason(fresh));
    }

    /// Whoever finds an earlier secret of a token that is gone must not be told to look for the
    /// token.
    @Test
    void everySecretOfADeletedTokenReadsDeleted() {
        SecretText second = rotate(Duration.ZERO);
        SecretText third = rotate(Duration.ofHours(1));
        house.adminTokens.delete(OWNER, token.token().id());
        for (int round = 0; round < 2; round++) {
            for (SecretText secret : List.of(token.secret(), second, third)) {
                assertEquals("deleted", reason(secret));
                assertEquals("deleted", house.adminTokens.identify(OWNER, secret).reason());
            }
            restart();
        }
        house.adminTokens.flush();
        assertEquals(
                List.of("Somebody still uses the deleted admin token 'ci'"),
                house.notices.list(OWNER, NoticeQuery.OPEN).notices().stream()
                        .map(notice -> notice.title())
                        .toList());
    }

    /// D-36: rotations, uses and deletes at the same time.
    @Test
    void racingRotationsLeaveOneNewestSecret() throws Exception {
        List<Future<Rotation>> rotations = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Caller.Token caller = token.token().grant().caller(1, "192.0.2.7");
            for (int i = 0; i < 50; i++) {
                Callable<Rotation> one =
                        i % 2 == 0
                                ? () ->
                                        house.adminTokens.rotate(
                                                OWNER, token.token().id(), Duration.ofHours(1))
                                : () -> rotatedOwn(caller);
                rotations.add(executor.submit(one));
                executor.execute(() -> reason(token.secret()));
            }
        }
        List<SecretText> secrets = new ArrayList<>(List.of(token.secret()));
        int own = 0;
        for (int i = 0; i < rotations.size(); i++) {
            if (rotations.get(i).get() instanceof Rotation.Rotated rotated) {
                secrets.add(rotated.secret());
                own += i % 2;
            }
        }
        assertEquals(true, own <= 1, "the first secret rotates itself once at most");
        for (int round = 0; round < 2; round++) {
            List<Integer> live = new ArrayList<>();
            for (SecretText secret : secrets) {
                if (house.verify(secret) instanceof Verdict.Valid(Grant grant, int serial)) {
                    live.add(serial - grant.secret());
                }
            }
            assertEquals(List.of(0, -1), live.stream().sorted((a, b) -> b - a).toList());
            restart();
        }
        house.adminTokens.delete(OWNER, token.token().id());
        for (SecretText secret : secrets) {
            assertEquals("deleted", reason(secret));
        }
    }

    /// Whose secret ended before it came to their turn is told by an exception.
    private Rotation rotatedOwn(Caller.Token caller) {
        try {
            return house.adminTokens.rotateOwn(caller, Duration.ZERO);
        } catch (CallerEnded _) {
            return new Rotation.OldSecret();
        }
    }

    @Test
    void anOverlapHasBounds() {
        for (Duration wrong : List.of(Duration.ofSeconds(-1), Duration.ofDays(30).plusMillis(1))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> house.adminTokens.rotate(OWNER, token.token().id(), wrong));
        }
        assertEquals(new Rotation.NotFound(), house.adminTokens.rotate(OWNER, "1", Duration.ZERO));
    }
}
