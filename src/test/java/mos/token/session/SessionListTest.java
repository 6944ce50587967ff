package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mos.token.access.AuditFilter;
import mos.token.access.AuditQuery;
import mos.token.access.AuditRow;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Demand;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.Use;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Seeing who is signed in, and ending that.
class SessionListTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Caller NOBODY = new Caller.Anonymous("192.0.2.7");

    Issued owner;

    @BeforeEach
    void open() {
        owner = house.issue("owner", Permissions.full());
    }

    private Sessions sessions() {
        return house.sessions;
    }

    private static Use use(String address, String program) {
        return new Use(IpAddresses.parseLiteral(address), program, new Demand.Nothing());
    }

    private SignIn.SignedIn signIn(String address) {
        return assertInstanceOf(
                SignIn.SignedIn.class,
                sessions().signIn(NOBODY, owner.secret(), use(address, "browser/1")));
    }

    private boolean lives(SignIn.SignedIn in) {
        return sessions().verify(in.cookie(), use("192.0.2.7", "browser/1")).isPresent();
    }

    private List<AuditRow> rows(String action) {
        AuditFilter filter = new AuditFilter(action, null, null, null, null, null, null, null);
        return house.access.audit(OWNER, new AuditQuery(filter, null, null, null)).rows();
    }

    @Test
    void eachIsShownWithItsLastUseAlsoAfterARestart() {
        SignIn.SignedIn first = signIn("192.0.2.7");
        SignIn.SignedIn second = signIn("192.0.2.8");
        clock.move(Duration.ofMinutes(10));
        String secret = "mos_" + "A1".repeat(20);
        sessions()
                .verify(first.cookie(), use("192.0.2.9", "browser/2 " + secret + "x".repeat(500)));
        for (int round = 0; round < 2; round++) {
            List<OpenSession> open = sessions().list(second.session());
            assertEquals(List.of(true, false), open.stream().map(OpenSession::own).toList());
            OpenSession used = open.getLast();
            assertEquals(first.session().id(), used.id());
            assertEquals("owner", used.name());
            assertEquals(owner.token().id(), used.tokenId());
            assertEquals(clock.instant(), used.seenAt());
            assertEquals(clock.instant().minus(Duration.ofMinutes(10)), used.signedInAt());
            assertEquals(used.signedInAt().plus(Duration.ofHours(12)), used.endsAt());
            assertEquals("192.0.2.9", used.address());
            assertTrue(used.program().startsWith("browser/2 [redacted]"), used.program());
            assertTrue(used.program().length() <= 200);
            restart();
        }
        assertEquals("session", rows("session.list").getFirst().callerKind());
    }

    @Test
    void whatEndedIsNotShown() {
        signIn("192.0.2.7");
        assertEquals(1, sessions().list(OWNER).size());
        clock.move(Duration.ofMinutes(61));
        assertEquals(List.of(), sessions().list(OWNER));
        signIn("192.0.2.7");
        house.adminTokens.delete(OWNER, owner.token().id());
        assertEquals(List.of(), sessions().list(OWNER));
    }

    /// ASVS 7.4.5: its next request is a stranger's, and so is what it had begun.
    @Test
    void anEndedSessionOpensAndChangesNothingAnyMore() {
        SignIn.SignedIn mine = signIn("192.0.2.7");
        SignIn.SignedIn other = signIn("192.0.2.8");
        SecretText link = sessions().newLink(other.session()).code();
        assertTrue(sessions().end(mine.session(), other.session().id()));
        assertFalse(sessions().end(mine.session(), other.session().id()), "it is gone");
        for (int round = 0; round < 2; round++) {
            assertFalse(lives(other));
            assertTrue(lives(mine));
            restart();
        }
        assertThrows(CallerEnded.class, () -> sessions().endOthers(other.session()));
        assertInstanceOf(
                SignIn.Refused.class,
                sessions().signInWithLink(NOBODY, link, use("192.0.2.8", "browser/1")));
        AuditRow row = rows("session.end").getFirst();
        assertEquals(mine.session().id(), row.callerId());
        assertEquals(other.session().id(), row.subject());
        assertEquals("owner", row.detail());
    }

    @Test
    void allOthersEndAndTheOwnStays() {
        SignIn.SignedIn mine = signIn("192.0.2.7");
        SignIn.SignedIn one = signIn("192.0.2.8");
        SignIn.SignedIn two = signIn("192.0.2.9");
        assertEquals(2, sessions().endOthers(mine.session()));
        assertEquals(0, sessions().endOthers(mine.session()));
        assertTrue(lives(mine));
        assertFalse(lives(one) || lives(two));
        assertEquals(2, rows("session.end").size());
        assertEquals(1, sessions().endOthers(OWNER), "a token has no session of its own");
        assertFalse(lives(mine));
    }

    /// A session may do everything: who may not ends none.
    @Test
    void whoMayNotDoEverythingEndsNone() {
        SignIn.SignedIn in = signIn("192.0.2.7");
        Permissions managing = new Permissions.Custom(Map.of("auth", Level.WRITE));
        Caller manager = house.issue("manager", managing).caller();
        assertEquals(1, sessions().list(manager).size());
        assertThrows(Denied.class, () -> sessions().end(manager, in.session().id()));
        assertThrows(Denied.class, () -> sessions().endOthers(manager));
        Caller reader = house.issue("reader", Permissions.readonly()).caller();
        assertThrows(Denied.class, () -> sessions().list(reader));
        assertTrue(lives(in));
    }
}
