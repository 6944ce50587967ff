package mos.token.clientconfig;

import java.nio.file.Path;
import java.util.Objects;

/// What becomes of one file.
///
/// @param holdsToken whether our part can hold a token
/// @param undoes whether our part goes out of it
public record Change(Path file, Held before, Held after, boolean holdsToken, boolean undoes) {
    /// What happens, for the person: `create FILE`.
    public String said() {
        if (Objects.equals(before.text(), after.text())) {
            return "forget what was kept beside " + file;
        }
        if (before.text() == null) {
            return "create " + file;
        }
        return (after.text() == null ? "delete " : "change ") + file;
    }
}
