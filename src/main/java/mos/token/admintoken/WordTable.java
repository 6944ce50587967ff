package mos.token.admintoken;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// A map of keys that are a fixed number of words, by open addressing: no object for a key or an
/// entry. With a million tokens that is half of the objects that a start would make, and that a
/// collection would copy.
///
/// Readers wait for nobody and see every change that was made before they asked; writers take
/// turns. The keys should be spread already, or be given out in order; strangers must not choose
/// them, since equal last words would make chains.
final class WordTable<V> {
    private static final int LEAST = 12;

    /// Stands where a value was removed, so that chains go on behind it.
    private enum Gone {
        GONE
    }

    /// The arrays of one size. A key is written before its value is published, and stays.
    private static final class Slots {
        final long[] keys;
        final AtomicReferenceArray<@Nullable Object> values;

        Slots(int words, int length) {
            keys = new long[Math.multiplyExact(words, length)];
            values = new AtomicReferenceArray<>(length);
        }
    }

    private final int words;
    private volatile Slots slots;

    /// How many slots have a key, whether its value was removed or not.
    private int taken;

    private volatile int size;

    /// Makes room for so many values; more find theirs.
    WordTable(int words, int values) {
        this.words = words;
        this.slots = new Slots(words, length(values));
    }

    /// The value of this key, or null.
    @SuppressWarnings("unchecked") // nothing else but Gone is put in
    @Nullable V get(long... key) {
        Slots now = slots;
        Object value = now.values.getAcquire(slot(now, key));
        return value instanceof Gone ? null : (V) value;
    }

    /// Gives this key this value.
    synchronized void put(V value, long... key) {
        int slot = slot(slots, key);
        @Nullable Object before = slots.values.getPlain(slot);
        if (before == null) {
            if (taken >= most(slots.values.length())) {
                grow();
                slot = slot(slots, key);
            }
            System.arraycopy(key, 0, slots.keys, slot * words, words);
            taken++;
        }
        slots.values.setRelease(slot, value);
        if (before == null || before instanceof Gone) {
            size = size + 1;
        }
    }

    /// Forgets this key.
    synchronized void remove(long... key) {
        int slot = slot(slots, key);
        @Nullable Object before = slots.values.getPlain(slot);
        if (before != null && !(before instanceof Gone)) {
            slots.values.setRelease(slot, Gone.GONE);
            size = size - 1;
        }
    }

    int size() {
        return size;
    }

    /// Where the key is, or the free slot where it would be.
    private int slot(Slots in, long... key) {
        int length = in.values.length();
        // Fibonacci hashing (Knuth, TAOCP 6.4); the high half of the product is below the length.
        long hash = key[words - 1] * 0x9E3779B97F4A7C15L;
        int slot = (int) Math.unsignedMultiplyHigh(hash, length);
        while (in.values.getAcquire(slot) != null && !holds(in.keys, slot * words, key)) {
            slot = slot + 1 == length ? 0 : slot + 1;
        }
        return slot;
    }

    private boolean holds(long[] keys, int at, long... key) {
        for (int i = 0; i < words; i++) {
            if (keys[at + i] != key[i]) {
                return false;
            }
        }
        return true;
    }

    /// Moves what is left to arrays with room for half as many again.
    private void grow() {
        Slots old = slots;
        Slots grown = new Slots(words, length(size + size / 2));
        long[] key = new long[words];
        for (int i = 0; i < old.values.length(); i++) {
            @Nullable Object value = old.values.getPlain(i);
            if (value != null && !(value instanceof Gone)) {
                System.arraycopy(old.keys, i * words, key, 0, words);
                int slot = slot(grown, key);
                System.arraycopy(key, 0, grown.keys, slot * words, words);
                grown.values.setPlain(slot, value);
            }
        }
        taken = size;
        slots = grown;
    }

    /// How many slots of so many may be taken: three of four, else chains become long.
    private static int most(int length) {
        return length / 4 * 3;
    }

    private static int length(int values) {
        return Math.max(LEAST, values) / 3 * 4 + 4;
    }
}
