package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `docs/cli.md` is written from the help texts and must not drift from them.
class CliPageTest {
    @Test
    void thePageIsWhatTheHelpSays() throws IOException {
        String expected = page();
        Path written = Path.of("target", "cli.md");
        Files.writeString(written, expected);
        Path page = Path.of("docs", "cli.md");
        assertEquals(
                expected,
                Files.exists(page) ? Files.readString(page) : "",
                () -> "the help changed: cp " + written + " " + page);
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Command line

                        `mos-token serve` runs the server; `client-config`, `config` and `version` need none, and `migrate` none on its data
                        directory; all other commands ask a running one. They find it by the address file of the data directory and open it with its local token, so on the server's
                        machine, as the server's user, they need no set-up. Elsewhere: `MOS_TOKEN_SERVER=http://nas:8998` (or `--server`), and
                        `MOS_TOKEN_FILE`, the path of a file that holds an admin token and that nobody but its owner can read. Where the server
                        has TLS, the name in the address must be one of its certificate, and Java must trust that:
                        `JDK_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE` for one of your own.

                        Results go to standard output, everything said to people to standard error; `--json` prints what the
                        [API](api.md) answers. Secrets are read from a prompt or standard input, never from arguments:

                            mos-token service set github < github-token.txt
                            TOKEN=$(mos-token token create ci --allow docker=read --allow registry=read)

                        | exit code | meaning |
                        |---|---|
                        | 0 | done |
                        | 1 | the server refused or failed, what was checked (a token, a request, the audit trail) is not good, something could not be brought over, a client's file had to be left as it is, or the answer to a question was no |
                        | 2 | wrong usage or configuration, or `serve` could not start |
                        | 3 | no server answered |
                        | 4 | no token to ask with, or the server does not take it |
                        """);
        append(page, commandLine());
        return page.toString();
    }

    private static void append(StringBuilder page, CommandLine command) {
        page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```\n");
        page.append(command.getUsageMessage(CommandLine.Help.Ansi.OFF));
        page.append("```\n");
        command.getSubcommands().values().forEach(sub -> append(page, sub));
    }

    private static CommandLine commandLine() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        Terminal terminal =
                new Terminal(
                        nowhere,
                        nowhere,
                        InputStream.nullInputStream(),
                        null,
                        Map.of(),
                        Path.of("/home/you"));
        return new Cli(terminal, (_, _) -> 0, (_, _, _) -> null, "0", Clock.systemUTC())
                .commandLine();
    }
}
