package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mos.token.testkit.Answer;
import mos.token.testkit.LeakSearch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A token that is replaced is kept until the service took the new one.
@Timeout(60)
class ReplaceTest {
    @TempDir Path directory;
    ServiceHouse house;

    @BeforeEach
    void open() {
        house = new ServiceHouse(directory);
        house.enter(Service.GITHUB, ServiceHouse.OLD);
        assertEquals("good", house.look(Service.GITHUB).state().word());
    }

    @AfterEach
    void close() {
        house.services.violations.assertClean();
        new LeakSearch()
                .plant("the old token", ServiceHouse.OLD)
                .plant("the new token", ServiceHouse.NEW)
                .assertNowhere(directory, house.notices().toString());
        house.close();
    }

    /// No answer that says anything, until [ScriptedServices#everythingWell].
    private void away() {
        house.services.script(ServiceHouse.API, _ -> Answer.json(503, "{}"));
    }

    private Lease lease() {
        return house.tokens.lease(Service.GITHUB, ServiceHouse.API).orElseThrow();
    }

    @Test
    void theFormerIsForgottenOnceTheNewOneWorks() {
        String before = lease().tokenId();
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        assertEquals("unknown", house.look(Service.GITHUB).state().word());
        assertNotEquals(before, lease().tokenId(), "the new one is used at once");
        assertEquals(
                "gh" + "p_…AAAA",
                Objects.requireNonNull(house.described(Service.GITHUB).former()).mask());
        house.restart();
        assertNotNull(house.described(Service.GITHUB).former());
        house.services.everythingWell();
        assertEquals("good", house.look(Service.GITHUB).state().word());
        assertNull(house.described(Service.GITHUB).former());
        assertEquals(1, rows());
        assertEquals(List.of(), house.notices());
    }

    @Test
    void theFormerIsBackWhenTheServiceRefusesTheNewOne() {
        String before = lease().tokenId();
        house.refuse(ServiceHouse.NEW);
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        for (int i = 0; i < 2; i++) {
            assertEquals(before, lease().tokenId());
            assertEquals("gh" + "p_…AAAA", house.mask(Service.GITHUB));
            assertEquals("good", house.described(Service.GITHUB).state().word());
            assertNull(house.described(Service.GITHUB).former());
            house.restart();
        }
        assertEquals(List.of("service-token.rejected"), house.kinds());
        assertTrue(house.notices().getFirst().message().contains("p_…BBBB was refused"));
        assertEquals(1, house.sent(ServiceHouse.API, ServiceHouse.NEW), "no second log-in");
        house.enter(Service.GITHUB, ServiceHouse.NEW + "z");
        assertEquals("good", house.look(Service.GITHUB).state().word());
        assertEquals(List.of(), house.kinds(), "settled with the token that it was about");
    }

    @Test
    void aRefusalInUseBringsTheFormerBackToo() {
        String before = lease().tokenId();
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        house.tokens.refused(lease());
        assertEquals(before, lease().tokenId());
        assertEquals(List.of("service-token.rejected"), house.kinds());
    }

    @Test
    void anAnswerInUseProvesTheNewOne() {
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        Lease lease = lease();
        house.tokens.answered(lease, ServiceHouse.API, "octo/pub", 200, mos.token.net.Headers.NONE);
        assertNull(house.described(Service.GITHUB).former());
        house.tokens.refused(lease);
        assertTrue(house.tokens.lease(Service.GITHUB, ServiceHouse.API).isEmpty());
        assertEquals(List.of("service-token.refused"), house.kinds());
    }

    @Test
    void ofSeveralTheLastThatWorkedIsKept() {
        String before = lease().tokenId();
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW + "1");
        house.enter(Service.GITHUB, ServiceHouse.NEW + "2");
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        assertEquals(2, rows());
        house.tokens.refused(lease());
        assertEquals(before, lease().tokenId());
        assertEquals(1, rows());
    }

    /// A request with the old lease hears a 401 after the replacement.
    @Test
    void aFormerThatIsRefusedMeanwhileDoesNotComeBack() {
        Lease old = lease();
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        house.tokens.refused(old);
        assertNull(house.described(Service.GITHUB).former());
        assertEquals(1, rows());
        house.tokens.refused(lease());
        assertEquals("refused", house.described(Service.GITHUB).state().word());
        assertEquals(List.of("service-token.refused"), house.kinds());
    }

    /// Each wrong token is news, also after the first was dismissed.
    @Test
    void theSecondWrongTokenIsToldToo() {
        house.services.script(
                ServiceHouse.API,
                r ->
                        r.header("Authorization").orElse("").contains("newBBBB")
                                ? Answer.json(401, "{}")
                                : ScriptedServices.github(r));
        for (int i = 0; i < 2; i++) {
            house.enter(Service.GITHUB, ServiceHouse.NEW + i);
            house.look(Service.GITHUB);
            assertEquals(List.of("service-token.rejected"), house.kinds());
            house.services.notices.dismissAll(ServiceHouse.OWNER);
        }
    }

    /// A file host may not look at the token at all.
    @Test
    void onlyTheHostThatDecidesProvesAToken() {
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        Lease web = house.tokens.lease(Service.GITHUB, "github.com").orElseThrow();
        house.tokens.answered(web, "github.com", "o/r", 200, mos.token.net.Headers.NONE);
        assertNotNull(house.described(Service.GITHUB).former());
    }

    @Test
    void aRefusedOneIsNeverTheFormer() {
        house.tokens.refused(lease());
        house.refuse(ServiceHouse.NEW);
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        assertEquals("refused", house.look(Service.GITHUB).state().word());
        assertEquals("gh" + "p_…BBBB", house.mask(Service.GITHUB));
        assertEquals(List.of("service-token.refused"), house.kinds());
    }

    @Test
    void removingForgetsBothAtOnce() {
        away();
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.tokens.put(ServiceHouse.OWNER, Map.of(Service.GITHUB, new Entry.Clear()));
        assertTrue(house.tokens.lease(Service.GITHUB, ServiceHouse.API).isEmpty());
        assertEquals(0, rows());
        // A look that was under way meanwhile changes nothing any more.
        house.clock.move(Duration.ofSeconds(61));
        assertEquals(false, house.look(Service.GITHUB).configured());
        assertNull(house.described(Service.GITHUB).mask());
    }

    private int rows() {
        return house.services.database.read(q -> q.rows("select id from service_token")).size();
    }
}
