package mos.token.testkit;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A test in a token house of its own, by a clock that stands still until it is moved.
public abstract class InTokenHouse {
    @TempDir protected Path directory;

    protected final SettableClock clock;
    protected TokenHouse house;

    /// At some time.
    protected InTokenHouse() {
        this(Instant.parse("2026-11-23T20:50:58.100Z"));
    }

    /// At this time.
    protected InTokenHouse(Instant now) {
        clock = new SettableClock(now);
    }

    @BeforeEach
    void openHouse() {
        house = new TokenHouse(directory, clock);
    }

    /// Closes the house and opens it anew on the same data.
    protected final void restart() {
        house.close();
        house = new TokenHouse(directory, clock);
    }

    @AfterEach
    void closeHouse() {
        house.close();
    }
}
