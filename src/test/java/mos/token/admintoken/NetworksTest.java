package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import mos.token.access.Permissions;
import mos.token.notify.Notice;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where tokens are used from.
class NetworksTest extends InTokenHouse {
    private static final String HOME = "192.0.2.7";
    private static final String NEW_NETWORK = "admin-token.new-network";

    Issued token;

    NetworksTest() {
        super(Instant.parse("2026-11-24T00:00:00Z"));
    }

    @BeforeEach
    void open() {
        token = house.issue("t", Permissions.full());
    }

    private void use(String... addresses) {
        for (String address : addresses) {
            assertInstanceOf(
                    Verdict.Valid.class,
                    house.adminTokens.verify(token.secret(), TokenHouse.use(address)));
        }
        house.adminTokens.flush();
    }

    private Set<String> networks() {
        return house.adminTokens
                .get(TokenHouse.OWNER, token.token().id())
                .orElseThrow()
                .networks()
                .keySet();
    }

    /// Whoever found out the limit is still told of, and what is in use stays known.
    @Test
    void theNetworkNotSeenForLongestGivesWayToANewOne() {
        use(HOME);
        use("10.0.0.1");
        int others = NetworkBatch.MOST + 20;
        for (int i = 1; i <= others; i++) {
            clock.move(Duration.ofHours(3));
            use("10.0." + i + ".1", HOME);
        }
        List<Notice> told = house.notices(NEW_NETWORK);
        assertEquals(others + 1, told.size());
        assertTrue(told.getFirst().message().contains("from 10.0." + others + ".0/24"));
        assertEquals(NetworkBatch.MOST, networks().size());
        assertTrue(networks().contains("192.0.2.0/24"));
        assertTrue(!networks().contains("10.0.21.0/24") && networks().contains("10.0.22.0/24"));
    }

    /// A flood of new networks within a day pushes out no other notice.
    @Test
    void manyNewNetworksOfADayAreToldOfTogether() {
        use(HOME);
        for (int i = 1; i <= 300; i++) {
            clock.move(Duration.ofMinutes(1));
            use("2001:db8:0:%x::1".formatted(i), HOME);
        }
        List<Notice> told = house.notices(NEW_NETWORK);
        assertEquals(10, told.size());
        Notice many = told.getFirst();
        assertTrue(
                many.message().contains("from more than 10 new networks on 2026-11-24 (UTC)"),
                many.message());
        assertTrue(many.message().contains("from 2001:db8:0:12c:"), many.message());
        assertEquals(291, many.times());

        clock.move(Duration.ofDays(1));
        use("198.51.100.1");
        assertTrue(house.notices(NEW_NETWORK).getFirst().message().contains("198.51.100.0/24"));
    }
}
