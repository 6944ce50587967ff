package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A map of words, against a HashMap.
class WordTableTest {
    private static final int THREADS = 4;

    /// Keys with few different words collide all the time; those with many make the table grow.
    @Test
    void itIsAMapWhateverIsPutAndRemoved() {
        for (int seed = 0; seed < 60; seed++) {
            var random = new SplittableRandom(seed);
            int words = 1 + seed % 4;
            int different = List.of(2, 6, 1_000).get(seed % 3);
            WordTable<Integer> table = new WordTable<>(words, random.nextInt(50));
            Map<List<Long>, Integer> model = new HashMap<>();
            for (int step = 0; step < 3_000; step++) {
                long[] key = random.longs(words, 0, different).toArray();
                List<Long> boxed = boxed(key);
                if (random.nextInt(3) == 0) {
                    table.remove(key);
                    model.remove(boxed);
                } else {
                    table.put(step, key);
                    model.put(boxed, step);
                }
                long[] other = random.longs(words, 0, different).toArray();
                assertEquals(model.get(boxed), table.get(key));
                assertEquals(model.get(boxed(other)), table.get(other));
                assertEquals(model.size(), table.size());
            }
            model.forEach((key, value) ->
                    assertEquals(value, table.get(key.stream().mapToLong(word -> word).toArray())));
        }
    }

    /// Words of any sign, and those that a free slot has.
    @Test
    void zeroIsAKeyLikeOthers() {
        WordTable<String> table = new WordTable<>(2, 0);
        assertNull(table.get(0, 0));
        table.put("zero", 0, 0);
        table.put("least", Long.MIN_VALUE, Long.MIN_VALUE);
        table.put("most", -1, -1);
        assertEquals("zero", table.get(0, 0));
        assertEquals("least", table.get(Long.MIN_VALUE, Long.MIN_VALUE));
        assertEquals("most", table.get(-1, -1));
    }

    /// Removed keys leave room: a table that changes for ever does not grow for ever.
    @Test
    void whatWasRemovedTakesNoRoomForEver() {
        WordTable<Long> table = new WordTable<>(1, 0);
        for (long i = 0; i < 100_000; i++) {
            table.put(i, i);
            table.remove(i - 5);
        }
        assertEquals(5, table.size());
        assertNull(table.get(99_994));
        assertEquals(99_995L, table.get(99_995));
    }

    /// A reader finds what was put before it asked and nothing that was removed before, while the
    /// table grows under it.
    @Test
    void readersSeeEveryChangeThatWasMadeBeforeTheyAsked() throws Exception {
        WordTable<Long> table = new WordTable<>(2, 0);
        for (long i = 0; i < 100; i++) {
            table.put(i, i, -i);
        }
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<?>> readers = new ArrayList<>();
            for (int reader = 0; reader < THREADS; reader++) {
                readers.add(
                        threads.submit(() -> {
                            while (!done.get()) {
                                for (long i = 0; i < 100; i++) {
                                    assertEquals(i, table.get(i, -i));
                                }
                            }
                        }));
            }
            for (long i = 100; i < 100_000; i++) {
                table.put(i, i, -i);
                assertEquals(i, table.get(i, -i));
                table.remove(i, -i);
                assertNull(table.get(i, -i));
                table.put(i, i, i);
            }
            done.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
        assertEquals(100_000, table.size());
    }

    /// Several threads fill it at a start.
    @Test
    void writersTakeTurns() throws Exception {
        WordTable<Long> table = new WordTable<>(1, 10);
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (long writer = 0; writer < THREADS; writer++) {
                long first = writer * 50_000;
                threads.execute(() -> {
                    for (long i = first; i < first + 50_000; i++) {
                        table.put(i, i);
                    }
                });
            }
        }
        assertEquals(200_000, table.size());
        for (long i = 0; i < 200_000; i++) {
            assertEquals(i, table.get(i));
        }
    }

    private static List<Long> boxed(long... key) {
        return java.util.Arrays.stream(key).boxed().toList();
    }
}
