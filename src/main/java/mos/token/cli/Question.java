package mos.token.cli;

import java.util.Locale;

/// Asks before something is lost.
final class Question {
    private Question() {}

    /// Returns when the person said yes.
    ///
    /// @throws CommandFailed when they did not, or there is nobody to ask
    static void confirm(Terminal terminal, String question) {
        Terminal.Prompt prompt = terminal.prompt();
        if (prompt == null) {
            throw new CommandFailed(
                    ExitCode.USAGE, "there is no terminal to ask at: add --yes to go on");
        }
        String answer = prompt.readLine(Terminal.printable(question) + " [y/N] ");
        String said = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
        if (!said.equals("y") && !said.equals("yes")) {
            throw new CommandFailed(ExitCode.REFUSED, "nothing was changed");
        }
    }
}
