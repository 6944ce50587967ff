package mos.token.servicetoken;

import java.util.List;

/// What came of entering tokens: all of them are stored, or none.
public sealed interface Put {
    /// Stored, cleared, or kept as asked.
    ///
    /// @param hints what looks unusual, in sentences for the owner
    record Done(List<String> hints) implements Put {}

    /// One is not a token of its service.
    ///
    /// @param problem names the fix; holds no part of the token
    record Rejected(Service service, String problem) implements Put {}
}
