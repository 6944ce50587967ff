package mos.token.servicetoken;

import java.util.List;

/// What became of a token that was to be stored without a server.
public sealed interface Storing {
    /// It is in use from the next start on, which looks at it.
    ///
    /// @param mask what may be shown of it
    /// @param hints what looks unusual, in sentences for the owner
    record Stored(String mask, List<String> hints) implements Storing {}

    /// It is the one that is stored already.
    record Same(String mask) implements Storing {}

    /// Another one is stored, and stays.
    ///
    /// @param mask of that one
    record Other(String mask) implements Storing {}

    /// It belongs to a host that is not known.
    record Hostless() implements Storing {}

    /// It is not a token of its service.
    ///
    /// @param problem names the fix; holds no part of the token
    record Unfit(String problem) implements Storing {}
}
