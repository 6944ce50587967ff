package mos.token.cli;

import java.io.IOException;
import java.util.Arrays;
import mos.token.secret.SecretText;

/// Reads a secret that a person enters: without echo at a terminal, else from standard input.
final class SecretInput {
    private static final int LONGEST = 4096;

    private SecretInput() {}

    /// The secret without spaces and line ends around it; empty when none was entered.
    ///
    /// @param question what to ask at a terminal
    /// @throws CommandFailed when standard input holds something else
    static SecretText read(Terminal terminal, String question) throws IOException {
        Terminal.Prompt prompt = terminal.prompt();
        if (prompt == null) {
            byte[] bytes = terminal.in().readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw new CommandFailed(ExitCode.USAGE, "standard input is too long to be a token");
            }
            try {
                return stripped(SecretText.ofUtf8(bytes));
            } catch (IllegalArgumentException _) {
                throw new CommandFailed(ExitCode.USAGE, "standard input is not UTF-8 text");
            }
        }
        char[] typed = prompt.readSecret(question);
        if (typed == null) {
            return SecretText.of("");
        }
        try {
            return stripped(SecretText.of(java.nio.CharBuffer.wrap(typed)));
        } finally {
            Arrays.fill(typed, ' ');
        }
    }

    /// Without the line end that `echo` and editors add, and spaces of a careless copy.
    private static SecretText stripped(SecretText text) {
        return SecretText.of(text.exposeText().strip());
    }
}
