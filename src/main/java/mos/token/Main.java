package mos.token;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import mos.token.cli.Cli;
import mos.token.cli.Terminal;
import org.jspecify.annotations.Nullable;

/// The program: takes the process's streams, variables, clock and randomness, and hands them on.
public final class Main {
    private Main() {}

    /// Runs one command and ends with its exit code.
    public static void main(String[] arguments) {
        PrintWriter out = writer(FileDescriptor.out);
        PrintWriter err = writer(FileDescriptor.err);
        Terminal terminal =
                new Terminal(
                        out,
                        err,
                        System.in,
                        prompt(),
                        System.getenv(),
                        Path.of(System.getProperty("user.home")));
        Clock clock = Clock.system(ZoneId.systemDefault());
        SecureRandom random = new SecureRandom();
        Serve serve = new Serve(clock, random);
        OfflineMigration migration = new OfflineMigration(clock, random);
        int code = new Cli(terminal, serve, migration, Version.NUMBER, clock).run(arguments);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /// UTF-8 whatever the locale says: masks and names hold more than ASCII.
    private static PrintWriter writer(FileDescriptor to) {
        return new PrintWriter(
                new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8), true);
    }

    /// Since JDK 25 there is again no console where input or output is no terminal; the check knows
    /// only JDK 22 to 24.
    @SuppressWarnings("SystemConsoleNull")
    private static Terminal.@Nullable Prompt prompt() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return null;
        }
        return new Terminal.Prompt() {
            @Override
            public char @Nullable [] readSecret(String question) {
                return console.readPassword("%s", question);
            }

            @Override
            public @Nullable String readLine(String question) {
                return console.readLine("%s", question);
            }
        };
    }
}
