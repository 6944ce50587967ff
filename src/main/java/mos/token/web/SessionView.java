package mos.token.web;

import java.util.List;

/// What the template of sessions draws.
final class SessionView {
    private SessionView() {}

    /// Who is signed in.
    ///
    /// @param others whether somebody else is, so that they can be ended together
    record All(List<One> sessions, boolean others) {}

    /// One session.
    ///
    /// @param id names it, and opens nothing
    /// @param name what its person signed in with
    /// @param program browser and system in short, or the program as it named itself
    /// @param userAgent all that the program said of itself
    /// @param own whether it is the one that asks
    record One(
            String id,
            String name,
            String program,
            String userAgent,
            String address,
            List<View.Moment> times,
            boolean own) {}
}
