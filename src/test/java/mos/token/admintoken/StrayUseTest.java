package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.net.IpAddresses;
import mos.token.notify.Notice;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// Uses of secrets that open nothing any more.
class StrayUseTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final String RETIRED = "admin-token.retired-used";

    StrayUseTest() {
        super(Instant.parse("2026-11-24T10:00:00Z"));
    }

    /// However many networks one dead secret is used from, it displaces no other notice.
    @Test
    void aDeadSecretIsToldOfOnceADay() {
        Issued rotated = house.issue("rotated", Permissions.full());
        Issued deleted = house.issue("deleted", Permissions.full());
        house.adminTokens.rotate(OWNER, rotated.token().id(), Duration.ZERO);
        house.adminTokens.delete(OWNER, deleted.token().id());
        for (int flush = 1; flush <= 30; flush++) {
            for (int i = 0; i < 50; i++) {
                String address = "2001:db8:%x:%x::1".formatted(flush, i);
                house.adminTokens.verify(rotated.secret(), TokenHouse.use(address));
            }
            house.adminTokens.flush();
        }
        house.verify(deleted.secret());
        house.adminTokens.flush();
        Notice told = house.notices(RETIRED).getFirst();
        assertEquals(1, house.notices(RETIRED).size());
        assertEquals(30, told.times());
        assertTrue(
                told.message().contains("from at least 50 networks on 2026-11-24 (UTC), lately"),
                told.message());
        assertTrue(told.message().contains(" from 2001:db8:1e:31:"), told.message());
        assertEquals(1, house.notices("admin-token.deleted-used").size());

        clock.move(Duration.ofDays(1));
        house.verify(rotated.secret());
        house.adminTokens.flush();
        assertEquals(2, house.notices(RETIRED).size());
        Notice next = house.notices(RETIRED).getFirst();
        assertTrue(next.message().contains("Seen by 192.0.2.7 with test/1 at"), next.message());
    }

    /// A day's networks are counted over its flushes.
    @Test
    void theNetworksOfADayAreCountedTogether() {
        Issued token = house.issue("t", Permissions.full());
        house.adminTokens.rotate(OWNER, token.token().id(), Duration.ZERO);
        for (String address : List.of("192.0.2.7", "192.0.2.9", "198.51.100.1", "192.0.2.7")) {
            house.adminTokens.verify(token.secret(), TokenHouse.use(address));
            house.adminTokens.flush();
        }
        String message = house.notices(RETIRED).getFirst().message();
        assertTrue(message.contains("at least 2 networks"), message);
        assertTrue(message.contains("lately from 192.0.2.0/24 by 192.0.2.7"), message);
    }

    /// Memory is bounded, and a flood hides later ones until the next flush only.
    @Test
    void aFloodOfDeadSecretsIsForgottenByTheNextFlush() {
        Strays strays = new Strays();
        for (int i = 0; i < 2 * Strays.MOST; i++) {
            use(strays, Integer.toString(i));
        }
        assertEquals(Strays.MOST, strays.take(0).size());
        use(strays, "last");
        assertEquals(List.of("last"), strays.take(0).stream().map(Stray::tokenId).toList());
        assertEquals(List.of(), strays.take(0));
    }

    private static void use(Strays strays, String tokenId) {
        strays.used(
                Stray.Kind.DELETED,
                new Verdict.Deleted(tokenId, "t"),
                new Pending.Seen(0, IpAddresses.parseLiteral("192.0.2.7"), "test/1"));
    }
}
