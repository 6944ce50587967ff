package mos.token.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assertions;

/// What fake hosts saw and must not have seen. A sentence names the place and the kind of the
/// mistake, never a credential.
public final class Violations {
    private final List<String> sentences = new CopyOnWriteArrayList<>();

    /// Notes a violation; the test fails at `assertClean`.
    public void add(String sentence) {
        sentences.add(sentence);
    }

    /// The sentences so far.
    public List<String> all() {
        return List.copyOf(sentences);
    }

    /// Fails the test when anything was noted.
    public void assertClean() {
        if (!sentences.isEmpty()) {
            Assertions.fail("violations at the fake hosts:\n  " + String.join("\n  ", sentences));
        }
    }
}
