package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.net.IpAddresses;
import mos.token.notify.Notice;
import mos.token.notify.NoticeQuery;
import mos.token.testkit.Eventually;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Uses of tokens are counted exactly, and none is lost between memory and database.
class UseCountTest {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Demand READS_DOCKER = new Demand.On(new Resource("docker"), Level.READ);
    private static final Demand WRITES_VM = new Demand.On(new Resource("vm"), Level.WRITE);

    @TempDir Path directory;
    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T23:59:58.100Z"));
    TokenHouse house;
    Issued token;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, clock);
        token = house.issue("t", Permissions.full());
    }

    @AfterEach
    void close() {
        house.close();
    }

    private void restart() {
        house.close();
        house = new TokenHouse(directory, clock);
    }

    private void use(String address, String agent, Demand demand) {
        Use use = new Use(IpAddresses.parseLiteral(address), agent, demand);
        assertInstanceOf(Verdict.Valid.class, house.adminTokens.verify(token.secret(), use));
    }

    private void use() {
        use("192.0.2.7", "test/1", READS_DOCKER);
    }

    private TokenDetails details() {
        return house.adminTokens.get(OWNER, token.token().id()).orElseThrow();
    }

    private long calls() {
        return details().calls().values().stream().mapToLong(n -> n).sum();
    }

    private List<Notice> notices(String kind) {
        return house.notices.list(OWNER, NoticeQuery.OPEN).notices().stream()
                .filter(notice -> notice.kind().equals(kind))
                .toList();
    }

    /// Makes every write of this table fail, until [#mend].
    private void breakWrites(String what) {
        house.database.write(tx ->
                tx.update(
                        "create trigger broken before "
                                + what
                                + " begin select raise(abort, 'broken'); end"));
    }

    private void mend() {
        house.database.write(tx -> tx.update("drop trigger broken"));
    }

    @Test
    void noUseIsLostHoweverManyThreadsUseWhileItIsWritten() throws Exception {
        int threads = 8;
        int each = 10_000;
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads + 1)) {
            Future<?> flushes =
                    executor.submit(() -> {
                        while (!done.get()) {
                            house.adminTokens.flush();
                        }
                    });
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                users.add(
                        executor.submit(() -> {
                            for (int n = 0; n < each; n++) {
                                use();
                            }
                        }));
            }
            for (Future<?> user : users) {
                user.get();
            }
            done.set(true);
            flushes.get();
        }
        for (int round = 0; round < 2; round++) {
            assertEquals((long) threads * each, calls());
            restart();
        }
    }

    /// Each call counts for its own day, also when one flush writes two days.
    @Test
    void callsAroundMidnightCountForTheirOwnDay() {
        use();
        use();
        clock.move(Duration.ofSeconds(2));
        use();
        Map<LocalDate, Long> expected =
                Map.of(LocalDate.of(2026, 11, 23), 2L, LocalDate.of(2026, 11, 24), 1L);
        for (int round = 0; round < 2; round++) {
            assertEquals(expected, details().calls());
            restart();
        }
        use();
        house.adminTokens.flush();
        assertEquals(2L, details().calls().get(LocalDate.of(2026, 11, 24)));
    }

    /// A flush that fails loses nothing and hides nothing: not from the list, and not from who
    /// adopts what was used.
    @Test
    void aFlushThatFailsLosesAndHidesNothing() {
        use("192.0.2.7", "test/1", READS_DOCKER);
        breakWrites("insert on admin_token_calls");
        assertThrows(RuntimeException.class, () -> house.adminTokens.flush());
        assertEquals(1, calls());
        assertEquals("192.0.2.7", details().listed().uses().last().address());
        use("192.0.2.8", "test/2", WRITES_VM);
        assertThrows(RuntimeException.class, () -> house.adminTokens.flush());
        assertEquals(2, calls());

        var adopted =
                assertInstanceOf(
                        Alteration.Done.class, house.adminTokens.adopt(OWNER, token.token().id()));
        assertEquals(
                new Permissions.Custom(Map.of("docker", Level.READ, "vm", Level.WRITE)),
                adopted.token().permissions());
        mend();
        for (int round = 0; round < 2; round++) {
            house.adminTokens.flush();
            assertEquals(2, calls());
            assertEquals("192.0.2.8", details().listed().uses().last().address());
            restart();
        }
    }

    /// A stop waits for the write that goes on, and does not break it off.
    @Test
    void aStopWaitsForTheWriteThatGoesOn() throws Exception {
        house.close();
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean brokenOff = new AtomicBoolean();
        house =
                new TokenHouse(
                        directory,
                        new SettableClock(clock.instant()) {
                            @Override
                            public Instant instant() {
                                if (Thread.currentThread().getName().equals("token-watch")) {
                                    writing.countDown();
                                    try {
                                        goOn.await();
                                    } catch (InterruptedException _) {
                                        brokenOff.set(true);
                                        throw new IllegalStateException("broken off");
                                    }
                                }
                                return super.instant();
                            }
                        });
        use("192.0.2.7", "test/1", READS_DOCKER);
        house.adminTokens.flush();
        use("198.51.100.1", "test/1", READS_DOCKER);
        // The notice of the new network asks for the time within the write.
        writing.await();
        Thread stop = Thread.ofPlatform().start(house.adminTokens::close);
        Eventually.holdsWithin(
                Duration.ofSeconds(10),
                () -> brokenOff.get() || stop.getState() == Thread.State.TIMED_WAITING);
        goOn.countDown();
        stop.join();
        assertFalse(brokenOff.get());
        restart();
        assertEquals(2, calls());
    }

    /// D-35: the sighting of an ended secret outlives a database that is away.
    @Test
    void aSightingOfAnEndedSecretOutlivesAFailedFlush() {
        house.adminTokens.rotate(OWNER, token.token().id(), Duration.ZERO);
        assertEquals("retired secret", house.verify(token.secret()).reason());
        breakWrites("insert on notice");
        assertThrows(RuntimeException.class, () -> house.adminTokens.flush());
        mend();
        house.adminTokens.flush();
        assertEquals(1, notices("admin-token.retired-used").size());
        house.adminTokens.flush();
        assertEquals(1, notices("admin-token.retired-used").getFirst().times());
    }

    /// A leap of the clock is told of although the first attempt to tell failed.
    @Test
    void aLeapIsToldOfAfterAFailedFlush() {
        house.issue(
                Terms.of("week", "", Permissions.full())
                        .withLife(Life.ALWAYS.withExpiresAt(clock.instant().plusSeconds(600))));
        house.adminTokens.flush();
        clock.move(Duration.ofDays(1));
        breakWrites("update on token_clock");
        assertThrows(RuntimeException.class, () -> house.adminTokens.flush());
        mend();
        house.adminTokens.flush();
        assertEquals(1, notices("clock.leap").size());
    }

    /// One notice for each new network, none for the first and none for a known one.
    @Test
    void aNewNetworkIsToldOnce() {
        for (String address : List.of("192.0.2.7", "192.0.2.200", "198.51.100.1", "198.51.100.9")) {
            use(address, "test/1", READS_DOCKER);
            house.adminTokens.flush();
        }
        use("192.0.2.7", "test/1", READS_DOCKER);
        use("2001:db8::1", "test/1", READS_DOCKER);
        use("192.0.2.7", "test/1", READS_DOCKER);
        house.adminTokens.flush();
        List<Notice> told = notices("admin-token.new-network");
        assertEquals(2, told.size());
        assertTrue(told.stream().allMatch(notice -> notice.times() == 1));
        assertTrue(told.getLast().message().contains("198.51.100.0/24"), told.getLast().message());
        assertTrue(told.getFirst().message().contains("2001:db8:"), told.getFirst().message());
    }

    @Test
    void ninetyIdleDaysAreToldOnceAndSettledByUse() {
        use();
        for (int day = 0; day < 92; day++) {
            clock.move(Duration.ofDays(1));
            house.adminTokens.flush();
            assertEquals(day < 90 ? 0 : 1, notices("admin-token.idle").size(), "day " + day);
        }
        restart();
        house.adminTokens.flush();
        assertEquals(1, notices("admin-token.idle").getFirst().times());
        use();
        house.adminTokens.flush();
        assertEquals(List.of(), notices("admin-token.idle"));
    }
}
