package mos.token.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/// Waits for a condition, with a deadline: what tests use instead of sleeping.
public final class Eventually {
    private Eventually() {}

    /// Returns as soon as the condition holds; fails the test when it does not in time.
    public static void within(Duration deadline, BooleanSupplier condition) {
        within(deadline, "the condition", condition);
    }

    /// The same; `what` is named in the failure.
    public static void within(Duration deadline, String what, BooleanSupplier condition) {
        if (!holdsWithin(deadline, condition)) {
            Assertions.fail(what + " did not come true within " + deadline.toMillis() + " ms");
        }
    }

    public static boolean holdsWithin(Duration deadline, BooleanSupplier condition) {
        long end = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return condition.getAsBoolean();
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        return true;
    }
}
