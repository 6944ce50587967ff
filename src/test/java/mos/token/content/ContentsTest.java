package mos.token.content;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mos.token.config.Config;
import mos.token.notify.Notices;
import mos.token.store.Database;
import mos.token.testkit.AuditedDatabase;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentsTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final long MIB = 1 << 20;

    @TempDir private Path temp;
    private final ExecutorService readers = Executors.newVirtualThreadPerTaskExecutor();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private long free = 1L << 40;
    private volatile long takes = Long.MAX_VALUE;
    private Set<Digest> pinned = Set.of();
    private AuditedDatabase house;
    private Database database;
    private Notices notices;
    private Contents contents;

    @BeforeEach
    void open() {
        house = new AuditedDatabase(temp, clock());
        database = house.database;
        notices = new Notices(database, house.access, Config.Delivery.NONE, clock());
        contents = contents(100 * MIB);
    }

    @AfterEach
    void close() {
        readers.shutdownNow();
        contents.close();
        notices.close();
        house.close();
    }

    private Contents contents(long limit) {
        Config.Gateway config =
                new Config.Gateway(
                        Duration.ZERO,
                        Duration.ZERO,
                        limit,
                        Config.Gateway.DEFAULT.scrub(),
                        0,
                        List.of());
        return new Contents(temp, database, notices, _ -> pinned, config, clock(), new TestDisk());
    }

    private Clock clock() {
        return ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    }

    /// With as much space as the test says, told and real.
    private final class TestDisk extends Disk {
        @Override
        long usable(Path directory) {
            return free;
        }

        @Override
        void write(FileChannel file, ByteBuffer bytes) throws IOException {
            if (file.position() + bytes.remaining() > takes) {
                throw new IOException("No space left on device");
            }
            super.write(file, bytes);
        }
    }

    private static byte[] bytes(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static Source source(byte[] bytes) {
        return () -> new Source.Opened(new ByteArrayInputStream(bytes), bytes.length);
    }

    /// Gives the first half, then waits at the gate.
    private static Source halting(byte[] bytes, CountDownLatch gate) {
        return () ->
                new Source.Opened(
                        new InputStream() {
                            private int at;

                            @Override
                            public int read() throws IOException {
                                byte[] one = new byte[1];
                                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                            }

                            @Override
                            public int read(byte[] into, int from, int most) throws IOException {
                                int half = bytes.length / 2;
                                if (at == half) {
                                    try {
                                        gate.await();
                                    } catch (InterruptedException e) {
                                        throw new IOException(e);
                                    }
                                }
                                int n = Math.min(most, (at < half ? half : bytes.length) - at);
                                System.arraycopy(bytes, at, into, from, n);
                                at += n;
                                return n == 0 ? -1 : n;
                            }
                        },
                        bytes.length);
    }

    private byte[] read(Fetch fetch) throws IOException {
        return switch (fetch) {
            case Fetch.Present(StoredContent content) -> {
                try (content) {
                    yield content.bytesUpTo(Integer.MAX_VALUE);
                }
            }
            case Fetch.Coming(Incoming incoming) -> {
                try (incoming) {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    if (incoming.length() < 0) {
                        incoming.await();
                    }
                    incoming.copyTo(into(out), out, 0, Math.max(0, incoming.length()));
                    yield out.toByteArray();
                }
            }
        };
    }

    private byte[] stored(Digest digest) throws IOException {
        try (StoredContent content = contents.find(digest).orElseThrow()) {
            return content.bytesUpTo(Integer.MAX_VALUE);
        }
    }

    private List<Path> files(String under) throws IOException {
        try (Stream<Path> all = Files.walk(temp.resolve("content").resolve(under))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void whatIsFetchedIsKeptUnderItsDigest() throws IOException {
        for (int size : List.of(0, 1, 262_144, 1_000_003)) {
            byte[] content = bytes(size, size);
            Digest digest = Digest.of(content);
            assertTrue(contents.find(digest).isEmpty());
            assertArrayEquals(content, read(contents.fetch(digest, source(content))));
            Eventually.within(SOON, () -> contents.coming() == 0);
            assertArrayEquals(content, stored(digest));
        }
        assertEquals(List.of(), files("tmp"));
    }

    @Test
    void aSha512IsVerifiedAndMapped() throws IOException {
        byte[] content = bytes(5000, 5);
        Digest asked = Digest.of(Digest.Algorithm.SHA512, content);
        assertArrayEquals(content, read(contents.fetch(asked, source(content))));
        Eventually.within(SOON, () -> contents.coming() == 0);
        assertArrayEquals(content, stored(asked));
        assertArrayEquals(content, stored(Digest.of(content)));
        Digest wrong = Digest.of(Digest.Algorithm.SHA512, bytes(10, 1));
        assertThrows(IOException.class, () -> read(contents.fetch(wrong, source(content))));
        assertFalse(contents.has(wrong));
    }

    @Test
    void aLieIsNeverWholeAndNeverKept() throws IOException {
        byte[] content = bytes(1_000_000, 1);
        byte[] lie = content.clone();
        lie[10] ^= 1;
        Digest digest = Digest.of(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Fetch fetch = contents.fetch(digest, source(lie));
        Incoming incoming = assertInstanceOf(Fetch.Coming.class, fetch).incoming();
        assertThrows(
                WrongDigest.class, () -> incoming.copyTo(into(out), out, 0, incoming.length()));
        assertTrue(out.size() < content.length);
        Eventually.within(SOON, () -> contents.coming() == 0);
        assertFalse(contents.has(digest));
        assertEquals(List.of(), files("."));
    }

    @Test
    void aSourceThatEndsEarlyIsNotKept() throws IOException {
        byte[] content = bytes(10_000, 1);
        Digest digest = Digest.of(content);
        Source cut = () -> new Source.Opened(new ByteArrayInputStream(content, 0, 5000), 10_000);
        assertThrows(IOException.class, () -> read(contents.fetch(digest, cut)));
        assertArrayEquals(content, read(contents.fetch(digest, source(content))));
    }

    /// A source without a length, or one that lies about it, must not fill the disk.
    @Test
    void aSourceIsCutAtItsLengthOrAtTheLimit() throws IOException {
        contents.close();
        contents = contents(2 * MIB);
        byte[] bytes = bytes(3 << 20, 11);
        AtomicInteger taken = new AtomicInteger();
        for (long announced : new long[] {-1, MIB}) {
            taken.set(0);
            InputStream counting =
                    new java.io.FilterInputStream(new ByteArrayInputStream(bytes)) {
                        @Override
                        public int read(byte[] into, int from, int most) throws IOException {
                            int n = super.read(into, from, most);
                            taken.addAndGet(Math.max(0, n));
                            return n;
                        }

                        @Override
                        public int readNBytes(byte[] into, int from, int most) throws IOException {
                            int n = in.readNBytes(into, from, most);
                            taken.addAndGet(n);
                            return n;
                        }
                    };
            Fetch fetch =
                    contents.fetch(Digest.of(bytes), () -> new Source.Opened(counting, announced));
            assertThrows(IOException.class, () -> read(fetch));
            Eventually.within(SOON, () -> contents.coming() == 0);
            assertTrue(taken.get() < bytes.length, () -> "all of it was taken: " + taken);
            assertFalse(contents.has(Digest.of(bytes)));
        }
    }

    @Test
    void manyReadersFollowOneSourceAlsoWhenTheFirstLeaves() throws Exception {
        byte[] content = bytes(3_000_000, 9);
        Digest digest = Digest.of(content);
        CountDownLatch gate = new CountDownLatch(1);
        AtomicInteger opened = new AtomicInteger();
        Source source =
                () -> {
                    opened.incrementAndGet();
                    return halting(content, gate).open();
                };
        Fetch first = contents.fetch(digest, source);
        Incoming leaver = assertInstanceOf(Fetch.Coming.class, first).incoming();
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("the client has left");
                    }
                };
        assertThrows(
                IOException.class, () -> leaver.copyTo(into(broken), broken, 0, leaver.length()));
        leaver.close();
        List<Future<byte[]>> others = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Fetch joined = contents.fetch(digest, source);
            assertInstanceOf(Fetch.Coming.class, joined);
            others.add(readers.submit(() -> read(joined)));
        }
        assertFalse(contents.has(digest), "visible before it was complete");
        gate.countDown();
        for (Future<byte[]> other : others) {
            assertArrayEquals(content, other.get());
        }
        assertEquals(1, opened.get());
        Eventually.within(SOON, () -> contents.coming() == 0);
        assertArrayEquals(content, stored(digest));
    }

    @Test
    void aRangeIsReadWhileTheRestComes() throws Exception {
        byte[] content = bytes(2_000_000, 3);
        CountDownLatch gate = new CountDownLatch(1);
        Fetch fetch = contents.fetch(Digest.of(content), halting(content, gate));
        Incoming incoming = assertInstanceOf(Fetch.Coming.class, fetch).incoming();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        incoming.copyTo(into(out), out, 1000, 500_000);
        assertArrayEquals(java.util.Arrays.copyOfRange(content, 1000, 501_000), out.toByteArray());
        gate.countDown();
        incoming.await();
    }

    @Test
    void everyReaderHearsWhyTheSourceFailed() {
        IOException broken = new IOException("the upstream is down");
        Digest digest = Digest.of(bytes(1, 1));
        assertEquals(
                broken,
                assertThrows(
                        IOException.class,
                        () ->
                                contents.fetch(
                                        digest,
                                        () -> {
                                            throw broken;
                                        })));
        assertEquals(0, contents.coming());
    }

    @Test
    void theLeastRecentlyUsedGoesButNeverWhileRead() throws IOException {
        contents.close();
        contents = contents(3 * MIB);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1);
            digests.add(contents.keep(bytes((int) MIB, i)).orElseThrow());
        }
        now = now.plusSeconds(1);
        StoredContent reading = contents.find(digests.get(1)).orElseThrow();
        contents.find(digests.get(0)).orElseThrow().close();
        digests.add(contents.keep(bytes((int) MIB, 3)).orElseThrow());
        assertFalse(contents.has(digests.get(2)), "the oldest use stayed");
        now = now.plusSeconds(1);
        // 1 is the oldest now, but it is being read.
        contents.find(digests.get(0)).orElseThrow().close();
        contents.find(digests.get(3)).orElseThrow().close();
        now = now.plusSeconds(1);
        Digest fifth = contents.keep(bytes((int) MIB, 4)).orElseThrow();
        assertTrue(contents.has(digests.get(1)), "deleted while it was read");
        assertTrue(contents.has(fifth));
        assertArrayEquals(bytes((int) MIB, 1), reading.bytesUpTo((int) MIB));
        reading.close();
    }

    @Test
    void whatIsPinnedIsSkippedHoweverMuchOfItIsOld() throws IOException {
        contents.close();
        contents = contents(160_000);
        List<Digest> digests = new ArrayList<>();
        for (int i = 0; i < 160; i++) {
            now = now.plusSeconds(1);
            digests.add(contents.keep(bytes(1_000, i)).orElseThrow());
        }
        pinned = Set.copyOf(digests.subList(0, 150));
        now = now.plusSeconds(1);
        assertTrue(contents.keep(bytes(5_000, 999)).isPresent());
        for (int i = 0; i < digests.size(); i++) {
            assertEquals(i < 150 || i >= 155, contents.has(digests.get(i)), "content " + i);
        }
    }

    @Test
    void withoutRoomContentsAreServedButNotKept() throws IOException {
        free = 1000;
        byte[] content = bytes(700_000, 2);
        Digest digest = Digest.of(content);
        assertArrayEquals(content, read(contents.fetch(digest, source(content))));
        byte[] lie = content.clone();
        lie[699_999] ^= 1;
        assertThrows(IOException.class, () -> read(contents.fetch(digest, source(lie))));
        assertTrue(contents.keep(content).isEmpty());
        assertFalse(contents.has(digest));
        assertEquals(List.of(), files("."));
        free = 1L << 40;
        assertArrayEquals(content, read(contents.fetch(digest, source(content))));
        Eventually.within(SOON, () -> contents.has(digest));
    }

    private List<String> notices() {
        return database.read(query ->
                query.rows("select kind, times from notice").stream()
                        .map(row -> row.text("kind") + " " + row.number("times"))
                        .toList());
    }

    @Test
    void aDiskThatFillsUpOnTheWayLeavesNobodyWithoutTheRest() throws Exception {
        byte[] content = bytes(3_000_000, 4);
        Digest digest = Digest.of(content);
        CountDownLatch gate = new CountDownLatch(1);
        Source source =
                () -> gate.getCount() > 0 ? halting(content, gate).open() : source(content).open();
        List<Future<byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Fetch fetch = contents.fetch(digest, source);
            all.add(readers.submit(() -> read(fetch)));
        }
        Eventually.within(SOON, () -> coming("tmp") > 1_000_000);
        takes = 2_000_000;
        gate.countDown();
        for (Future<byte[]> each : all) {
            assertArrayEquals(content, each.get());
        }
        Eventually.within(SOON, () -> contents.coming() == 0);
        assertFalse(contents.has(digest));
        assertEquals(List.of(), files("."));
        assertEquals(List.of("content.disk-full 1"), notices());

        // For a minute nothing is tried; then the disk may have room again.
        takes = Long.MAX_VALUE;
        assertArrayEquals(content, read(contents.fetch(digest, source)));
        assertTrue(contents.keep(bytes(10, 1)).isEmpty());
        assertFalse(contents.has(digest));
        now = now.plusSeconds(61);
        assertArrayEquals(content, read(contents.fetch(digest, source)));
        Eventually.within(SOON, () -> contents.has(digest) && notices().isEmpty());
    }

    @Test
    void whatTheDiskDoesNotTakeIsStillVerified() throws Exception {
        takes = 100_000;
        byte[] content = bytes(700_000, 4);
        byte[] lie = content.clone();
        lie[650_000] ^= 1;
        Digest digest = Digest.of(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Fetch fetch = contents.fetch(digest, source(lie));
        Incoming incoming = assertInstanceOf(Fetch.Coming.class, fetch).incoming();
        incoming.await();
        assertThrows(WrongDigest.class, () -> incoming.copyTo(into(out), out, 0, lie.length));
        assertTrue(out.size() < lie.length);
        assertArrayEquals(content, read(contents.fetch(digest, source(content))));
    }

    @Test
    void aDirectoryThatCannotBeWrittenServesWithoutKeeping() throws IOException {
        Path tmp = temp.resolve("content/tmp");
        Files.delete(tmp);
        byte[] content = bytes(700_000, 4);
        assertArrayEquals(content, read(contents.fetch(Digest.of(content), source(content))));
        assertTrue(contents.keep(content).isEmpty());
        assertEquals(List.of("content.disk-full 1"), notices());
    }

    private long coming(String under) {
        try {
            return files(under).stream().mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aStartCleansWhatAKillLeftAndCountsWhatHasNoRow() throws IOException {
        contents.close();
        Path unfinished = temp.resolve("content/tmp/17");
        Files.write(unfinished, bytes(10, 1));
        byte[] content = bytes(2000, 2);
        Digest digest = Digest.of(content);
        Path file = temp.resolve("content/sha256/" + digest.hex().substring(0, 2));
        Files.createDirectories(file);
        Files.write(file.resolve(digest.hex()), content);
        contents = contents(100 * MIB);
        assertFalse(Files.exists(unfinished));
        assertArrayEquals(content, stored(digest));
        Eventually.within(
                SOON,
                () ->
                        database.read(query -> query.row("select sum(size) as s from content"))
                                        .flatMap(row -> row.numberIf("s"))
                                        .orElse(0L)
                                == 2000);
    }

    private static FileSink into(OutputStream out) {
        return (file, offset, length) -> {
            byte[] part = new byte[(int) length];
            ByteBuffer left = ByteBuffer.wrap(part);
            while (left.hasRemaining()) {
                assertTrue(file.read(left, offset + left.position()) > 0, "not all is there");
            }
            out.write(part);
        };
    }
}
