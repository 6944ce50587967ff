package mos.token.cli;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.config.ConfigReader;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Finds the server and the token to ask it with.
final class Connections {
    private final Terminal terminal;
    private final ConfigReader reader;

    Connections(Terminal terminal, ConfigReader reader) {
        this.terminal = terminal;
        this.reader = reader;
    }

    /// @throws CommandFailed when there is no server or no usable token
    ApiClient open(ServerOptions options) {
        Map<String, String> environment = terminal.environment();
        String named = options.server;
        if (named == null) {
            named = environment.get("MOS_TOKEN_SERVER");
        }
        Optional<TokenFile> tokenFile = tokenFile();
        if (named != null && tokenFile.isPresent()) {
            return new ApiClient(serverUrl(named), tokenFile.get().read());
        }
        Path data = SettingOptions.read(reader, options.data, options.config).data();
        URI server = named == null ? running(data) : serverUrl(named);
        if (tokenFile.isPresent()) {
            return new ApiClient(server, tokenFile.get().read());
        }
        if (!isThisMachine(server)) {
            throw new CommandFailed(
                    ExitCode.NO_TOKEN,
                    "the local token is only for this machine: set MOS_TOKEN_FILE to a file that"
                            + " holds an admin token of "
                            + server);
        }
        return new ApiClient(server, localToken(data));
    }

    /// The file with the token that the person named, if they did.
    Optional<TokenFile> tokenFile() {
        return Optional.ofNullable(terminal.environment().get("MOS_TOKEN_FILE"))
                .map(name -> new TokenFile(Path.of(name)));
    }

    /// The gateway of the server that runs on a data directory; empty when none does, or this user
    /// may not read where.
    Optional<String> gateway(@Nullable String data) {
        try {
            return addresses(SettingOptions.read(reader, data, null).data()).stream()
                    .skip(1)
                    .findFirst();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// What the running server wrote: its own URL, and its gateway's.
    private static List<String> addresses(Path data) throws IOException {
        return Files.readString(data.resolve("address")).strip().lines().toList();
    }

    private URI running(Path data) {
        try {
            return serverUrl(addresses(data).stream().findFirst().orElse(""));
        } catch (NoSuchFileException _) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "no server runs on the data directory %s: start one with 'mos-token serve', or name one with --server or --data"
                            .formatted(data));
        } catch (IOException _) {
            throw new CommandFailed(
                    ExitCode.NO_TOKEN,
                    "cannot read %s: run this as the user that runs the server, or set MOS_TOKEN_SERVER and MOS_TOKEN_FILE"
                            .formatted(data.resolve("address")));
        }
    }

    private static URI serverUrl(String text) {
        try {
            URI url = new URI(text);
            String scheme = String.valueOf(url.getScheme());
            if ((scheme.equals("http") || scheme.equals("https"))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null) {
                return URI.create(text.replaceAll("/+$", ""));
            }
        } catch (URISyntaxException _) {
            // said below
        }
        throw new CommandFailed(
                ExitCode.USAGE,
                "--server or MOS_TOKEN_SERVER: write http://HOST:PORT or https://HOST:PORT");
    }

    private static boolean isThisMachine(URI server) {
        if (server.getHost().equalsIgnoreCase("localhost")) {
            return true;
        }
        try {
            return IpAddresses.parseLiteral(server.getHost()).isLoopbackAddress();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static SecretText localToken(Path data) {
        Path file = data.resolve("local-token");
        if (Files.notExists(file)) {
            throw new CommandFailed(
                    ExitCode.UNREACHABLE,
                    "no server runs on the data directory %s: start one with 'mos-token serve', or set MOS_TOKEN_FILE"
                            .formatted(data));
        }
        return new TokenFile(file).read();
    }
}
