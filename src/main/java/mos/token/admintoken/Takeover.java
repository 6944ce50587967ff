package mos.token.admintoken;

import java.util.List;

/// What became of a token that was to be taken over.
public sealed interface Takeover {
    /// Its name as it may be shown.
    String name();

    /// It is a token here from now on.
    ///
    /// @param changes what is not as it was, in sentences
    record Taken(AdminToken token, List<String> changes) implements Takeover {
        @Override
        public String name() {
            return token.name();
        }
    }

    /// Its secret opens a token here already.
    ///
    /// @param name of the token here
    /// @param active whether that one may open anything
    record Known(String id, String name, boolean active) implements Takeover {}

    /// Its secret was replaced here, or its token deleted: neither comes back.
    record Ended(String name) implements Takeover {}

    /// Another one of the same list has the same secret, and stands for both.
    record Twice(String name) implements Takeover {}

    /// Its secret has not the form of those that MOS makes.
    record Formless(String name) implements Takeover {}
}
