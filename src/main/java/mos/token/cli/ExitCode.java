package mos.token.cli;

/// How a command ended, for scripts; printed in every help text.
public final class ExitCode {
    public static final int DONE = 0;

    /// The server refused or failed, what was checked (a token, a request, the audit trail) is not
    /// good, something could not be brought over, or a client's file had to be left as it is.
    public static final int REFUSED = 1;

    /// A wrong option, argument or configuration, or a start that could not be.
    public static final int USAGE = 2;

    /// No server answered.
    public static final int UNREACHABLE = 3;

    /// There is no usable token to ask the server with.
    public static final int NO_TOKEN = 4;

    private ExitCode() {}
}
