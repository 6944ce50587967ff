package mos.token.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a command reads from and writes to.
///
/// @param out results only, so that `$(…)` and pipes get nothing else; UTF-8, flushed by line
/// @param err everything said to the person
/// @param in standard input
/// @param prompt asks at a terminal, or null when standard input is none
/// @param environment the process's variables
/// @param home the user's home directory where `HOME` is not set
public record Terminal(
        PrintWriter out,
        PrintWriter err,
        InputStream in,
        @Nullable Prompt prompt,
        Map<String, String> environment,
        Path home) {

    /// Asks the person at the terminal.
    public interface Prompt {
        /// A line typed without echo; null at the end of input.
        char @Nullable [] readSecret(String question);

        /// A line; null at the end of input.
        @Nullable String readLine(String question);
    }

    /// Text as it may be printed: names come from others, and a control character in one could
    /// rewrite the screen.
    static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || isDirection(c) ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}
