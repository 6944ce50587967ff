package mos.token;

/// The product cannot start, for a reason that its owner can mend. The message is one line that
/// names the fix; nothing was damaged.
public final class StartProblem extends RuntimeException {
    /// Takes the line to show.
    public StartProblem(String message) {
        super(message);
    }
}
