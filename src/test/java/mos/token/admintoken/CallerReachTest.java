package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.access.CallerEnded;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// Who may make, change and end which token.
class CallerReachTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;

    /// From nothing to everything; each may manage tokens, except those that lack `auth`.
    private static final List<Permissions> LADDER =
            List.of(
                    Permissions.nothing(),
                    custom(Map.of("auth", Level.READ)),
                    custom(Map.of("auth", Level.WRITE)),
                    custom(Map.of("auth", Level.WRITE, "docker", Level.READ)),
                    custom(Map.of("auth", Level.WRITE, "docker", Level.WRITE)),
                    custom(Map.of("docker", Level.WRITE)),
                    custom(Map.of("docker", Level.NONE)),
                    Permissions.readonly(),
                    Permissions.full());

    private static Permissions custom(Map<String, Level> levels) {
        return new Permissions.Custom(levels);
    }

    private AdminTokens tokens() {
        return house.adminTokens;
    }

    /// D-21: for all pairs, nobody mints, widens, or touches above themselves.
    @Test
    void nobodyReachesAboveThemselves() {
        int names = 0;
        for (Permissions held : LADDER) {
            Issued caller = house.issue("caller " + names++, held);
            boolean manages = held.allows(mos.token.access.Resource.AUTH, Level.WRITE);
            for (Permissions wanted : LADDER) {
                boolean covered = held.covers(wanted);
                String name = "made " + names++;
                if (!manages) {
                    assertThrows(
                            Denied.class,
                            () -> tokens().create(caller.caller(), Terms.of(name, "", wanted)));
                    continue;
                }
                Creation creation = tokens().create(caller.caller(), Terms.of(name, "", wanted));
                assertEquals(covered, creation instanceof Creation.Created, held + " " + wanted);

                Issued least = house.issue("least " + names++, Permissions.nothing());
                Alteration widened =
                        tokens().setPermissions(caller.caller(), least.token().id(), wanted);
                assertEquals(covered, widened instanceof Alteration.Done, held + " " + wanted);
                assertEquals(
                        covered ? wanted : Permissions.nothing(),
                        house.find(least.token().id()).orElseThrow().permissions());

                Issued other = house.issue("other " + names++, wanted);
                String id = other.token().id();
                assertEquals(
                        covered,
                        tokens().setPermissions(caller.caller(), id, Permissions.nothing())
                                instanceof Alteration.Done);
                tokens().setPermissions(OWNER, id, wanted);
                assertEquals(
                        covered,
                        tokens().deactivate(caller.caller(), id) instanceof Alteration.Done);
                assertEquals(
                        covered, tokens().delete(caller.caller(), id) instanceof Alteration.Done);
                assertEquals(!covered, house.find(id).isPresent());
            }
        }
    }

    /// A caller narrowed after its request was let in must not use what it held before.
    @Test
    void aNarrowedCallerCannotMintWithWhatItHeld() {
        Issued manager = house.issue("manager", Permissions.full());
        Caller.Token before = manager.caller();
        tokens().setPermissions(OWNER, manager.token().id(), custom(Map.of("auth", Level.WRITE)));
        assertInstanceOf(
                Creation.AboveCaller.class,
                tokens().create(before, Terms.of("x", "", Permissions.full())));
        tokens().delete(OWNER, manager.token().id());
        assertThrows(
                CallerEnded.class,
                () ->
                        tokens().create(
                                        before,
                                        Terms.of("x", "", custom(Map.of("auth", Level.READ)))));
    }

    @Test
    void whoMayNotReadSeesNoToken() {
        Caller reader = house.issue("r", Permissions.readonly()).caller();
        assertThrows(Denied.class, () -> tokens().list(reader, TokenQuery.ALL));
        assertThrows(Denied.class, () -> tokens().get(reader, "1"));
        assertThrows(
                Denied.class,
                () -> tokens().list(new Caller.Anonymous("192.0.2.1"), TokenQuery.ALL));
    }
}
