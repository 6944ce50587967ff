package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.net.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is learnt of a token from the answers to what it was spent for.
@Timeout(60)
class InUseTest {
    @TempDir Path directory;
    ServiceHouse house;
    Lease lease;

    @BeforeEach
    void open() {
        house = new ServiceHouse(directory);
        house.enter(Service.GITHUB, ServiceHouse.OLD);
        assertEquals("good", house.look(Service.GITHUB).state().word());
        lease = house.tokens.lease(Service.GITHUB, ServiceHouse.API).orElseThrow();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void answer(int status, String... headers) {
        house.tokens.answered(lease, ServiceHouse.API, "octo/pub", status, Headers.of(headers));
    }

    private String word() {
        return house.described(Service.GITHUB).state().word();
    }

    private int audited() {
        return house.services.database.read(q -> q.rows("select seq from audit")).size();
    }

    @Test
    void aLimitIsToldUntilItIsOver() {
        Instant reset = house.clock.instant().plusSeconds(600);
        answer(
                403,
                "x-ratelimit-remaining",
                "0",
                "x-ratelimit-reset",
                Long.toString(reset.getEpochSecond()));
        assertEquals(new State.Throttled(reset), house.described(Service.GITHUB).state());
        house.clock.move(Duration.ofSeconds(601));
        assertEquals("good", word());
        answer(429);
        assertEquals("throttled", word());
        answer(200);
        assertEquals("good", word());
        assertEquals(List.of(), house.notices());
    }

    /// One repository's no, an upstream that is unwell: nothing of that is about the token.
    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 409, 410, 422, 451, 500, 502, 503})
    void otherAnswersSayNothingOfTheToken(int status) {
        answer(status);
        assertEquals("good", word());
        assertTrue(house.tokens.lease(Service.GITHUB, ServiceHouse.API).isPresent());
    }

    @Test
    void levelAndEndAreReadFromRealAnswers() {
        answer(
                200,
                "X-OAuth-Scopes",
                "repo, read:org",
                "github-authentication-token-expiration",
                "2026-12-01 10:00:00 UTC");
        assertEquals("too powerful", word());
        Described now = house.described(Service.GITHUB);
        assertEquals("repo, read:org", now.level());
        assertEquals(Instant.parse("2026-12-01T10:00:00Z"), now.expires());
        assertEquals(List.of("service-token.too-powerful"), house.kinds());
        int rows = audited();
        answer(200, "X-OAuth-Scopes", "repo, read:org");
        assertEquals(rows, audited(), "told again");
        house.restart();
        assertEquals("repo, read:org", house.described(Service.GITHUB).level());
        answer(200, "X-OAuth-Scopes", "");
        assertEquals("expiring", word());
    }

    @Test
    void nothingIsWrittenForAnAnswer() {
        byte[] before = house.services.database.read(InUseTest::everything);
        for (int i = 0; i < 500; i++) {
            answer(i % 7 == 0 ? 404 : 200);
            house.tokens.asked(Service.GITHUB, new Caller.Anonymous("192.0.2." + i % 9));
        }
        assertEquals(
                new String(before, java.nio.charset.StandardCharsets.UTF_8),
                new String(
                        house.services.database.read(InUseTest::everything),
                        java.nio.charset.StandardCharsets.UTF_8));
        house.tokens.tick();
        assertNotEquals(0, uses());
    }

    private int uses() {
        return house.services.database.read(q -> q.rows("select label from service_use")).size();
    }

    private static byte[] everything(mos.token.store.Query query) {
        long states = query.rows("select host from service_token_state").size();
        long spent =
                query.row("select spent_at from service_token").orElseThrow().number("spent_at");
        long audit = query.rows("select seq from audit").size();
        long uses = query.rows("select label from service_use").size();
        return (states + " " + spent + " " + audit + " " + uses)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void whatItWasSpentForAndWhoAskedIsKnownAfterARestart() {
        house.clock.move(Duration.ofMinutes(5));
        answer(200);
        house.tokens.answered(lease, ServiceHouse.API, "octo/other", 304, Headers.NONE);
        house.tokens.asked(Service.GITHUB, new Caller.Anonymous("192.0.2.1"));
        house.tokens.asked(Service.GITHUB, new Caller.Anonymous("192.0.2.2"));
        house.clock.move(Duration.ofMinutes(5));
        answer(200);
        house.tokens.asked(Service.GITHUB, ServiceHouse.OWNER);
        for (int i = 0; i < 2; i++) {
            Described known = house.described(Service.GITHUB);
            assertEquals(house.clock.instant(), known.spentAt());
            assertEquals(
                    List.of("octo/pub 2", "octo/other 1"),
                    known.spentFor().stream().map(u -> u.label() + " " + u.times()).toList());
            assertEquals(
                    List.of("local", "192.0.2.0/24"),
                    known.askedBy().stream().map(RecentUse::label).toList());
            house.restart();
        }
    }

    @Test
    void usesAreBounded() {
        for (int i = 0; i < 500; i++) {
            house.tokens.answered(
                    lease, ServiceHouse.API, "o/" + "x".repeat(500) + i, 200, Headers.NONE);
            house.tokens.answered(lease, ServiceHouse.API, "o/r" + i, 200, Headers.NONE);
        }
        List<RecentUse> uses = house.described(Service.GITHUB).spentFor();
        assertEquals(RecentUses.MOST, uses.size());
        assertEquals("o/r499", uses.getFirst().label());
        assertTrue(uses.stream().allMatch(u -> u.label().length() <= 200));
        house.tokens.tick();
        assertEquals(RecentUses.MOST, uses());
    }

    /// A storage that a redirect led to never saw the token.
    @Test
    void whatOtherHostsAnswerSaysNothingOfTheToken() {
        Lease web = house.tokens.lease(Service.GITHUB, "github.com").orElseThrow();
        for (int status : new int[] {200, 401, 429}) {
            house.tokens.answered(
                    web, "made-up.githubusercontent.com", "o/r", status, Headers.NONE);
        }
        assertEquals("good", word());
        assertTrue(
                Service.GITHUB
                        .hosts()
                        .containsAll(house.described(Service.GITHUB).hosts().keySet()));
    }

    /// GitHub counts searches apart; Docker Hub answers a HEAD with nothing left too.
    @Test
    void aLimitOfSomethingElseIsNoneOfTheToken() {
        answer(403, "x-ratelimit-remaining", "0", "x-ratelimit-resource", "search");
        assertEquals("good", word());
        house.enter(Service.DOCKERHUB, "alice:dckr" + "_pat_" + "Q7wE5rT9xY".repeat(2));
        house.look(Service.DOCKERHUB);
        Lease hub = house.tokens.lease(Service.DOCKERHUB, "auth.docker.io").orElseThrow();
        Headers none =
                Headers.of("ratelimit-limit", "200;w=3600", "ratelimit-remaining", "0;w=3600");
        for (int i = 0; i < 3; i++) {
            house.tokens.answered(hub, "registry-1.docker.io", "library/x", 200, none);
            assertEquals("throttled", house.described(Service.DOCKERHUB).state().word());
            house.clock.move(Duration.ofMinutes(50));
        }
        house.clock.move(Duration.ofMinutes(20));
        assertEquals("good", house.described(Service.DOCKERHUB).state().word());
        assertEquals(
                "good",
                house.described(Service.DOCKERHUB)
                        .hosts()
                        .get("registry-1.docker.io")
                        .state()
                        .word());
    }

    @Test
    void aTokenThatWasNarrowedIsNotToldOfAnyMore() {
        answer(200, "X-OAuth-Scopes", "repo");
        assertEquals(List.of("service-token.too-powerful"), house.kinds());
        answer(200, "X-OAuth-Scopes", "read:packages");
        assertEquals(List.of(), house.kinds());
    }

    /// The uses name admin tokens, addresses and private repositories.
    @Test
    void usesAreShownToThoseWhoMayReadAuth() {
        answer(200);
        Caller reader =
                new Caller.Token(
                        "1",
                        1,
                        "reader",
                        new Permissions.Custom(Map.of("mos", Level.READ)),
                        null,
                        "192.0.2.1");
        assertEquals(List.of(), house.tokens.describe(reader, Service.GITHUB).spentFor());
        assertEquals(1, house.described(Service.GITHUB).spentFor().size());
    }

    @Test
    void anAnswerToATokenThatIsGoneChangesNothing() {
        house.enter(Service.GITHUB, ServiceHouse.NEW);
        house.look(Service.GITHUB);
        Instant before = Objects.requireNonNull(house.described(Service.GITHUB).spentAt());
        house.clock.move(Duration.ofMinutes(1));
        answer(429);
        house.tokens.refused(lease);
        assertEquals("good", word());
        assertEquals(before, house.described(Service.GITHUB).spentAt());
    }
}
