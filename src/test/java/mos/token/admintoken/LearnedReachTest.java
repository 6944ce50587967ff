package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Exercised;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.net.IpAddresses;
import mos.token.session.SignIn;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// A token that manages others can do after adopting what it did before.
class LearnedReachTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Permissions MANAGES = custom(Map.of("auth", Level.WRITE));
    private static final Use USE =
            new Use(
                    IpAddresses.parseLiteral("192.0.2.7"),
                    "test/1",
                    new Demand.On(Resource.AUTH, Level.WRITE));

    private static final List<Permissions> OTHERS =
            List.of(
                    Permissions.full(),
                    Permissions.readonly(),
                    Permissions.nothing(),
                    custom(Map.of("docker", Level.WRITE, "vm", Level.READ, "users", Level.NONE)));

    int names;

    private static Permissions custom(Map<String, Level> levels) {
        return new Permissions.Custom(levels);
    }

    private Issued issue(Permissions permissions) {
        return house.issue("t" + names++, permissions);
    }

    /// What the manager holds after it did `work`, once, and adopted it.
    private Permissions adopted(Issued manager, Runnable work) {
        assertInstanceOf(Verdict.Valid.class, house.adminTokens.verify(manager.secret(), USE));
        work.run();
        house.adminTokens.flush();
        String id = manager.token().id();
        return assertInstanceOf(Alteration.Done.class, house.adminTokens.adopt(OWNER, id))
                .token()
                .permissions();
    }

    /// Whatever it does with another token, it can do again, and nothing is learned but that.
    @Test
    void whatATokenDidWithOthersItCanDoAgainAfterAdopting() {
        Map<String, BiFunction<Caller, Permissions, Object>> works =
                Map.of(
                        "mint",
                        (caller, held) ->
                                house.adminTokens.create(
                                        caller, Terms.of("made " + names++, "", held)),
                        "widen",
                        (caller, held) ->
                                house.adminTokens.setPermissions(
                                        caller, issue(Permissions.nothing()).token().id(), held),
                        "rotate",
                        (caller, held) ->
                                house.adminTokens.rotate(
                                        caller, issue(held).token().id(), Duration.ZERO),
                        "narrow",
                        (caller, held) ->
                                house.adminTokens.setPermissions(
                                        caller, issue(held).token().id(), Permissions.nothing()),
                        "delete",
                        (caller, held) ->
                                house.adminTokens.delete(caller, issue(held).token().id()));
        works.forEach((name, work) -> {
            for (Permissions held : OTHERS) {
                Issued manager = issue(Permissions.full());
                Object[] did = new Object[1];
                Permissions left =
                        adopted(manager, () -> did[0] = work.apply(manager.caller(), held));
                assertTrue(left.covers(held), name + " " + held + ": " + left);
                assertEquals(Exercised.of(held).plus(Exercised.of(MANAGES)).smallest(), left, name);
                Object again = work.apply(manager.caller(), held);
                assertEquals(did[0].getClass(), again.getClass(), name + " " + held);
            }
        });
    }

    /// A person who signed in with a token manages by it.
    @Test
    void whatASessionGaveAwayIsLearnedOfItsToken() {
        Issued manager = issue(Permissions.full());
        Caller session =
                assertInstanceOf(
                                SignIn.SignedIn.class,
                                house.sessions.signIn(OWNER, manager.secret(), USE))
                        .session();
        Permissions docker = custom(Map.of("docker", Level.WRITE));
        assertEquals(
                custom(Map.of("auth", Level.WRITE, "docker", Level.WRITE)),
                adopted(
                        manager,
                        () ->
                                assertInstanceOf(
                                        Creation.Created.class,
                                        house.adminTokens.create(
                                                session, Terms.of("made", "", docker)))));
    }

    /// What it was refused is not learned, nor what it did with itself.
    @Test
    void aRefusalAndTheOwnTokenTeachNothing() {
        Issued manager = issue(custom(Map.of("auth", Level.WRITE, "docker", Level.READ)));
        String id = manager.token().id();
        assertEquals(
                MANAGES,
                adopted(
                        manager,
                        () -> {
                            assertInstanceOf(
                                    Creation.AboveCaller.class,
                                    house.adminTokens.create(
                                            manager.caller(),
                                            Terms.of("x", "", Permissions.full())));
                            assertInstanceOf(
                                    Creation.NameTaken.class,
                                    house.adminTokens.create(
                                            manager.caller(),
                                            manager.token().terms().withDescription("d")));
                            house.adminTokens.edit(
                                    manager.caller(), id, terms -> terms.withName("new"));
                            assertInstanceOf(
                                    Rotation.Rotated.class,
                                    house.adminTokens.rotate(
                                            manager.caller(), id, Duration.ofHours(1)));
                        }));
    }
}
