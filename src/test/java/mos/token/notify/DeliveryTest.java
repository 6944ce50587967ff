package mos.token.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import mos.token.config.Config;
import mos.token.json.Json;
import mos.token.keys.SigningKey;
import mos.token.testkit.AuditedDatabase;
import mos.token.testkit.Eventually;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// Delivery to a real web server and a real Unix socket, with the wall clock in the test's hand.
@Timeout(60)
class DeliveryTest {
    private static final String SECRET = "T0K3N-in-the-path-0123456789";
    private static final Instant START = Instant.parse("2026-11-23T20:50:58.100Z");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(START);
    private final Logger logger = (Logger) LoggerFactory.getLogger("mos.token.notify");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private AuditedDatabase house;
    private Receiver receiver;

    @BeforeEach
    void open() throws Exception {
        house = new AuditedDatabase(directory, clock);
        receiver = new Receiver();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void close() {
        logger.detachAppender(log);
        receiver.close();
        house.close();
    }

    @Test
    void aRaisedNoticeGoesOnceToEachChannel() throws Exception {
        Path keyFile = Files.writeString(directory.resolve("hook.key"), "k".repeat(32) + "\n");
        Files.setPosixFilePermissions(keyFile, PosixFilePermissions.fromString("rw-------"));
        Path socket = directory.resolve("mos.sock");
        URI url = receiver.url(SECRET);
        try (Listening mos = new Listening(socket);
                Notices notices = notices(new Config.Delivery(url, keyFile, socket))) {
            notices.raise(notice("1"));
            assertEquals(
                    "{\"title\":\"About 1\",\"message\":\"It ends soon.\",\"priority\":\"alert\"}",
                    mos.next());
            eventuallySent();
            notices.raise(notice("1"));
            notices.raise(notice("2"));
            assertTrue(mos.next().contains("About 2"));
            eventuallySent();
        }
        assertEquals(2, receiver.posts.size());
        Receiver.Post first = receiver.posts.getFirst();
        assertEquals(
                Json.read(
                        """
                        {"id":1,"kind":"a.b","severity":"alert","title":"About 1",
                         "message":"It ends soon.","subject":"1","at":"2026-11-23T20:50:58.100Z",
                         "times":1}
                        """
                                .getBytes(StandardCharsets.UTF_8)),
                Json.read(first.body().getBytes(StandardCharsets.UTF_8)));
        assertEquals(url.getRawPath() + "?" + url.getRawQuery(), first.path());
        assertEquals("application/json", first.contentType());
        assertEquals(
                "sha256="
                        + SigningKey.read(keyFile, "the key")
                                .sign(first.body().getBytes(StandardCharsets.UTF_8)),
                first.signature());
        assertEquals(List.of(), log.list);
    }

    @Test
    void aFailureIsTriedAgainAfterDoublingWaitsAndGivenUpAfterADay() throws Exception {
        try (Channel webhook = new Webhook(receiver.url(SECRET), null)) {
            Outbox outbox = new Outbox(house.database, List.of(webhook), clock);
            receiver.status = 500;
            queue(outbox, "1");
            Duration wait = outbox.deliver();
            for (int minutes : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
                assertEquals(Duration.ofMinutes(minutes), wait);
                clock.move(wait.minusMillis(1));
                assertEquals(Duration.ofMillis(1), outbox.deliver(), "too early");
                clock.move(Duration.ofMillis(1));
                wait = outbox.deliver();
            }
            assertEquals(9, receiver.posts.size());
            assertEquals("null", receiver.posts.getFirst().signature());
            clock.move(Outbox.GIVE_UP);
            outbox.deliver();
            assertEquals(10, receiver.posts.size());
            eventuallySent();
            assertEquals(
                    List.of(
                            "notices cannot be sent to 127.0.0.1 (answered 500): each is tried again for 24 h",
                            "gave up sending notice 1 (a.b) to 127.0.0.1: answered 500"),
                    lines());
            new LeakSearch()
                    .plant("the webhook", SECRET)
                    .assertNowhere(directory, lines().toString());
        }
    }

    @Test
    void aRedirectIsAFailureThatNobodyFollows() throws Exception {
        try (Channel webhook = new Webhook(receiver.url(SECRET), null)) {
            Outbox outbox = new Outbox(house.database, List.of(webhook), clock);
            receiver.status = 307;
            queue(outbox, "1");
            outbox.deliver();
            assertEquals(1, receiver.posts.size());
            receiver.status = 200; // with a body that never ends
            clock.move(Outbox.FIRST_WAIT);
            outbox.deliver();
            assertEquals(2, receiver.posts.size());
            eventuallySent();
        }
    }

    @Test
    void aFailingChannelRestsAndHoldsUpNeitherTheOtherNorWhatFailedLess() throws Exception {
        Path socket = directory.resolve("mos.sock");
        try (Listening mos = new Listening(socket);
                Channel webhook = new Webhook(receiver.url(SECRET), null);
                Channel toMos = new MosSocket(socket, true)) {
            Outbox outbox = new Outbox(house.database, List.of(toMos, webhook), clock);
            receiver.status = 503;
            queue(outbox, "1");
            outbox.deliver();
            assertTrue(mos.next().contains("About 1"));
            queue(outbox, "2");
            outbox.deliver();
            assertTrue(mos.next().contains("About 2"));
            clock.move(Duration.ofSeconds(59));
            queue(outbox, "3");
            outbox.deliver();
            assertTrue(mos.next().contains("About 3"));
            assertEquals(List.of("1", "2", "3"), subjects());
            clock.move(Duration.ofMinutes(1));
            outbox.deliver();
            assertEquals(List.of("1", "2", "3", "1"), subjects(), "one attempt, and all rest");
            receiver.status = 204;
            clock.move(Duration.ofMinutes(2));
            outbox.deliver();
            assertEquals(List.of("1", "2", "3", "1", "2", "3", "1"), subjects());
            eventuallySent();
        }
    }

    @Test
    void aClockThatWentBackDelaysNothing() throws Exception {
        try (Channel webhook = new Webhook(receiver.url(SECRET), null)) {
            Outbox outbox = new Outbox(house.database, List.of(webhook), clock);
            clock.move(Duration.ofDays(400));
            queue(outbox, "1");
            clock.move(Duration.ofDays(-400));
            outbox.deliver();
            assertEquals(1, receiver.posts.size());
        }
    }

    @Test
    void aMissingSocketIsAFaultUnlessItIsTheStandardOne() throws Exception {
        Path missing = directory.resolve("missing.sock");
        try (Channel named = new MosSocket(missing, false);
                Channel standard = new MosSocket(missing, true)) {
            assertEquals("there is no such file", named.send(stored()).orElse(""));
            assertTrue(standard.send(stored()).isEmpty());
        }
    }

    @Test
    void aMosThatTakesNothingIsBusyAndNobodyWaitsForIt() throws Exception {
        Path socket = directory.resolve("mos.sock");
        try (Listening mos = new Listening(socket);
                Channel toMos = new MosSocket(socket, true)) {
            int sent = 0;
            while (toMos.send(stored()).isEmpty() && sent < 1_000) {
                sent++;
            }
            assertTrue(sent < 1_000, "the queue of a listener that accepts nothing has an end");
            for (; sent > 0; sent--) {
                assertTrue(mos.next().contains("About 1"));
            }
            assertTrue(toMos.send(stored()).isEmpty());
        }
    }

    @Test
    void whatWasNotSentIsSentByTheNextProcess() throws Exception {
        Config.Delivery delivery = new Config.Delivery(receiver.url(SECRET), null, null);
        receiver.status = -1; // takes it and never answers
        Notices first = notices(delivery);
        first.raise(notice("1"));
        Eventually.within(Duration.ofSeconds(10), () -> receiver.posts.size() == 1);
        assertTimeout(Duration.ofSeconds(3), first::close);
        assertEquals(1, waiting());
        house.close();
        house = new AuditedDatabase(directory, clock);
        receiver.status = 204;
        try (Notices _ = notices(delivery)) {
            eventuallySent();
        }
        assertEquals(List.of("1", "1"), subjects());
        assertEquals(List.of(), log.list);
    }

    @Test
    void whatIsForAChannelThatWasSwitchedOffIsForgotten() throws Exception {
        try (Channel webhook = new Webhook(receiver.url(SECRET), null)) {
            queue(new Outbox(house.database, List.of(webhook), clock), "1");
        }
        new Outbox(house.database, List.of(), clock).deliver();
        assertEquals(0, waiting());
        assertEquals(List.of(), receiver.posts);
    }

    private Notices notices(Config.Delivery delivery) {
        return new Notices(house.database, house.access, delivery, clock);
    }

    private void queue(Outbox outbox, String subject) {
        house.database.write(tx -> {
            long id = NoticeRows.insert(tx, notice(subject), clock.instant());
            outbox.queue(tx, id, clock.instant());
            return id;
        });
    }

    private Notice stored() {
        return new Notice(1, "a", "a", Severity.INFO, "About 1", "m", "1", START, START, 1, null);
    }

    private void eventuallySent() {
        Eventually.within(Duration.ofSeconds(10), () -> waiting() == 0);
    }

    private int waiting() {
        return house.database.read(q -> q.rows("select * from notice_delivery")).size();
    }

    private List<String> subjects() {
        return receiver.posts.stream()
                .map(post -> Json.read(post.body().getBytes(StandardCharsets.UTF_8)))
                .map(json -> json.path("subject").stringValue())
                .toList();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static NewNotice notice(String subject) {
        return new NewNotice(
                "a.b:" + subject,
                "a.b",
                Severity.ALERT,
                "About " + subject,
                "It ends soon.",
                subject);
    }
}
