package mos.token.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every command that asks a running server.
final class ServerOptions {
    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The server's address. Default: MOS_TOKEN_SERVER, else that of the server which"
                            + " runs on the data directory.")
    @Nullable String server;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the running server, where its local token is.")
    @Nullable String data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration file of the running server, instead of --data.")
    @Nullable Path config;

    @Option(names = "--json", description = "Print JSON for programs.")
    boolean json;
}
