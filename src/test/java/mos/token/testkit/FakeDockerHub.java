package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Docker Hub: its registry, its token service, its content network and its log-in, each as a host
/// of its own, with a real docker-registry behind. Push images straight into [#content].
public final class FakeDockerHub implements AutoCloseable {
    /// The window of the pull limit, in seconds, as Docker Hub names it today.
    public static final int WINDOW_SECONDS = 3600;

    private final Violations violations = new Violations();
    private final HubAccounts accounts = new HubAccounts(WINDOW_SECONDS);
    private final Relay relay = new Relay();
    private final List<String> webTokens = new CopyOnWriteArrayList<>();
    private final DockerRegistry content = DockerRegistry.open();
    private final HubTokens tokens = new HubTokens(accounts, content::has, violations);
    private final HubRegistry front = new HubRegistry(content, accounts, tokens, violations, relay);
    private final FakeHost auth;
    private final FakeHost registry;
    private final FakeHost cdn;
    private final FakeHost web;

    private FakeDockerHub(HostRules reads, HostRules signed, HostRules posts) {
        auth = FakeHost.start("auth.docker.io", reads, violations, (r, _) -> tokens.answer(r));
        registry = FakeHost.start("registry-1.docker.io", reads, violations, front::answer);
        cdn =
                FakeHost.start(
                        "production.cloudflare.docker.com", signed, violations, front::content);
        web = FakeHost.start("hub.docker.com", posts, violations, this::webLogin);
    }

    /// A Docker Hub that a gateway asks: names its hosts by their real names (give the gateway
    /// [#upstreams]), and a header of the gateway's client is a violation.
    public static FakeDockerHub forGateway() {
        return new FakeDockerHub(
                HostRules.gatewayReads(), HostRules.signedReads(), HostRules.gatewayPosts());
    }

    /// A Docker Hub that a client asks directly: names its hosts by their loopback addresses.
    public static FakeDockerHub forClients() {
        FakeDockerHub hub =
                new FakeDockerHub(
                        HostRules.gatewayReads().anyHeader(),
                        HostRules.signedReads().anyHeader(),
                        HostRules.gatewayPosts().anyHeader());
        hub.front.name(hub.auth.base() + "/token", hub.cdn.base());
        return hub;
    }

    /// Values of `--upstream` for all hosts.
    public List<String> upstreams() {
        return List.of(auth.upstream(), registry.upstream(), cdn.upstream(), web.upstream());
    }

    /// The real registry behind: push here, images of one word under `library/`.
    public DockerRegistry content() {
        return content;
    }

    /// Adds an account with a token of a level: `repo:public_read`, `repo:read`, `repo:write` or
    /// `repo:admin`. It has 200 pulls. Any log-in that was not added is a violation.
    public FakeDockerHub account(String user, String secret, String level) {
        accounts.add(user, secret, level);
        return this;
    }

    /// Refuses this log-in from now on, without a violation.
    public void revoke(String user, String secret) {
        accounts.revoke(user, secret);
    }

    /// Hides a repository from all but these accounts, whose tokens need at least `repo:read`.
    public FakeDockerHub privateRepository(String repository, String... users) {
        accounts.hide(repository, Set.of(users));
        return this;
    }

    /// Sets how many pulls an account has in all.
    public void limit(String user, int pulls) {
        accounts.limit(user, pulls);
    }

    /// Sets how many pulls callers without a log-in have in all (at first 100).
    public void limitAnonymous(int pulls) {
        accounts.limit(HubAccounts.ANONYMOUS, pulls);
    }

    /// Makes an account unlimited: its answers carry no ratelimit headers.
    public void unlimited(String user) {
        accounts.limit(user, null);
    }

    /// How many manifest GETs an account has spent.
    public int pulls(String user) {
        return accounts.used(user);
    }

    /// How many manifest GETs callers without a log-in have spent.
    public int anonymousPulls() {
        return accounts.used(HubAccounts.ANONYMOUS);
    }

    /// Sets how long registry tokens live (at first 300 s).
    public void tokenLifetime(Duration lifetime) {
        tokens.lifetime(lifetime);
    }

    /// Ends all registry tokens that were issued.
    public void expireTokens() {
        tokens.expireAll();
    }

    /// Plants everything this Docker Hub gave out that must stay inside: registry tokens, web
    /// log-ins, signatures of blob addresses. To be called at the end of a flow.
    public void plantInto(LeakSearch search) {
        tokens.issued().forEach(token -> search.plant("a registry token of Docker Hub", token));
        webTokens.forEach(token -> search.plant("a web log-in of Docker Hub", token));
        front.signatures().forEach(s -> search.plant("a signed blob address", s));
    }

    /// The token service, `auth.docker.io`.
    public FakeHost auth() {
        return auth;
    }

    /// The registry, `registry-1.docker.io`.
    public FakeHost registry() {
        return registry;
    }

    /// The content network, `production.cloudflare.docker.com`.
    public FakeHost cdn() {
        return cdn;
    }

    /// The log-in host, `hub.docker.com`.
    public FakeHost web() {
        return web;
    }

    /// Breaks all hosts, for example with `Fault.Down`.
    public void breakWith(Fault fault) {
        List.of(auth, registry, cdn, web).forEach(host -> host.breakWith(fault));
    }

    /// Heals all hosts.
    public void heal() {
        List.of(auth, registry, cdn, web).forEach(FakeHost::heal);
    }

    /// Fails the test on a wrong credential, scope, header or method.
    public void assertClean() {
        violations.assertClean();
    }

    /// The violations so far.
    public Violations violations() {
        return violations;
    }

    private Answer webLogin(Recorded request, InputStream body) throws IOException {
        if (!request.target().equals("/v2/auth/token")) {
            violations.add("hub.docker.com: only /v2/auth/token belongs here: " + request);
            return Answer.empty(404);
        }
        String json = new String(body.readAllBytes(), StandardCharsets.UTF_8);
        String pair = member(json, "identifier") + ":" + member(json, "secret");
        if (accounts.login(pair).isEmpty()) {
            violations.add("hub.docker.com: a credential nobody gave for this host");
        }
        return accounts.login(pair)
                .filter(HubAccounts.Login::live)
                .map(this::webToken)
                .orElseGet(() -> Answer.json(401, "{\"message\":\"unauthorized\"}"));
    }

    private Answer webToken(HubAccounts.Login login) {
        String token =
                tokens.jwt(
                        ("{\"scope\":\"%s\",\"https://hub.docker.com\":{\"username\":\"%s\","
                                        + "\"email\":\"\",\"uuid\":\"\"}}")
                                .formatted(login.level(), login.user()));
        webTokens.add(token);
        return Answer.json(200, "{\"access_token\":\"" + token + "\"}");
    }

    private static String member(String json, String name) {
        Matcher found =
                Pattern.compile("\"" + name + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"")
                        .matcher(json);
        return found.find() ? found.group(1).replaceAll("\\\\(.)", "$1") : "";
    }

    @Override
    public void close() {
        auth.close();
        registry.close();
        cdn.close();
        web.close();
        relay.close();
        content.close();
    }
}
