package mos.token.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "rotate",
        sortOptions = false,
        description =
                "Give an admin token a new secret; all else stays. The new token is shown this once,"
                        + " alone on standard output.")
final class TokenRotateCommand implements Callable<Integer> {
    /// One token or the own one.
    static final class Which {
        @Parameters(paramLabel = "ID|NAME", description = "The token's id or its exact name.")
        @Nullable String idOrName;

        @Option(names = "--self", description = "The token of the file that MOS_TOKEN_FILE names.")
        boolean self;
    }

    @Spec CommandSpec spec;
    @Mixin ServerOptions server;

    @ArgGroup(exclusive = true, multiplicity = "1")
    Which which = new Which();

    @Option(
            names = "--write",
            description =
                    "With --self: put the new token into that file, instead of showing it, as soon as"
                            + " the server made it.")
    boolean write;

    @Option(
            names = "--overlap",
            paramLabel = "TIME",
            description =
                    "How long the old secret still works, at most 30d: 24h when nothing is said; 0"
                            + " ends it at once.")
    @Nullable Duration overlap;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say nothing but the token.")
    boolean quiet;

    private final Output output;
    private final Connections connections;

    TokenRotateCommand(Terminal terminal, Connections connections) {
        this.output = new Output(terminal);
        this.connections = connections;
    }

    @Override
    public Integer call() {
        if (which.idOrName != null) {
            if (write) {
                throw wrong("--write goes only with --self: drop it");
            }
            ApiClient api = connections.open(server);
            print(rotate(api, TokenRef.find(api, which.idOrName).path()));
            return ExitCode.DONE;
        }
        TokenFile file =
                connections
                        .tokenFile()
                        .orElseThrow(() ->
                                wrong(
                                        "--self: set MOS_TOKEN_FILE to the file that holds the token"
                                                + " to rotate"));
        NewToken token = rotate(connections.open(server), TokenRef.PATH + "/me");
        if (write) {
            write(token, file);
        } else {
            print(token);
        }
        return ExitCode.DONE;
    }

    private NewToken rotate(ApiClient api, String path) {
        ObjectNode body = Json.object();
        if (overlap != null) {
            body.put("overlapSeconds", overlap.toSeconds());
        }
        return new NewToken(api.post(path + "/rotate", body));
    }

    private void print(NewToken token) {
        token.print(output, server.json, quiet, told(token) + " The new one is shown only now:");
    }

    private void write(NewToken token, TokenFile file) {
        try {
            file.replace(token.text());
        } catch (IOException | RuntimeException e) {
            // Whatever went wrong: nothing can show this token again.
            print(token);
            throw new CommandFailed(
                    ExitCode.REFUSED,
                    "cannot write %s (%s): put the new token, which is on standard output, there yourself"
                            .formatted(file.path(), e.getClass().getSimpleName()));
        }
        if (server.json) {
            output.json(token.withoutText());
        } else if (!quiet) {
            output.line(told(token) + " " + file.path() + " holds the new one.");
        }
    }

    private static String told(NewToken token) {
        JsonNode ends = token.data().path("oldSecretEndsAt");
        return "Rotated the admin token %s. The old secret %s."
                .formatted(
                        TokenText.summary(token.data()),
                        ends.isString()
                                ? "works until " + Times.toTheMinute(ends.stringValue())
                                : "works no more");
    }

    private CommandLine.ParameterException wrong(String sentence) {
        return new CommandLine.ParameterException(spec.commandLine(), sentence);
    }
}
