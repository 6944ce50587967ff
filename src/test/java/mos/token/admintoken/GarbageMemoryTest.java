package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.access.Permissions;
import mos.token.secret.SecretText;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// D-39: a flood of credentials that are none of ours: ten million of them, half with a right
/// checksum, presented in process.
class GarbageMemoryTest {
    private static final int THREADS = 2;
    private static final int WARM_UP = 250_000;
    private static final int EACH = 4_750_000;
    private static final long SLACK = 2 * 1024 * 1024;

    @TempDir Path directory;

    @Test
    void theHeapStaysFlatWhateverIsPresented() throws Exception {
        var clock = new SettableClock(Instant.parse("2026-11-23T20:50:58.100Z"));
        try (TokenHouse house = new TokenHouse(directory, clock)) {
            house.issue("a", Permissions.full());
            present(house, 1, WARM_UP);
            long before = used();
            present(house, 2, EACH);
            long after = used();
            assertTrue(
                    after - before < SLACK,
                    "the heap grew by "
                            + (after - before)
                            + " bytes over millions of garbage tokens");
            assertEquals(1, house.adminTokens.count());
        }
    }

    private static void present(TokenHouse house, long seed, int each) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> floods = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                var random = new SplittableRandom(seed * THREADS + i);
                floods.add(threads.submit(() -> flood(house, random, each)));
            }
            for (Future<?> flood : floods) {
                flood.get();
            }
        }
    }

    private static void flood(TokenHouse house, SplittableRandom random, int each) {
        byte[] text = new byte[53];
        // 62 digits and two of them again: six random bits a character are quick.
        byte[] digits =
                "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz01"
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] prefix = TokenFormat.PREFIX.getBytes(StandardCharsets.US_ASCII);
        Use use = TokenHouse.use();
        for (int i = 0; i < each; i++) {
            long bits = 0;
            for (int at = 0; at < text.length; at++) {
                bits = at % 10 == 0 ? random.nextLong() : bits >>> 6;
                text[at] = digits[(int) bits & 63];
            }
            System.arraycopy(prefix, 0, text, 0, prefix.length);
            boolean wellFormed = i % 2 == 0;
            if (wellFormed) {
                TokenFormat.checksum(text, 47, text, 47);
            }
            Verdict verdict = house.adminTokens.verify(SecretText.ofUtf8(text), use);
            if (!(wellFormed
                    ? verdict instanceof Verdict.Unknown
                    : verdict instanceof Verdict.Malformed)) {
                throw new AssertionError("garbage was taken for " + verdict.reason());
            }
        }
    }

    private static long used() {
        var memory = ManagementFactory.getMemoryMXBean();
        long least = Long.MAX_VALUE;
        // One collection may leave what finalizers and references hold.
        for (int i = 0; i < 3; i++) {
            memory.gc();
            least = Math.min(least, memory.getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
