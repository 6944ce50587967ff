package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import mos.token.config.Config;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.net.Headers;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

    private final SettableClock clock = new SettableClock(NOW);
    private final Windows windows =
            new Windows(
                    new Freshness(Duration.ofMinutes(10), Duration.ofDays(1), clock),
                    new Config.Github(
                            Duration.ofMinutes(20),
                            Duration.ofMinutes(30),
                            Duration.ofMinutes(40),
                            Duration.ofMinutes(50),
                            List.of()),
                    clock);

    private static Kept checked(Instant when) {
        return new Kept("key", 200, Headers.NONE, null, null, when, when, null);
    }

    /// For how many whole minutes it is believed.
    private int minutes(Ask ask) {
        int minutes = 0;
        while (windows.believes(ask, checked(NOW.minus(Duration.ofMinutes(minutes + 1))))) {
            minutes++;
        }
        return minutes + 1;
    }

    private static Ask api(String path) {
        return Ask.api(ApiPath.parse(path), Optional.of("per_page=9"), List.of(), Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "repos/o/r, 10",
        "repos/o/r/commits, 10",
        "users/o, 10",
        "repos/o/releases, 10",
        "repos/o/r/releases, 20",
        "repos/o/r/releases/latest, 20",
        "repositories/7/tags, 20",
        "repos/o/r/tagset, 10",
        "repos/o/r/contents/releases, 30",
        "repos/o/r/git/trees/main, 30",
        "search/repositories, 40",
        "rate_limit, 1",
    })
    void byWhatItIsAbout(String path, int minutes) {
        assertEquals(minutes, minutes(api(path)));
    }

    @Test
    void filesAndOtherServers() {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        assertEquals(30, minutes(Ask.file(FilePath.raw("o/r/main/releases"))));
        var release = (GithubPath.File) GithubPath.parse("o/r/releases/download/v1/x");
        assertEquals(20, minutes(Ask.file(FilePath.of(release))));
        Ask kept = Ask.file(FilePath.raw("o/r/" + commit + "/a"));
        assertTrue(windows.believes(kept, checked(NOW.minus(Duration.ofDays(999)))));
        assertFalse(windows.believes(kept, checked(Instant.EPOCH)), "another token's");
        ApiPath path = ApiPath.parse("repos/o/r/releases");
        assertEquals(
                20, minutes(Ask.forgejo("git.example.org", path, Optional.empty(), List.of())));
    }
}
