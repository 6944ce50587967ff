package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.access.Caller;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.Use;
import mos.token.secret.SecretText;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final String HOME = "192.0.2.7";
    private static final Use AT_HOME = TokenHouse.use(HOME);
    private static final Caller NOBODY = new Caller.Anonymous(HOME);

    Issued owner;

    @BeforeEach
    void open() {
        owner = house.issue("owner", Permissions.full());
    }

    private Sessions sessions() {
        return house.sessions;
    }

    private SecretText signIn(Issued token) {
        return assertInstanceOf(
                        SignIn.SignedIn.class, sessions().signIn(NOBODY, token.secret(), AT_HOME))
                .cookie();
    }

    private boolean lives(SecretText cookie) {
        return sessions().verify(cookie, AT_HOME).isPresent();
    }

    @Test
    void aFullTokenSignsInAndTheSessionSurvivesARestart() {
        SecretText cookie = signIn(owner);
        Caller.Session session =
                sessions().verify(cookie, TokenHouse.use("192.0.2.8")).orElseThrow();
        assertEquals("owner", session.name());
        assertEquals("192.0.2.8", session.address());
        assertEquals(Permissions.full(), session.permissions());
        restart();
        assertEquals(session, sessions().verify(cookie, TokenHouse.use("192.0.2.8")).orElseThrow());
    }

    @Test
    void everySignInHasACookieOfItsOwn() {
        assertFalse(signIn(owner).equals(signIn(owner)));
    }

    @Test
    void aTokenThatMayNotDoEverythingDoesNotSignIn() {
        Issued reader = house.issue("r", Permissions.readonly());
        Issued manager = house.issue("m", new Permissions.Custom(Map.of("auth", Level.WRITE)));
        assertInstanceOf(SignIn.NotFull.class, sessions().signIn(NOBODY, reader.secret(), AT_HOME));
        assertInstanceOf(
                SignIn.NotFull.class, sessions().signIn(NOBODY, manager.secret(), AT_HOME));
    }

    /// D-26: a credential of one kind never passes for another.
    @Test
    void kindsOfCredentialsDoNotPassForEachOther() {
        SecretText cookie = signIn(owner);
        SecretText code = sessions().newLink(OWNER).code();
        assertFalse(lives(owner.secret()));
        assertFalse(lives(code));
        assertInstanceOf(SignIn.Refused.class, sessions().signIn(NOBODY, cookie, AT_HOME));
        assertInstanceOf(SignIn.Refused.class, sessions().signIn(NOBODY, code, AT_HOME));
        assertInstanceOf(SignIn.Refused.class, sessions().signInWithLink(NOBODY, cookie, AT_HOME));
        assertInstanceOf(
                SignIn.Refused.class, sessions().signInWithLink(NOBODY, owner.secret(), AT_HOME));
    }

    /// D-29: the session ends with the token that opened it, in memory and in the database.
    @Test
    void theSessionEndsWithItsToken() {
        Issued deleted = house.issue("a", Permissions.full());
        Issued deactivated = house.issue("b", Permissions.full());
        Issued narrowed = house.issue("c", Permissions.full());
        List<SecretText> cookies = List.of(signIn(deleted), signIn(deactivated), signIn(narrowed));
        SecretText other = signIn(owner);
        house.adminTokens.delete(OWNER, deleted.token().id());
        house.adminTokens.deactivate(OWNER, deactivated.token().id());
        house.adminTokens.setPermissions(OWNER, narrowed.token().id(), Permissions.readonly());
        for (int round = 0; round < 2; round++) {
            for (SecretText cookie : cookies) {
                assertFalse(lives(cookie));
            }
            assertTrue(lives(other));
            restart();
        }
        house.adminTokens.setPermissions(OWNER, narrowed.token().id(), Permissions.full());
        assertFalse(lives(cookies.getLast()), "widening again must not bring it back");
    }

    @Test
    void signedOutIsSignedOut() {
        SecretText cookie = signIn(owner);
        SecretText other = signIn(owner);
        sessions().signOut(sessions().verify(cookie, AT_HOME).orElseThrow());
        assertFalse(lives(cookie));
        assertTrue(lives(other));
        restart();
        assertFalse(lives(cookie));
    }

    /// D-32: a clock that is set back does not bring an ended session to life.
    @Test
    void whatEndedWhileWeWereAwayIsGoneForGood() {
        SecretText cookie = signIn(owner);
        clock.move(Duration.ofHours(2));
        restart();
        assertEquals(List.of(), house.database.read(q -> q.rows("select id from session")));
        clock.move(Duration.ofHours(-2));
        restart();
        assertFalse(lives(cookie));
    }

    @Test
    void aSessionEndsAnHourAfterItsLastUse() {
        SecretText cookie = signIn(owner);
        clock.move(Duration.ofMinutes(60));
        assertTrue(lives(cookie));
        clock.move(Duration.ofMinutes(60).plusMillis(1));
        assertFalse(lives(cookie));
    }

    @Test
    void aSessionEndsAfterTwelveHoursHoweverBusy() {
        SecretText cookie = signIn(owner);
        for (int i = 0; i < 23; i++) {
            clock.move(Duration.ofMinutes(30));
            assertTrue(lives(cookie));
        }
        clock.move(Duration.ofMinutes(30));
        assertFalse(lives(cookie));
        restart();
        assertFalse(lives(cookie));
    }

    @Test
    void aSessionLeftAloneStaysEndedAfterARestart() {
        SecretText used = signIn(owner);
        SecretText left = signIn(owner);
        clock.move(Duration.ofMinutes(50));
        assertTrue(lives(used));
        clock.move(Duration.ofMinutes(50));
        restart();
        assertTrue(lives(used));
        assertFalse(lives(left));
    }

    /// D-32: a clock that jumps, in either direction, brings nothing back to life.
    @Test
    void aClockThatIsSetBackEndsSessions() {
        SecretText cookie = signIn(owner);
        clock.move(Duration.ofDays(-365));
        assertFalse(lives(cookie));
    }

    @Test
    void aLinkOpensThePageOnceWithinTenMinutes() {
        SignInLink link = sessions().newLink(OWNER);
        assertTrue(link.path().startsWith("/sign-in?code="));
        assertEquals(clock.instant().plus(Duration.ofMinutes(10)), link.expiresAt());
        clock.move(Duration.ofMinutes(10));
        SignIn.SignedIn in =
                assertInstanceOf(
                        SignIn.SignedIn.class,
                        sessions().signInWithLink(NOBODY, link.code(), AT_HOME));
        assertTrue(lives(in.cookie()));
        assertInstanceOf(
                SignIn.Refused.class, sessions().signInWithLink(NOBODY, link.code(), AT_HOME));

        SignInLink late = sessions().newLink(OWNER);
        clock.move(Duration.ofMinutes(10).plusMillis(1));
        assertInstanceOf(
                SignIn.Refused.class, sessions().signInWithLink(NOBODY, late.code(), AT_HOME));
    }

    @Test
    void ofManyWhoUseALinkAtOnceOneGetsIn() throws Exception {
        SecretText code = sessions().newLink(OWNER).code();
        List<Future<SignIn>> tries = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<SignIn> use = () -> sessions().signInWithLink(NOBODY, code, AT_HOME);
            for (int i = 0; i < 20; i++) {
                tries.add(threads.submit(use));
            }
        }
        int in = 0;
        for (Future<SignIn> one : tries) {
            in += one.get() instanceof SignIn.SignedIn ? 1 : 0;
        }
        assertEquals(1, in);
    }

    /// D-21: a link opens everything, so only who may do everything can make one.
    @Test
    void onlyAFullCallerMakesLinks() {
        Issued manager = house.issue("m", new Permissions.Custom(Map.of("auth", Level.WRITE)));
        assertThrows(Denied.class, () -> sessions().newLink(manager.caller()));
        assertThrows(Denied.class, () -> sessions().newLink(new Caller.Anonymous(HOME)));
    }

    @Test
    void aLinkAndItsSessionEndWithTheTokenThatAskedForIt() {
        Issued token = house.issue("a", Permissions.full());
        Caller.Session session = sessions().verify(signIn(token), AT_HOME).orElseThrow();
        SecretText unused = sessions().newLink(token.caller()).code();
        SecretText used = sessions().newLink(session).code();
        SecretText cookie =
                assertInstanceOf(
                                SignIn.SignedIn.class,
                                sessions().signInWithLink(NOBODY, used, AT_HOME))
                        .cookie();
        house.adminTokens.delete(OWNER, token.token().id());
        assertFalse(lives(cookie));
        assertInstanceOf(SignIn.Refused.class, sessions().signInWithLink(NOBODY, unused, AT_HOME));
    }

    @Test
    void failuresAreSlowedPerNetworkAndTheRightTokenStillGetsIn() {
        SecretText wrong = SecretText.of("mos_" + "0".repeat(49));
        for (int i = 0; i < SessionRules.DEFAULT.failures(); i++) {
            assertInstanceOf(
                    SignIn.Refused.class,
                    sessions().signIn(NOBODY, wrong, TokenHouse.use("192.0.2." + i)));
        }
        SignIn.TooMany slowed =
                assertInstanceOf(
                        SignIn.TooMany.class,
                        sessions().signIn(NOBODY, wrong, TokenHouse.use("192.0.2.200")));
        assertTrue(slowed.pause().compareTo(Duration.ofSeconds(6)) <= 0);
        assertInstanceOf(
                SignIn.TooMany.class,
                sessions().signInWithLink(NOBODY, SecretText.of("x"), AT_HOME));
        assertInstanceOf(
                SignIn.Refused.class,
                sessions().signIn(NOBODY, wrong, TokenHouse.use("198.51.100.1")));
        assertInstanceOf(SignIn.SignedIn.class, sessions().signIn(NOBODY, owner.secret(), AT_HOME));
        clock.move(Duration.ofMinutes(1));
        assertInstanceOf(SignIn.Refused.class, sessions().signIn(NOBODY, wrong, AT_HOME));
    }

    @Test
    void theLeastRecentlyUsedSessionGivesWay() {
        try (Sessions few =
                new Sessions(
                        house.database,
                        house.keys,
                        house.access,
                        house.adminTokens,
                        clock,
                        new java.security.SecureRandom(),
                        new SessionRules(
                                Duration.ofHours(12),
                                Duration.ofHours(1),
                                Duration.ofMinutes(15),
                                Duration.ofMinutes(10),
                                2,
                                10))) {
            List<SecretText> cookies = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clock.move(Duration.ofSeconds(1));
                cookies.add(
                        assertInstanceOf(
                                        SignIn.SignedIn.class,
                                        few.signIn(NOBODY, owner.secret(), AT_HOME))
                                .cookie());
                if (i == 1) {
                    clock.move(Duration.ofSeconds(1));
                    assertTrue(few.verify(cookies.getFirst(), AT_HOME).isPresent());
                }
            }
            assertTrue(few.verify(cookies.get(0), AT_HOME).isPresent());
            assertFalse(few.verify(cookies.get(1), AT_HOME).isPresent());
            assertTrue(few.verify(cookies.get(2), AT_HOME).isPresent());
        }
    }

    @Test
    void noCookieAndNoCodeIsKept() {
        LeakSearch leaks = new LeakSearch();
        SignInLink link = sessions().newLink(OWNER);
        leaks.plant("code", link.code().exposeUtf8());
        leaks.plant("cookie", signIn(owner).exposeUtf8());
        leaks.assertNotIn(link.toString());
        sessions().signInWithLink(NOBODY, link.code(), AT_HOME);
        house.access.flush();
        leaks.assertNowhere(directory);
    }
}
