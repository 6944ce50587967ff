package mos.token.clientconfig;

import java.nio.file.Path;

/// A part of a client's settings, ready to be shown or installed.
///
/// @param part what is written
/// @param holdsToken whether there is a token in it
/// @param shown the same for people, a token replaced by words
public record Setting(Part part, boolean holdsToken, String shown) {
    /// The file that it belongs into.
    public Path file() {
        return part.file();
    }
}
