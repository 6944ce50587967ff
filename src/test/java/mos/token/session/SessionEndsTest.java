package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Permissions;
import mos.token.admintoken.Life;
import mos.token.admintoken.Terms;
import mos.token.admintoken.Use;
import mos.token.net.Cidr;
import mos.token.secret.SecretText;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Sessions that end before their time: with a new sign-in, and with the bounds of their token.
class SessionEndsTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Use AT_HOME = TokenHouse.use("192.0.2.7");
    private static final Caller NOBODY = new Caller.Anonymous("192.0.2.7");

    Issued owner;

    @BeforeEach
    void open() {
        owner = house.issue("owner", Permissions.full());
    }

    private Sessions sessions() {
        return house.sessions;
    }

    /// A request that was let in before: its body came after the sign-out.
    @Test
    void aSessionThatSignedOutChangesNothingAnyMore() {
        SignIn.SignedIn in =
                assertInstanceOf(
                        SignIn.SignedIn.class, sessions().signIn(NOBODY, owner.secret(), AT_HOME));
        Caller.Session slow = in.session();
        sessions().signOut(slow);
        assertThrows(
                CallerEnded.class,
                () -> house.adminTokens.create(slow, Terms.of("late", "", Permissions.full())));
        assertThrows(CallerEnded.class, () -> sessions().signOut(slow));
        // Of a link there is no token behind the session.
        SignIn.SignedIn byLink =
                assertInstanceOf(
                        SignIn.SignedIn.class,
                        sessions()
                                .signInWithLink(NOBODY, sessions().newLink(OWNER).code(), AT_HOME));
        sessions().signOut(byLink.session());
        assertThrows(CallerEnded.class, () -> sessions().newLink(byLink.session()));
    }

    private Issued limited(Life life) {
        return house.issue(Terms.of("limited", "", Permissions.full()).withLife(life));
    }

    private SecretText signIn(Issued token) {
        return assertInstanceOf(
                        SignIn.SignedIn.class, sessions().signIn(NOBODY, token.secret(), AT_HOME))
                .cookie();
    }

    private boolean lives(SecretText cookie) {
        return sessions().verify(cookie, AT_HOME).isPresent();
    }

    /// ASVS 7.2.4: signing in anew gives a new session for the old one, in memory and on disk.
    @Test
    void signingInAnewEndsTheSessionThatAsked() {
        SecretText old = signIn(owner);
        SecretText other = signIn(owner);
        clock.move(Duration.ofMinutes(16));
        Caller.Session tired = sessions().verify(old, AT_HOME).orElseThrow();
        assertFalse(tired.recent());

        SecretText wrong = SecretText.of("mos_" + "0".repeat(49));
        assertInstanceOf(SignIn.Refused.class, sessions().signIn(tired, wrong, AT_HOME));
        assertTrue(lives(old));

        SignIn.SignedIn anew =
                assertInstanceOf(
                        SignIn.SignedIn.class, sessions().signIn(tired, owner.secret(), AT_HOME));
        assertTrue(anew.session().recent());
        SignIn.SignedIn byLink =
                assertInstanceOf(
                        SignIn.SignedIn.class,
                        sessions()
                                .signInWithLink(
                                        anew.session(), sessions().newLink(OWNER).code(), AT_HOME));
        for (int round = 0; round < 2; round++) {
            assertFalse(lives(old));
            assertFalse(lives(anew.cookie()));
            assertTrue(lives(byLink.cookie()));
            assertTrue(lives(other), "a session elsewhere is nobody's business");
            restart();
        }
    }

    @Test
    void theSessionEndsWhenItsTokenExpiresAndALaterExpiryDoesNotBringItBack() {
        Instant end = clock.instant().plus(Duration.ofMinutes(30));
        Issued token = limited(Life.ALWAYS.withExpiresAt(end));
        SecretText cookie = signIn(token);
        clock.move(Duration.ofMinutes(29));
        SecretText code = sessions().newLink(token.caller()).code();
        clock.move(Duration.ofMinutes(1).minusMillis(1));
        assertTrue(lives(cookie));
        clock.move(Duration.ofMillis(1));
        assertFalse(lives(cookie));
        assertInstanceOf(SignIn.Refused.class, sessions().signInWithLink(NOBODY, code, AT_HOME));
        house.adminTokens.edit(
                OWNER,
                token.token().id(),
                terms -> terms.withLife(Life.ALWAYS.withExpiresAt(end.plusSeconds(3600))));
        assertInstanceOf(SignIn.SignedIn.class, sessions().signIn(NOBODY, token.secret(), AT_HOME));
        assertFalse(lives(cookie));
        restart();
        assertFalse(lives(cookie));
    }

    @Test
    void aSessionOpensNothingFromWhereItsTokenDoesNot() {
        Issued token = limited(Life.ALWAYS.withNetworks(List.of(Cidr.parse("192.0.2.0/24"))));
        SecretText cookie = signIn(token);
        SecretText code = sessions().newLink(token.caller()).code();
        Use elsewhere = TokenHouse.use("198.51.100.7");
        Use hidden = new Use(null, "test/1", elsewhere.demand());
        for (Use use : List.of(elsewhere, hidden)) {
            assertFalse(sessions().verify(cookie, use).isPresent());
            assertTrue(sessions().verify(signIn(owner), use).isPresent(), "has no networks");
        }
        assertTrue(lives(cookie));
        assertInstanceOf(SignIn.Refused.class, sessions().signInWithLink(NOBODY, code, elsewhere));

        house.adminTokens.edit(
                OWNER,
                token.token().id(),
                terms ->
                        terms.withLife(
                                Life.ALWAYS.withNetworks(List.of(Cidr.parse("198.51.100.0/24")))));
        assertFalse(lives(cookie));
        assertFalse(sessions().verify(cookie, elsewhere).isPresent());
    }
}
