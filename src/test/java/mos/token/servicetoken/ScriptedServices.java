package mos.token.servicetoken;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import mos.token.access.Access;
import mos.token.config.Config;
import mos.token.keys.Keys;
import mos.token.notify.Notices;
import mos.token.quota.Quotas;
import mos.token.store.Database;
import mos.token.testkit.Answer;
import mos.token.testkit.FakeHost;
import mos.token.testkit.HostRules;
import mos.token.testkit.Recorded;
import mos.token.testkit.Violations;
import mos.token.upstream.Upstreams;

/// The hosts that a validation asks, each answering what a test says, and real service tokens in
/// front of them.
final class ScriptedServices implements AutoCloseable {
    static final String USER = "{\"login\":\"alice\"}";
    static final String RATE =
            "{\"resources\":{\"core\":{\"limit\":%d,\"used\":1,\"remaining\":%d,"
                    + "\"reset\":1795470000}}}";

    /// A Forgejo of the owner's.
    static final String FORGEJO = "git.example.org";

    final Violations violations = new Violations();
    final Map<String, FakeHost> hosts = new HashMap<>();
    final Map<String, Function<Recorded, Answer>> scripts = new HashMap<>();
    final Database database;
    final Keys keys;
    final Access access;
    final Notices notices;
    final Upstreams upstreams;
    final Quotas quotas;
    private final List<ServiceTokens> opened = new ArrayList<>();
    private final Clock clock;

    ScriptedServices(Path directory, Clock clock) {
        this.clock = clock;
        Map<String, URI> map = new HashMap<>();
        for (String name :
                List.of(
                        "api.github.com",
                        "github.com",
                        "ghcr.io",
                        "auth.docker.io",
                        "registry-1.docker.io",
                        "hub.docker.com",
                        "codeberg.org",
                        FORGEJO)) {
            HostRules rules =
                    switch (name) {
                        case "hub.docker.com" -> HostRules.gatewayPosts();
                        case "github.com" -> HostRules.gatewayGit();
                        default -> HostRules.gatewayReads();
                    };
            FakeHost host =
                    FakeHost.start(name, rules, violations, (request, _) -> answer(name, request));
            hosts.put(name, host);
            map.put(name, URI.create(host.base()));
        }
        database = Database.open(directory, () -> false);
        keys = Keys.open(database, directory.resolve("master.key"), new SecureRandom(), clock);
        access = new Access(database, keys, clock);
        notices = new Notices(database, access, Config.Delivery.NONE, clock);
        upstreams = new Upstreams(map);
        quotas = new Quotas(database, access, notices, 10, clock);
        everythingWell();
    }

    ServiceTokens open() {
        ServiceTokens tokens =
                new ServiceTokens(
                        database,
                        keys,
                        access,
                        notices,
                        upstreams,
                        quotas,
                        clock,
                        new SecureRandom());
        opened.add(tokens);
        return tokens;
    }

    private Answer answer(String name, Recorded request) throws IOException {
        return java.util.Objects.requireNonNull(scripts.get(name)).apply(request);
    }

    void script(String host, Function<Recorded, Answer> script) {
        scripts.put(host, script);
    }

    /// Any log-in is good, a Docker Hub token may read only, and quota is left.
    void everythingWell() {
        script("api.github.com", ScriptedServices::github);
        script("github.com", _ -> Answer.empty(200));
        script("ghcr.io", _ -> Answer.json(200, "{\"token\":\"image-token\"}"));
        script("codeberg.org", _ -> Answer.json(200, USER));
        script(FORGEJO, _ -> Answer.json(200, USER));
        script(
                "auth.docker.io",
                request ->
                        Answer.json(
                                200,
                                "{\"token\":\"pull-token-"
                                        + request.header("Authorization").isPresent()
                                        + "\"}"));
        script(
                "registry-1.docker.io",
                request -> {
                    boolean known =
                            request.header("Authorization").orElse("").endsWith("pull-token-true");
                    return Answer.empty(200)
                            .with("ratelimit-limit", known ? "200;w=3600" : "100;w=3600")
                            .with("ratelimit-remaining", known ? "199;w=3600" : "99;w=3600")
                            .with("docker-ratelimit-source", known ? "alice" : "192.0.2.1");
                });
        script("hub.docker.com", _ -> webToken("repo:public_read"));
    }

    static Answer github(Recorded request) {
        boolean known = request.header("Authorization").isPresent();
        return request.path().equals("/user")
                ? Answer.json(200, USER).with("X-OAuth-Scopes", "")
                : Answer.json(200, RATE.formatted(known ? 5000 : 60, known ? 4999 : 59));
    }

    static Answer webToken(String scope) {
        String payload = "{\"scope\":\"" + scope + "\"}";
        return Answer.json(
                200,
                "{\"access_token\":\"e30."
                        + Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                        + ".sig\"}");
    }

    long asked(String host) {
        return requests(host).size();
    }

    List<Recorded> requests(String host) {
        return java.util.Objects.requireNonNull(hosts.get(host)).requests();
    }

    FakeHost host(String name) {
        return java.util.Objects.requireNonNull(hosts.get(name));
    }

    @Override
    public void close() {
        opened.forEach(ServiceTokens::close);
        upstreams.close();
        quotas.close();
        notices.close();
        hosts.values().forEach(FakeHost::close);
        access.close();
        database.close();
    }
}
