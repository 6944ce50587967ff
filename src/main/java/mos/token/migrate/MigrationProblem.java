package mos.token.migrate;

/// Nothing can be brought over, for a reason that its owner can mend. The message names the fix;
/// nothing was changed.
public final class MigrationProblem extends RuntimeException {
    /// Takes the line to show.
    public MigrationProblem(String message) {
        super(message);
    }
}
