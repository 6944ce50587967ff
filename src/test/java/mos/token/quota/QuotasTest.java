package mos.token.quota;

import static mos.token.quota.QuotaHeadersTest.github;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mos.token.config.Config;
import mos.token.net.Headers;
import mos.token.notify.Notice;
import mos.token.notify.NoticeQuery;
import mos.token.notify.Notices;
import mos.token.testkit.AuditedDatabase;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotasTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(NOW);
    private AuditedDatabase house;
    private Notices notices;
    private Quotas quotas;

    @BeforeEach
    void open() {
        house = new AuditedDatabase(directory, clock);
        notices = new Notices(house.database, house.access, Config.Delivery.NONE, clock);
        quotas = quotas();
    }

    private Quotas quotas() {
        return new Quotas(house.database, house.access, notices, 10, clock);
    }

    @AfterEach
    void close() {
        quotas.close();
        notices.close();
        house.close();
    }

    @Test
    void githubHeadersAreKeptPerResourceAndToken() {
        quotas.observe("api.github.com", "t1", github("30", "23", "1795470000"));
        quotas.observe("api.github.com", null, github("10", "9", "1795470000"));
        QuotaReading reading = quotas.last("github", "search", "t1").orElseThrow();
        assertEquals(
                new QuotaReading(
                        "search", 30, 23, 7L, Instant.ofEpochSecond(1795470000), null, null, NOW),
                reading);
        assertEquals(10, quotas.last("github", "search", null).orElseThrow().limit());
        assertEquals(Optional.empty(), quotas.last("github", "core", "t1"));
        assertEquals(2, quotas.observed().size());
        quotas.forget("t1");
        quotas.observe("api.github.com", "t1", github("30", "22", "1795470000")); // came late
        assertEquals(Optional.empty(), quotas.last("github", "search", "t1"));
        assertEquals(1, quotas.observed().size());
    }

    @Test
    void dockerHubHeadersCarryTheirWindowAndSource() {
        Headers headers =
                Headers.of(
                        "ratelimit-limit",
                        "200;w=3600",
                        "ratelimit-remaining",
                        "76;w=3600",
                        "docker-ratelimit-source",
                        "alice");
        assertEquals(
                new QuotaReading("pulls", 200, 76, null, null, Duration.ofHours(1), "alice", NOW),
                quotas.observe("registry-1.docker.io", "t2", headers).orElseThrow());
        assertEquals(76, quotas.last("dockerhub", "pulls", "t2").orElseThrow().remaining());
    }

    private static Headers hub(String limit, String remaining, String source) {
        return Headers.of(
                "ratelimit-limit", limit,
                "ratelimit-remaining", remaining,
                "docker-ratelimit-source", source);
    }

    private QuotaReport.OfService report(String service, Duration history) {
        QuotaQuery query = new QuotaQuery(service, null, history);
        return quotas.report(TokenHouse.OWNER, query).services().getFirst();
    }

    private void reopen() {
        quotas.close();
        quotas = quotas();
    }

    private long count(String table) {
        return house.database
                .read(q -> q.row("select count(*) as n from " + table))
                .orElseThrow()
                .number("n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::", "2001:db8:1:2::/64"})
    void aTokenThatIsCountedForTheAddressIsToldOf(String source) {
        quotas.observe("registry-1.docker.io", "t1", hub("100;w=3600", "9;w=3600", source));
        quotas.observe("registry-1.docker.io", null, hub("100;w=3600", "9;w=3600", source));
        QuotaReport.OfService hub = report("dockerhub", null);
        assertTrue(String.valueOf(hub.now().getFirst().note()).contains(source));
        assertNull(hub.anonymous().getFirst().note());
        quotas.observe("registry-1.docker.io", "t1", hub("200;w=3600", "9;w=3600", "alice"));
        assertNull(report("dockerhub", null).now().getFirst().note());
    }

    @Test
    void samplesOfAMonthAreKeptAndEveryLineHasAtMost500Points() {
        for (int minute = 0; minute < 700; minute++) {
            String remaining = Integer.toString(5000 - minute);
            quotas.observe("api.github.com", "t1", github("5000", remaining, "1795470000"));
            clock.move(Duration.ofSeconds(60));
            if (minute % 50 == 0) {
                reopen(); // an hour stays in memory
            }
        }
        reopen();
        assertEquals(700, count("quota_sample"));
        List<QuotaReport.Point> points =
                report("github", Duration.ofHours(12)).history().getFirst().points();
        assertTrue(points.size() <= 500 && points.size() > 400, "" + points.size());
        assertEquals(4301, points.getLast().remaining(), "the least of its part");

        clock.move(Duration.ofDays(30).minusMinutes(350));
        reopen();
        quotas.close(); // writes and removes what is old
        assertEquals(350, count("quota_sample"));
        clock.move(Duration.ofDays(1));
        reopen();
        quotas.close();
        assertEquals(0, count("quota_sample"));
        quotas = quotas();
    }

    @Test
    void sumsOfADayAreKeptFor400Days() {
        quotas.asked("api.github.com");
        quotas.spent("registry-1.docker.io");
        quotas.spent("evil.example");
        reopen();
        assertEquals(2, count("quota_day"));
        clock.move(Duration.ofDays(399));
        reopen();
        quotas.close();
        assertEquals(2, count("quota_day"));
        clock.move(Duration.ofDays(1));
        quotas = quotas();
        quotas.close();
        assertEquals(0, count("quota_day"));
        quotas = quotas();
    }

    @Test
    void theTotalsAreThoseSinceTheStart() {
        quotas.asked("api.github.com");
        clock.move(Duration.ofDays(1));
        quotas.asked("api.github.com");
        assertEquals(new QuotaReport.Saved(2, 0), quotas.sinceStart("github"));
        assertEquals(new QuotaReport.Saved(1, 0), report("github", null).today());
        assertEquals(new QuotaReport.Saved(2, 0), report("github", null).week());
        reopen();
        assertEquals(new QuotaReport.Saved(0, 0), quotas.sinceStart("github"));
        assertEquals(new QuotaReport.Saved(2, 0), report("github", null).week());
    }

    @ParameterizedTest
    @CsvSource({
        // limit, remaining, in reserve
        "5000, 501, false",
        "5000, 500, true",
        "5000, 0, true",
        "7, 1, false",
        "0, 0, false",
        "999999999999999999, 999999999999999999, false",
        "999999999999999999, 99999999999999999, true",
        "10, 999999999999999999, false"
    })
    void theReserveIsAShareOfTheLimit(String limit, String remaining, boolean expected) {
        quotas.observe("api.github.com", null, github(limit, remaining, "253370764800"));
        assertEquals(expected, quotas.inReserve("api.github.com", "search", null));
        assertFalse(quotas.inReserve("api.github.com", "search", "t1"));
        assertFalse(quotas.inReserve("api.github.com", "core", null));
        report("github", QuotaQuery.LONGEST);
        reopen();
        assertEquals(expected, quotas.inReserve("api.github.com", "search", null));
        clock.move(Duration.ofDays(1));
        assertFalse(
                quotas.inReserve("api.github.com", "search", null),
                "a reset in the year 9999 is not waited for");
    }

    @Test
    void aReadingFromTheFutureHoldsNothingBack() {
        quotas.observe("registry-1.docker.io", null, hub("100", "0", "192.0.2.1"));
        assertTrue(quotas.inReserve("registry-1.docker.io", "pulls", null));
        clock.move(Duration.ofHours(-3));
        assertFalse(quotas.inReserve("registry-1.docker.io", "pulls", null));
        quotas.observe("registry-1.docker.io", null, hub("100", "5", "192.0.2.1"));
        reopen();
        assertEquals(5, quotas.last("dockerhub", "pulls", null).orElseThrow().remaining());
    }

    @Test
    void aQuotaThatRunsOutIsToldBefore() {
        for (int minute = 0; minute < 6; minute++) {
            String remaining = Integer.toString(160 - 10 * minute);
            quotas.observe("registry-1.docker.io", null, hub("200;w=3600", remaining, "alice"));
            clock.move(Duration.ofMinutes(1));
        }
        reopen();
        Notice notice = notices().getFirst();
        assertEquals("quota.low:dockerhub:pulls:anonymous", notice.key());
        assertEquals(
                "Docker Hub: the quota 'pulls' without a token is nearly used up", notice.title());
        assertTrue(notice.message().contains("at this rate empty in 10 min"), notice.message());
        clock.move(Duration.ofMinutes(61)); // nothing of it is in the rolling window any more
        reopen();
        assertEquals(List.of(), notices());
    }

    @Test
    void aWindowThatEndsSoonIsNotWorthANotice() {
        String soon = Long.toString(NOW.plusSeconds(60).getEpochSecond());
        quotas.observe("api.github.com", null, github("30", "0", soon));
        reopen();
        assertEquals(List.of(), notices());
    }

    @Test
    void aRemovedTokensNoticeGoesWithIt() {
        quotas.observe("registry-1.docker.io", "t1", hub("100;w=3600", "0;w=3600", "alice"));
        quotas.close();
        assertEquals(1, notices().size());
        quotas = quotas();
        assertEquals(0, quotas.observed().size(), "no service token has that row");
        quotas.observe("registry-1.docker.io", "t1", hub("100;w=3600", "0;w=3600", "alice"));
        quotas.forget("t1");
        reopen();
        assertEquals(List.of(), notices());
    }

    private List<Notice> notices() {
        return notices.list(TokenHouse.OWNER, NoticeQuery.OPEN).notices();
    }

    @Test
    void noHeaderIsNotZeroAndForgetsNothing() {
        quotas.observe("api.github.com", null, github("60", "59", "1795470000"));
        assertEquals(Optional.empty(), quotas.observe("api.github.com", null, Headers.NONE));
        assertEquals(59, quotas.last("github", "search", null).orElseThrow().remaining());
        assertEquals(
                Optional.empty(),
                quotas.observe("evil.example", null, github("60", "59", "1795470000")));
    }
}
