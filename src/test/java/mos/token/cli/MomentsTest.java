package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class MomentsTest {
    private final Moments moments =
            new Moments(
                    Clock.fixed(Instant.parse("2026-03-28T12:00:00Z"), ZoneId.of("Europe/Berlin")));

    @ParameterizedTest
    @CsvSource({
        "90d, 2026-06-26T12:00:00Z",
        "12h, 2026-03-29T00:00:00Z",
        "4w, 2026-04-25T12:00:00Z",
        "30m, 2026-03-28T12:30:00Z",
        "0h, 2026-03-28T12:00:00Z",
        "2027-01-31, 2027-01-30T23:00:00Z",
        "2026-03-29, 2026-03-28T23:00:00Z",
        "2026-03-30, 2026-03-29T22:00:00Z",
        "2027-01-31T12:00:00Z, 2027-01-31T12:00:00Z",
        "2027-01-31T12:00:00.5+05:30, 2027-01-31T06:30:00.500Z",
        "2027-01-31t12:00:00z, 2027-01-31T12:00:00Z",
    })
    void aMomentIsATimeFromNowADayHereOrAMomentWithItsOffset(String text, Instant moment) {
        assertEquals(moment, moments.moment(text, "never"));
    }

    @Test
    void theWordForNoBoundIsNoMoment() {
        assertNull(moments.moment("never", "never"));
        assertNull(moments.moment("now", "now"));
        assertThrows(TypeConversionException.class, () -> moments.moment("now", "never"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "90",
                "90y",
                "90 d",
                "-1d",
                "1.5d",
                "123456d",
                "Never",
                "31.01.2027",
                "2027-02-29",
                "2027-1-31",
                "2027-01-31T12:00:00",
                "2027-01-31 12:00:00Z",
                "+1000000000-01-01",
                "tomorrow"
            })
    void anythingElseIsNamedWithTheFix(String text) {
        String message =
                assertThrows(TypeConversionException.class, () -> moments.moment(text, "never"))
                        .getMessage();
        assertTrue(message.startsWith("'" + text + "' is no moment: write "), message);
        assertTrue(message.endsWith("2027-01-31T12:00:00Z, or never"), message);
    }

    @ParameterizedTest
    @CsvSource({"0, PT0S", "0h, PT0S", "30m, PT30M", "24h, PT24H", "2d, PT48H", "1w, PT168H"})
    void aTimeIsANumberAndAUnit(String text, Duration time) {
        assertEquals(time, Moments.time(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "24", "24s", "PT24H", "-1h", "h", "24H", "123456h"})
    void noOtherTimeIsTaken(String text) {
        String message =
                assertThrows(TypeConversionException.class, () -> Moments.time(text)).getMessage();
        assertTrue(message.startsWith("'" + text + "' is no time: write a number and"), message);
    }
}
