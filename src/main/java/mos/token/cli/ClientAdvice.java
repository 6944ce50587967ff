package mos.token.cli;

import java.util.ArrayList;
import java.util.List;
import mos.token.clientconfig.Client;
import mos.token.clientconfig.Gateway;

/// What a person should know who leads a client through the gateway.
final class ClientAdvice {
    private ClientAdvice() {}

    static List<String> of(Client client, Gateway gateway) {
        List<String> advice = new ArrayList<>();
        switch (client) {
            case docker -> {
                advice.add(
                        "Docker mirrors docker.io only, in both of its image stores. For ghcr.io, put"
                                + " the gateway into the name: HOST:PORT/ghcr.io/OWNER/NAME.");
                advice.add(
                        "It shows a mirror no token: the gateway must let it in with --anonymous."
                                + " Where it does not, or is away, Docker asks Docker Hub itself"
                                + " without a word.");
            }
            case podman ->
                    advice.add(
                            "A [[registry]] of a longer prefix, as docker.io/library, goes before"
                                    + " these.");
            case containerd ->
                    advice.add(
                            "containerd reads these if config_path = \"/etc/containerd/certs.d\" is"
                                    + " set in the registry section of /etc/containerd/config.toml;"
                                    + " after setting it: systemctl restart containerd.");
            case buildkit ->
                    advice.add(
                            "A BuildKit in a container needs this file at 'docker buildx create"
                                    + " --buildkitd-config FILE', and reads log-ins from the"
                                    + " config.json of whoever builds.");
            case git ->
                    advice.add(
                            "Clones, fetches and submodules of github.com and codeberg.org come"
                                    + " through the gateway; pushes, and addresses with git@, go"
                                    + " straight to them.");
            case curl ->
                    advice.add(
                            "Put the gateway before the host: curl --netrc-file"
                                    + " ~/.config/mos-token/netrc %s/api.github.com/repos/OWNER/REPO"
                                            .formatted(gateway.url())
                                    + "; without --token-file there is nothing to write.");
            case gh ->
                    advice.add(
                            "gh speaks https alone, and 'gh api' is what works: its other commands"
                                    + " use GraphQL, which this gateway does not serve. To use it:"
                                    + " (set -a; . ~/.config/mos-token/gh.env;"
                                    + " gh api repos/OWNER/REPO)");
        }
        if (gateway.plain() && !gateway.loopback()) {
            advice.add(
                    "This is plain http: whoever is in between can read a token and change what is"
                            + " pulled by tag. Give the gateway --tls-cert and --tls-key.");
        }
        advice.add("Then: " + reload(client));
        return List.copyOf(advice);
    }

    /// What makes the client read its files again.
    static String reload(Client client) {
        return switch (client) {
            case docker -> "systemctl reload docker";
            case podman -> "nothing; for CRI-O: systemctl reload crio";
            case containerd -> "nothing: containerd reads these files at each pull";
            case buildkit -> "systemctl restart buildkit";
            case git, curl, gh -> "nothing: it reads these files each time";
        };
    }
}
