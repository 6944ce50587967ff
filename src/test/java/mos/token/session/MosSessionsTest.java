package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Permissions;
import mos.token.admintoken.Creation;
import mos.token.admintoken.Terms;
import mos.token.session.MosSessions.Verdict;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.MosBox;
import org.junit.jupiter.api.Test;

class MosSessionsTest extends InTokenHouse {
    private Creation create(String name, Caller by) {
        return house.adminTokens.create(by, Terms.of(name, "", Permissions.full()));
    }

    /// A request that was let in before: its body came after MOS removed its user.
    @Test
    void whoWasRemovedWhileABodyCameChangesNothing() {
        MosBox mos = new MosBox(directory);
        mos.writeUser("admin");
        try (MosSessions sessions =
                new MosSessions(
                        mos.config().envFile(), house.access, clock, SessionRules.DEFAULT)) {
            var token = mos.admin(clock.instant());
            Caller slow =
                    assertInstanceOf(Verdict.Known.class, sessions.verify(token, "192.0.2.7"))
                            .caller();
            assertInstanceOf(Creation.Created.class, create("in time", slow));
            mos.writeUsers("[]");
            sessions.readAgain();
            assertThrows(CallerEnded.class, () -> create("late", slow));
            assertEquals(
                    new Verdict.Refused("MOS session: no such user any more"),
                    sessions.verify(token, "192.0.2.7"));
            mos.writeUser("user");
            sessions.readAgain();
            assertThrows(CallerEnded.class, () -> create("demoted", slow));
            mos.writeUser("admin");
            sessions.readAgain();
            assertInstanceOf(Creation.Created.class, create("admin again", slow));
        }
    }
}
