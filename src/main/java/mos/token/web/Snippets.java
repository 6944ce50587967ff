package mos.token.web;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.http.Request;
import org.jspecify.annotations.Nullable;

/// Ready-made settings for the tools that tokens are made for. Addresses are those under which the
/// browser found the page: what reaches it can be reached.
final class Snippets {
    private static final String TOKEN = "{token}";

    /// Settings for one tool, with a hole for the token.
    ///
    /// @param key `snippet.KEY` names the tool, `snippet.KEY.about` says where it goes
    /// @param gateway whether the tool asks the gateway
    record Snippet(String key, boolean gateway, String text) {
        /// With the token in it.
        String filled(String token) {
            return text.replace(TOKEN, token);
        }

        int lines() {
            return (int) text.lines().count();
        }
    }

    /// @param needs what a token must read so that the tool has something of it; null for nothing
    private record Recipe(String key, @Nullable Resource needs, String text) {}

    private static final List<Recipe> RECIPES =
            List.of(
                    // From a here-document: what stands in a command line is read by every user.
                    new Recipe(
                            "curl",
                            null,
                            """
                            curl --header @- {api}/api/v1/auth/admin-tokens/me <<'END'
                            Authorization: Bearer {token}
                            END
                            """),
                    new Recipe(
                            "env",
                            null,
                            """
                            MOS_TOKEN_SERVER={api}
                            MOS_TOKEN={token}
                            """),
                    new Recipe(
                            "docker",
                            Resource.REGISTRY,
                            """
                            printf %s '{token}' | docker login {registry} --username mos-token --password-stdin
                            """),
                    new Recipe(
                            "podman",
                            Resource.REGISTRY,
                            """
                            printf %s '{token}' | podman login {registry} --username mos-token --password-stdin
                            """),
                    new Recipe(
                            "containerd",
                            Resource.REGISTRY,
                            """
                            server = "https://registry-1.docker.io"

                            [host."{gateway}"]
                              capabilities = ["pull", "resolve"]

                            [host."{gateway}".header]
                              Authorization = "Bearer {token}"
                            """),
                    new Recipe(
                            "git",
                            Resource.GITHUB,
                            """
                            [url "{gateway}/github.com/"]
                            	insteadOf = https://github.com/
                            [url "https://github.com/"]
                            	pushInsteadOf = https://github.com/
                            [http "{gateway}/"]
                            	extraHeader = Authorization: Bearer {token}
                            """),
                    new Recipe(
                            "homeassistant",
                            null,
                            """
                            rest:
                              - resource: {api}/api/v1/auth/admin-tokens/me
                                scan_interval: 300
                                headers:
                                  Authorization: Bearer {token}
                                sensor:
                                  - name: MOS Token
                                    value_template: "{{ value_json.name }}"
                                    json_attributes: [permissions, expiresAt]
                            """),
                    new Recipe(
                            "prometheus",
                            Resource.METRICS,
                            """
                            scrape_configs:
                              - job_name: mos-token
                                scheme: {scheme}
                                authorization:
                                  credentials: {token}
                                static_configs:
                                  - targets: ["{host}"]
                            """));

    private final Supplier<URI> gateway;

    /// @param gateway where the gateway is, as this machine reaches it
    Snippets(Supplier<URI> gateway) {
        this.gateway = gateway;
    }

    /// The settings that a token of these permissions is good for.
    List<Snippet> of(Request request, Permissions permissions) {
        List<Snippet> snippets = new ArrayList<>();
        for (Recipe recipe : RECIPES) {
            if (recipe.needs() == null || permissions.allows(recipe.needs(), Level.READ)) {
                String text = addressed(recipe.text(), request);
                snippets.add(
                        new Snippet(recipe.key(), ofGateway(recipe.text()), text.stripTrailing()));
            }
        }
        return snippets;
    }

    private static boolean ofGateway(String text) {
        return text.contains("{gateway}") || text.contains("{registry}");
    }

    private String addressed(String text, Request request) {
        URI here = gateway.get();
        String registry = request.host().replaceFirst(":[0-9]+$", "") + ":" + here.getPort();
        return text.replace("{api}", request.scheme() + "://" + request.host())
                .replace("{scheme}", request.scheme())
                .replace("{host}", request.host())
                .replace("{gateway}", here.getScheme() + "://" + registry)
                .replace("{registry}", registry);
    }
}
