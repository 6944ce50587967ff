package mos.token.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangesTest {
    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 0",
        "bytes=0-, 0, 9",
        "bytes=9-, 9, 9",
        "bytes=3-100, 3, 9",
        "bytes=-4, 6, 9",
        "bytes=-100, 0, 9",
        "BYTES=1-2, 1, 2",
        "bytes=4-99999999999999999999999, 4, 9",
    })
    void aPartIsServed(String header, long first, long last) {
        assertEquals(new Ranges.Part(first, last), Ranges.parse(header, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bytes",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes=5-4",
                "bytes=0-1,3-4",
                "items=0-1",
                "bytes = 0-1",
                "bytes=0--1",
                "bytes=+1-2",
                "bytes=1- 2"
            })
    void whatMayBeIgnoredIs(String header) {
        assertInstanceOf(Ranges.Whole.class, Ranges.parse(header, 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"})
    void whatIsNotThereIsRefused(String header) {
        assertInstanceOf(Ranges.Unsatisfiable.class, Ranges.parse(header, 10));
    }

    @Test
    void nothingOfAnEmptyContentIsThere() {
        assertInstanceOf(Ranges.Unsatisfiable.class, Ranges.parse("bytes=0-", 0));
        assertInstanceOf(Ranges.Unsatisfiable.class, Ranges.parse("bytes=-1", 0));
    }

    @Test
    void everyPartLiesInsideTheContent() {
        Random random = new Random(14);
        String alphabet = "bytes=0123456789-, ";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder header = new StringBuilder(random.nextInt(4) == 0 ? "" : "bytes=");
            for (int n = random.nextInt(8); n > 0; n--) {
                header.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            long size = random.nextInt(200);
            if (Ranges.parse(header.toString(), size) instanceof Ranges.Part part) {
                assertTrue(
                        part.first() >= 0
                                && part.first() <= part.last()
                                && part.last() < size
                                && part.length() <= size,
                        () -> header + " of " + size + " gave " + part);
            }
        }
    }
}
