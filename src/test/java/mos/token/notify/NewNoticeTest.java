package mos.token.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mos.token.testkit.LeakSearch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewNoticeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    two words | a.b                | 7
                    ''        | a.b                | 7
                    a         | Admin              | 7
                    a         | a..b               | 7
                    a         | a_b                | 7
                    a         | ''                 | 7
                    a         | a.b                | not one
                    """)
    void whatIsOursMustBeWellFormed(String key, String kind, String subject) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new NewNotice(key, kind, Severity.INFO, "t", "m", subject));
    }

    @Test
    void whatOthersWroteIsMadeOneLineOfBoundedLength() {
        NewNotice notice = notice(" a\nb\u2028c\u001b[2J ", "\uD83D\uDE80".repeat(600));
        assertEquals("a b c [2J", notice.title());
        assertEquals("\uD83D\uDE80".repeat(499) + "…", notice.message());
        assertEquals(200, notice("x".repeat(500), "").title().length());
        assertEquals("x".repeat(200), notice("x".repeat(200), "").title());
    }

    @Test
    void aTokenThatSlippedInIsNotKept() {
        String token = "mos_" + "T".repeat(49);
        NewNotice notice = notice("used " + token, "see https://x.example/?sig=" + token);
        new LeakSearch().plant("token", token).assertNotIn(notice.toString());
        assertTrue(notice.title().startsWith("used "), notice.title());
    }

    private static NewNotice notice(String title, String message) {
        return new NewNotice("a:1", "a", Severity.INFO, title, message, "");
    }
}
