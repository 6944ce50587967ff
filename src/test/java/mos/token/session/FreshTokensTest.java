package mos.token.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Rotation;
import mos.token.secret.SecretText;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreshTokensTest extends InTokenHouse {
    private static final SecretText TEXT = SecretText.of("mos" + "_0123456789abcdef");

    private static final Caller OWNER = TokenHouse.OWNER;

    private FreshTokens fresh;

    @BeforeEach
    void open() {
        fresh = new FreshTokens(true, house.adminTokens, clock);
    }

    private static Caller session(String id) {
        return new Caller.Session(id, "me", null, 0, true, Permissions.full(), "192.0.2.7");
    }

    @Test
    void whatIsTakenIsAnotherCopyThatCanBeWiped() {
        fresh.keep(session("a"), "1", TEXT);
        SecretText taken = fresh.take(session("a"), "1").orElseThrow();
        assertEquals(TEXT, taken);
        taken.wipe();
        assertEquals(SecretText.of("\0".repeat(TEXT.length())), taken);
        assertEquals(SecretText.of("mos" + "_0123456789abcdef"), TEXT);
        assertEquals(Optional.empty(), fresh.take(session("a"), "1"));
    }

    @Test
    void onlyItsSessionTakesItAndOnlyInTime() {
        fresh.keep(session("a"), "1", TEXT);
        assertEquals(Optional.empty(), fresh.take(session("b"), "1"));
        assertEquals(Optional.empty(), fresh.take(session("a"), "2"));
        clock.move(Duration.ofMinutes(5));
        assertEquals(Optional.empty(), fresh.take(session("a"), "1"));
    }

    @Test
    void thereAreNeverMoreThanAHundred() {
        for (int i = 0; i < 300; i++) {
            fresh.keep(session("a"), "" + i, TEXT);
        }
        int left = 0;
        for (int i = 0; i < 300; i++) {
            left += fresh.take(session("a"), "" + i).isPresent() ? 1 : 0;
        }
        assertTrue(left > 0 && left <= 100, "" + left);
    }

    /// It would open nothing, or only for a while, when its maker takes it for the token's.
    @Test
    void aTokenThatEndsOrGetsAnotherSecretTakesItAlong() {
        List<Consumer<String>> ends =
                List.of(
                        id -> house.adminTokens.rotate(OWNER, id, AdminTokens.OVERLAP),
                        id -> house.adminTokens.rotate(OWNER, id, Duration.ZERO),
                        id -> house.adminTokens.deactivate(OWNER, id),
                        id -> house.adminTokens.delete(OWNER, id));
        Issued other = house.issue("other", Permissions.full());
        for (Consumer<String> end : ends) {
            fresh.keep(session("a"), other.token().id(), other.secret());
            Issued made = house.issue("made " + ends.indexOf(end), Permissions.full());
            fresh.keep(session("a"), made.token().id(), made.secret());
            fresh.keep(session("b"), made.token().id(), made.secret());
            end.accept(made.token().id());
            assertEquals(Optional.empty(), fresh.take(session("a"), made.token().id()));
            assertEquals(Optional.empty(), fresh.take(session("b"), made.token().id()));
            assertTrue(fresh.take(session("a"), other.token().id()).isPresent());
        }
    }

    /// A token may rotate itself.
    @Test
    void aTokenThatRotatesItselfTakesItAlong() {
        Issued made = house.issue("made", Permissions.readonly());
        fresh.keep(session("a"), made.token().id(), made.secret());
        assertInstanceOf(
                Rotation.Rotated.class,
                house.adminTokens.rotateOwn(made.caller(), AdminTokens.OVERLAP));
        assertEquals(Optional.empty(), fresh.take(session("a"), made.token().id()));
    }

    @Test
    void nothingIsLeftAtTheEnd() {
        fresh.keep(session("a"), "1", TEXT);
        fresh.close();
        assertEquals(Optional.empty(), fresh.take(session("a"), "1"));
    }
}
