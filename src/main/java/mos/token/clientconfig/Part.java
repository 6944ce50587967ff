package mos.token.clientconfig;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Our part of a client's file. Two parts are equal when they write the same.
sealed interface Part permits Block, DockerMirrors, LogIn {
    /// The file that it belongs into.
    Path file();

    /// The part of this kind that was written before, maybe for another gateway or token.
    ///
    /// @throws ConfigProblem when the file is malformed, or that part was edited
    Optional<? extends Part> found(Held held);

    /// A text with this part in it.
    ///
    /// @param text what is there, without any part of this kind; null for no file
    /// @throws ConfigProblem when there is no place for it
    String with(@Nullable String text);

    /// A text with this part taken out of it; empty when nothing else is left.
    ///
    /// @param before the text as it was when the part came, which tells what was there already
    String without(String text, @Nullable String before);

    /// What must be remembered to find it again; null when it can be seen in the text.
    default @Nullable String note() {
        return null;
    }
}
