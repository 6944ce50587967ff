package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Permissions;
import mos.token.admintoken.Creation;
import mos.token.admintoken.Rotation;
import mos.token.admintoken.Terms;
import mos.token.admintoken.Use;
import mos.token.secret.SecretText;
import mos.token.testkit.Eventually;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A session opens something only while the very secret does that it came from, and cannot prolong
/// itself.
class SessionSecretTest extends InTokenHouse {
    private static final Use AT_HOME = TokenHouse.use("192.0.2.7");
    private static final Caller NOBODY = new Caller.Anonymous("192.0.2.7");

    Issued owner;

    @BeforeEach
    void open() {
        owner = house.issue("owner", Permissions.full());
    }

    private SignIn signIn(SecretText secret) {
        return house.sessions.signIn(NOBODY, secret, AT_HOME);
    }

    private SecretText cookie(SignIn outcome) {
        return assertInstanceOf(SignIn.SignedIn.class, outcome).cookie();
    }

    private boolean lives(SecretText cookie) {
        return house.sessions.verify(cookie, AT_HOME).isPresent();
    }

    private SecretText rotate(Duration overlap) {
        return assertInstanceOf(
                        Rotation.Rotated.class,
                        house.adminTokens.rotate(TokenHouse.OWNER, owner.token().id(), overlap))
                .secret();
    }

    /// D-29, D-33: the session of an old secret ends with its overlap, also after a restart; that
    /// of the new one goes on.
    @Test
    void aSessionEndsWithTheOverlapOfItsSecret() {
        SecretText before = cookie(signIn(owner.secret()));
        SecretText fresh = rotate(Duration.ofMinutes(30));
        SecretText after = cookie(signIn(fresh));
        SecretText late = cookie(signIn(owner.secret()));
        clock.move(Duration.ofMinutes(29));
        assertTrue(lives(before));
        assertTrue(lives(late));
        assertTrue(lives(after));
        clock.move(Duration.ofMinutes(1));
        for (int round = 0; round < 2; round++) {
            assertFalse(lives(before));
            assertFalse(lives(late));
            assertTrue(lives(after));
            house.close();
            house = new TokenHouse(directory, clock);
        }
    }

    /// D-34: nor does the session of an old secret make tokens that outlive it.
    @Test
    void theSessionOfAnOldSecretManagesNoTokens() {
        SecretText cookie = cookie(signIn(owner.secret()));
        rotate(Duration.ofMinutes(30));
        Caller.Session session = house.sessions.verify(cookie, AT_HOME).orElseThrow();
        assertInstanceOf(
                Creation.AboveCaller.class,
                house.adminTokens.create(session, Terms.of("x", "", Permissions.readonly())));
        assertInstanceOf(
                Rotation.AboveCaller.class,
                house.adminTokens.rotate(session, owner.token().id(), Duration.ZERO));
    }

    /// A sign-in that was judged before its secret ended, and is written after, opens nothing.
    @Test
    void aSignInThatRacesTheEndOfItsSecretIsRefused() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread writer =
                Thread.ofPlatform()
                        .start(() ->
                                house.database.write(tx -> {
                                    held.countDown();
                                    try {
                                        release.await();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                    return "held";
                                }));
        FutureTask<SecretText> rotation = new FutureTask<>(() -> rotate(Duration.ZERO));
        FutureTask<SignIn> signIn = new FutureTask<>(() -> signIn(owner.secret()));
        try {
            held.await();
            // The gate is fair: the rotation that waits first is first, and the sign-in saw the
            // secret while it still opened.
            waiting(Thread.ofPlatform().start(rotation));
            waiting(Thread.ofPlatform().start(signIn));
        } finally {
            release.countDown();
            writer.join();
        }
        rotation.get();
        assertInstanceOf(SignIn.Refused.class, signIn.get());
        assertEquals(
                java.util.List.of(), house.database.read(q -> q.rows("select id from session")));
    }

    private static void waiting(Thread thread) {
        Eventually.within(Duration.ofSeconds(10), () -> thread.getState() == Thread.State.WAITING);
    }

    /// A stolen cookie must not stay recent, nor live longer, by links that it makes itself.
    @Test
    void aSessionDoesNotProlongItselfByALink() {
        SecretText first = cookie(signIn(owner.secret()));
        Caller.Session session = house.sessions.verify(first, AT_HOME).orElseThrow();
        clock.move(Duration.ofMinutes(14));
        SecretText code = house.sessions.newLink(session).code();
        clock.move(Duration.ofMinutes(2));
        SecretText second = cookie(house.sessions.signInWithLink(session, code, AT_HOME));
        Caller.Session next = house.sessions.verify(second, AT_HOME).orElseThrow();
        assertFalse(next.recent());
        for (int i = 0; i < 23; i++) {
            clock.move(Duration.ofMinutes(30));
            assertTrue(lives(second), "busy all the time, " + i);
        }
        clock.move(Duration.ofMinutes(14));
        assertFalse(lives(second), "12 h after the sign-in, not after the link");
    }

    @Test
    void whoseTokenEndedMakesNoLink() {
        SecretText cookie = cookie(signIn(owner.secret()));
        Caller.Session session = house.sessions.verify(cookie, AT_HOME).orElseThrow();
        Caller.Token token = owner.caller();
        house.adminTokens.deactivate(TokenHouse.OWNER, owner.token().id());
        assertThrows(CallerEnded.class, () -> house.sessions.newLink(session));
        assertThrows(CallerEnded.class, () -> house.sessions.newLink(token));
    }
}
