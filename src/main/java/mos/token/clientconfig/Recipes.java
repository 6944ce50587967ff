package mos.token.clientconfig;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// What each client must be told, in its own words.
final class Recipes {
    /// A registry that the gateway serves.
    ///
    /// @param name as in image names
    /// @param api where clients find it without us
    private record Served(String name, String api) {}

    private static final List<Served> REGISTRIES =
            List.of(
                    new Served("docker.io", "https://registry-1.docker.io"),
                    new Served("ghcr.io", "https://ghcr.io"));

    /// Nothing that ends a text in TOML or a header: what else the file holds is no admin token.
    private static final Pattern TOKEN_FORM = Pattern.compile("[0-9A-Za-z_]{1,200}");

    private static final List<String> FORGES = List.of("github.com", "codeberg.org");

    /// Read by git from another file, so that the person's own stays readable for whom it was.
    private static final String GIT_HEADER = "/.config/mos-token/gitconfig";

    private static final String TOKEN = "(the token of --token-file)";

    private final ClientFiles files;
    private final Gateway gateway;
    private final @Nullable SecretText token;

    /// @param token null for a client that comes from an anonymous network
    /// @throws ConfigProblem when the token is none
    Recipes(ClientFiles files, Gateway gateway, @Nullable SecretText token) {
        if (token != null && !TOKEN_FORM.matcher(token.exposeText()).matches()) {
            throw new ConfigProblem("--token-file: the file holds no admin token");
        }
        this.files = files;
        this.gateway = gateway;
        this.token = token;
    }

    List<Setting> of(Client client) {
        return switch (client) {
            case docker -> List.of(docker());
            case podman -> withLogIn(podman(), "/root/.config/containers/auth.json");
            case containerd -> REGISTRIES.stream().map(this::containerd).toList();
            case buildkit -> withLogIn(buildkit(), "/root/.docker/config.json");
            case git -> git();
            case curl ->
                    logIn(
                            "/.config/mos-token/netrc",
                            "machine %s login mos-token password %s\n".formatted(host(), TOKEN));
            case gh ->
                    logIn(
                            "/.config/mos-token/gh.env",
                            "GH_HOST=%s\nGH_ENTERPRISE_TOKEN=%s\n"
                                    .formatted(gateway.authority(), TOKEN));
        };
    }

    private Setting docker() {
        Part part = DockerMirrors.to(files.at("/etc/docker/daemon.json"), gateway);
        return new Setting(part, false, part.with(null));
    }

    private Setting podman() {
        StringBuilder lines = new StringBuilder();
        for (Served registry : REGISTRIES) {
            lines.append(
                    """
                    [[registry]]
                    prefix = "%1$s"
                    location = "%1$s"

                    [[registry.mirror]]
                    location = "%2$s/%1$s"
                    %3$s
                    """
                            .formatted(
                                    registry.name(),
                                    gateway.authority(),
                                    gateway.plain() ? "insecure = true\n" : ""));
        }
        Path file = files.at(PodmanRegistries.OURS);
        return block(file, true, lines.toString().strip() + "\n");
    }

    private Setting containerd(Served registry) {
        String header =
                """

                [host."%s".header]
                  Authorization = "Bearer %s"
                """
                        .formatted(gateway.url(), TOKEN);
        String lines =
                """
                server = "%s"

                [host."%s"]
                  capabilities = ["pull", "resolve"]
                """
                        .formatted(registry.api(), gateway.url());
        Path file = files.at("/etc/containerd/certs.d/" + registry.name() + "/hosts.toml");
        return block(file, true, token == null ? lines : lines + header);
    }

    private Setting buildkit() {
        StringBuilder lines = new StringBuilder();
        for (Served registry : REGISTRIES) {
            lines.append(
                    """
                    [registry."%1$s"]
                      mirrors = ["%2$s/%1$s"]
                    """
                            .formatted(registry.name(), gateway.authority()));
        }
        if (gateway.plain()) {
            lines.append("[registry.\"%s\"]\n  http = true\n".formatted(gateway.authority()));
        }
        return block(files.at("/etc/buildkit/buildkitd.toml"), false, lines.toString());
    }

    private List<Setting> git() {
        StringBuilder lines = new StringBuilder();
        for (String forge : FORGES) {
            lines.append(
                    """
                    [url "%1$s/%2$s/"]
                    	insteadOf = https://%2$s/
                    [url "https://%2$s/"]
                    	pushInsteadOf = https://%2$s/
                    """
                            .formatted(gateway.url(), forge));
        }
        List<Setting> all = new ArrayList<>();
        if (token != null) {
            lines.append("[include]\n\tpath = ~%s\n".formatted(GIT_HEADER));
            // Sent from the first request on: no 401, and no password prompt.
            all.addAll(
                    logIn(
                            GIT_HEADER,
                            """
                            [http "%s/"]
                            	extraHeader = Authorization: Bearer %s
                            """
                                    .formatted(gateway.url(), TOKEN)));
        }
        all.addFirst(block(files.at("/.gitconfig"), Block.Syntax.GIT, false, lines.toString()));
        return all;
    }

    /// A file of ours with a log-in, when there is a token.
    private List<Setting> logIn(String file, String lines) {
        return token == null
                ? List.of()
                : List.of(block(files.at(file), Block.Syntax.LINES, true, lines));
    }

    private String host() {
        return gateway.authority().replaceFirst(":[0-9]+$", "");
    }

    private Setting block(Path file, boolean alone, String lines) {
        return block(file, Block.Syntax.TOML, alone, lines);
    }

    private Setting block(Path file, Block.Syntax syntax, boolean alone, String lines) {
        String filled = token == null ? lines : lines.replace(TOKEN, token.exposeText());
        boolean holdsToken = !filled.equals(lines);
        return new Setting(
                new Block(file, syntax, alone, SecretText.of(filled)), holdsToken, lines);
    }

    private List<Setting> withLogIn(Setting settings, String file) {
        List<Setting> all = new ArrayList<>(List.of(settings));
        if (token != null) {
            String shown =
                    "{ \"auths\": { \"%s\": { \"auth\": \"(base64 of mos-token:TOKEN)\" } } }\n"
                            .formatted(gateway.authority());
            all.add(
                    new Setting(
                            new LogIn(files.at(file), gateway.authority(), token), true, shown));
        }
        return all;
    }
}
