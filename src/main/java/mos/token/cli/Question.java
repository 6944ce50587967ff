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
        if (!yes(prompt, question)) {
            throw new CommandFailed(ExitCode.REFUSED, "nothing was changed");
        }
    }

    /// Whether there is somebody at a terminal who said yes.
    static boolean agreed(Terminal terminal, String question) {
        Terminal.Prompt prompt = terminal.prompt();
        return prompt != null && yes(prompt, question);
    }

    private static boolean yes(Terminal.Prompt prompt, String question) {
        String answer = prompt.readLine(Terminal.printable(question) + " [y/N] ");
        String said = answer == null ? "" : answer.strip().toLowerCase(Locale.ROOT);
        return said.equals("y") || said.equals("yes");
    }
}
