package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.net.Headers;
import mos.token.notify.Notice;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tokens of outside services end; their owner hears of it before.
@Timeout(60)
class EndNoticeTest {
    private static final String HUB = "alice:dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u7wxyz";

    @TempDir Path directory;
    ServiceHouse house;

    @BeforeEach
    void open() {
        house = new ServiceHouse(directory);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private Instant in(int days) {
        return house.clock.instant().plus(Duration.ofDays(days));
    }

    private void enterHub(Instant expires) {
        house.tokens.put(
                ServiceHouse.OWNER,
                Map.of(Service.DOCKERHUB, new Entry.Enter(SecretText.of(HUB), expires)));
        house.look(Service.DOCKERHUB);
    }

    private List<String> told() {
        house.tokens.tick();
        return house.notices().stream().map(Notice::title).toList();
    }

    @Test
    void fiveTimesAndOnceMoreWhenItIsOver() {
        enterHub(in(40));
        house.tokens.asked(Service.DOCKERHUB, new Caller.Anonymous("192.0.2.7"));
        assertEquals(List.of(), told());
        int[] days = {30, 14, 7, 3, 1};
        int at = 40;
        for (int day : days) {
            house.clock.move(Duration.ofDays(at - day));
            at = day;
            String when = day == 1 ? "within a day" : "in " + day + " days";
            List<String> expected = List.of("The Docker Hub token ends " + when);
            assertEquals(expected, told());
            Notice notice = house.notices().getFirst();
            assertTrue(notice.message().contains("as you entered"), notice.message());
            assertTrue(notice.message().contains("by: 192.0.2.0/24"), notice.message());
            house.tokens.asked(Service.DOCKERHUB, new Caller.Anonymous("192.0.2.7"));
            house.services.notices.dismissAll(ServiceHouse.OWNER);
            assertEquals(List.of(), told(), "told twice");
            house.restart();
            assertEquals(List.of(), told(), "told again after a restart");
        }
        house.clock.move(Duration.ofDays(2));
        assertEquals(List.of("The Docker Hub token has ended"), told());
    }

    @Test
    void anotherEndIsAnotherStory() {
        enterHub(in(5));
        assertEquals(List.of("The Docker Hub token ends in 5 days"), told());
        assertTrue(house.tokens.expires(ServiceHouse.OWNER, Service.DOCKERHUB, in(60)));
        assertEquals(List.of(), told());
        house.clock.move(Duration.ofDays(31));
        assertEquals(List.of("The Docker Hub token ends in 29 days"), told());
        assertTrue(house.tokens.expires(ServiceHouse.OWNER, Service.DOCKERHUB, null));
        assertEquals(List.of(), told());
        assertEquals("good", house.described(Service.DOCKERHUB).state().word());
    }

    @Test
    void onlyWhatTheServiceDoesNotTellIsEntered() {
        assertThrows(
                IllegalArgumentException.class,
                () -> house.tokens.expires(ServiceHouse.OWNER, Service.GITHUB, in(5)));
        assertEquals(
                false, house.tokens.expires(ServiceHouse.OWNER, Service.DOCKERHUB, in(5)), "none");
    }

    @Test
    void githubRemovesWhatNobodyUsedForAYear() {
        house.enter(Service.GITHUB, ServiceHouse.OLD);
        house.look(Service.GITHUB);
        house.clock.move(Duration.ofDays(300));
        assertEquals(List.of(), told());
        Lease lease = house.tokens.lease(Service.GITHUB, ServiceHouse.API).orElseThrow();
        house.tokens.answered(lease, ServiceHouse.API, "octo/pub", 200, Headers.NONE);
        house.clock.move(Duration.ofDays(300));
        assertEquals(List.of(), told());
        house.clock.move(Duration.ofDays(40));
        assertEquals(List.of("The GitHub token ends in 25 days"), told());
        Notice notice = house.notices().getFirst();
        assertTrue(notice.message().contains("not used for a year"), notice.message());
        assertTrue(notice.message().contains("Nobody used it"), notice.message());
        // A use is all that it needs.
        house.tokens.answered(lease, ServiceHouse.API, "octo/pub", 200, Headers.NONE);
        assertEquals(List.of(), told());
    }

    @Test
    void whatIsRefusedAnywayIsNotToldOf() {
        enterHub(in(20));
        house.tokens.refused(house.tokens.lease(Service.DOCKERHUB, "auth.docker.io").orElseThrow());
        assertEquals(List.of("Docker Hub refused the stored token"), told());
        house.clock.move(Duration.ofDays(30));
        assertEquals(List.of("Docker Hub refused the stored token"), told());
    }
}
