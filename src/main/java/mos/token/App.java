package mos.token;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.LocalToken;
import mos.token.api.AdminTokenApi;
import mos.token.api.AuditApi;
import mos.token.api.CacheApi;
import mos.token.api.ClockApi;
import mos.token.api.NoticeApi;
import mos.token.api.OneServiceTokenApi;
import mos.token.api.PermissionsApi;
import mos.token.api.QuotaApi;
import mos.token.api.RotationApi;
import mos.token.api.ServiceTokenApi;
import mos.token.api.SessionApi;
import mos.token.api.SignInLinkApi;
import mos.token.api.WarmApi;
import mos.token.check.Check;
import mos.token.config.Config;
import mos.token.content.Contents;
import mos.token.door.DoorCallers;
import mos.token.door.Visibility;
import mos.token.github.GithubDoor;
import mos.token.http.Authenticator;
import mos.token.http.CannotListen;
import mos.token.http.Listener;
import mos.token.http.Route;
import mos.token.http.RouteTable;
import mos.token.keys.KeyProblem;
import mos.token.keys.Keys;
import mos.token.metrics.Metrics;
import mos.token.net.HostPort;
import mos.token.notify.Notices;
import mos.token.quota.Quotas;
import mos.token.registry.Pins;
import mos.token.registry.RegistryDoor;
import mos.token.secret.SecretText;
import mos.token.servicetoken.ServiceTokens;
import mos.token.session.FreshTokens;
import mos.token.session.MosSessions;
import mos.token.session.SessionRules;
import mos.token.session.Sessions;
import mos.token.store.Database;
import mos.token.store.SchemaProblem;
import mos.token.upstream.Upstreams;
import mos.token.web.TokenPage;

/// One running node: the object graph, built in reading order, and nothing else. Tests start it as
/// `Main` does.
public final class App implements AutoCloseable {
    private final Config config;
    private final Clock clock;
    private final Opened opened = new Opened();
    private final Sessions sessions;
    private final List<Route> routes;
    private final Listener admin;
    private final Listener gateway;

    /// Starts a node.
    ///
    /// @throws StartProblem for everything that its owner can mend; nothing is left open then
    public static App start(Config config, Clock clock, SecureRandom random) {
        return new App(config, clock, random);
    }

    private App(Config config, Clock clock, SecureRandom random) {
        this.config = config;
        this.clock = clock;
        Config.Gateway memory = config.gateway();
        try {
            DataDirectory data = open(DataDirectory.open(config.data()));
            Database database = open(Database.open(data.path(), Listener::onEventLoop));
            Keys keys = Keys.open(database, config.masterKeyFile(), random, clock);
            Access access = open(new Access(database, keys, clock));
            access.keepFor(config.auditRetention());
            Notices notices = open(new Notices(database, access, config.delivery(), clock));

            LocalToken localToken = open(LocalToken.create(data.path(), random));
            AdminTokens adminTokens =
                    open(new AdminTokens(database, keys, access, notices, clock, random));
            sessions =
                    open(
                            new Sessions(
                                    database,
                                    keys,
                                    access,
                                    adminTokens,
                                    clock,
                                    random,
                                    SessionRules.DEFAULT));

            MosSessions mosSessions =
                    open(
                            new MosSessions(
                                    config.mos().envFile(), access, clock, SessionRules.DEFAULT));

            FreshTokens freshTokens =
                    open(new FreshTokens(config.mos().stockPage(), adminTokens, clock));

            Upstreams upstreams = open(configured(() -> new Upstreams(config.upstreams())));
            Quotas quotas =
                    open(new Quotas(database, access, notices, memory.quotaReserve(), clock));
            ServiceTokens serviceTokens =
                    open(
                            new ServiceTokens(
                                    database, keys, access, notices, upstreams, quotas, clock,
                                    random));

            List<Route> adminRoutes = new ArrayList<>();
            Check check =
                    configured(() -> new Check(adminTokens, localToken, access, config.check()));
            adminRoutes.addAll(check.routes());
            adminRoutes.addAll(new AdminTokenApi(adminTokens, freshTokens).routes());
            adminRoutes.addAll(new RotationApi(adminTokens).routes());
            adminRoutes.addAll(
                    new PermissionsApi(
                                    adminTokens,
                                    (method, target) ->
                                            RouteTable.demand(adminRoutes, method, target)
                                                    .orElseGet(() -> check.demand(method, target)))
                            .routes());
            adminRoutes.addAll(new ClockApi(adminTokens).routes());
            adminRoutes.addAll(new AuditApi(access).routes());
            adminRoutes.addAll(new ServiceTokenApi(serviceTokens).routes());
            adminRoutes.addAll(new OneServiceTokenApi(serviceTokens).routes());
            adminRoutes.addAll(new QuotaApi(quotas).routes());
            adminRoutes.addAll(new SignInLinkApi(sessions).routes());
            adminRoutes.addAll(new SessionApi(sessions).routes());
            adminRoutes.addAll(new NoticeApi(notices).routes());
            adminRoutes.addAll(new Health(database, clock).routes());
            adminRoutes.addAll(new OpenApi().routes());
            Metrics metrics = open(new Metrics());
            adminRoutes.addAll(metrics.routes());

            Pins pins = new Pins(database, memory);
            Contents contents =
                    open(new Contents(data.path(), database, notices, pins, memory, clock));
            Visibility visibility = open(new Visibility(database, clock));
            DoorIdentity doorIdentity = new DoorIdentity(localToken, adminTokens, access);
            DoorCallers doorCallers = new DoorCallers(doorIdentity::verify, config.anonymous());
            RegistryDoor registryDoor =
                    open(
                            new RegistryDoor(
                                    doorCallers,
                                    doorIdentity::now,
                                    upstreams,
                                    serviceTokens,
                                    quotas,
                                    contents,
                                    pins,
                                    visibility,
                                    access,
                                    database,
                                    memory,
                                    clock,
                                    random));
            adminRoutes.addAll(new CacheApi(registryDoor.images()).routes());
            adminRoutes.addAll(new WarmApi(registryDoor.images()).routes());
            adminRoutes.addAll(
                    new TokenPage(
                                    adminTokens,
                                    serviceTokens,
                                    quotas,
                                    registryDoor.images(),
                                    sessions,
                                    notices,
                                    access,
                                    this::gatewayUrl,
                                    clock)
                            .routes());

            GithubDoor githubDoor =
                    open(
                            configured(() ->
                                    new GithubDoor(
                                            doorCallers,
                                            upstreams,
                                            serviceTokens,
                                            quotas,
                                            contents,
                                            visibility,
                                            database,
                                            data.path(),
                                            memory,
                                            clock,
                                            random)));

            List<Route> gatewayRoutes = new ArrayList<>(registryDoor.routes());
            gatewayRoutes.addAll(githubDoor.routes());

            routes = new ArrayList<>(adminRoutes);
            routes.addAll(gatewayRoutes);
            Authenticator identity = new Identity(localToken, adminTokens, sessions, mosSessions);
            admin = open(listen("admin", adminRoutes, identity, access));
            gateway = open(listen("gateway", gatewayRoutes, identity, access));

            metrics.show(admin.figures());
            metrics.show(gateway.figures());
            metrics.show(adminTokens.figures());
            metrics.show(sessions.figures());
            metrics.show(access.figures());
            metrics.show(registryDoor.figures());
            metrics.show(githubDoor.figures());
            metrics.show(upstreams.figures());
            metrics.show(serviceTokens.figures());
            metrics.show(quotas.figures());
            metrics.show(contents.figures());
            metrics.show(notices.figures());
            metrics.show(database.figures());
        } catch (KeyProblem | SchemaProblem | CannotListen | UncheckedIOException e) {
            close();
            throw new StartProblem(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// Where the page and the API are.
    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /// Where the gateway is.
    public InetSocketAddress gatewayAddress() {
        return gateway.address();
    }

    /// `http://HOST:PORT` of the page and the API, as a client on this machine reaches it.
    public URI adminUrl() {
        return url(admin.address());
    }

    /// The same of the gateway.
    public URI gatewayUrl() {
        return url(gateway.address());
    }

    /// A link that opens the page once, within 10 minutes.
    public SecretText signInLink() {
        String path = sessions.newLink(new Caller.Product()).path().exposeText();
        return SecretText.of(adminUrl().resolve(path).toString());
    }

    /// Every route of both listeners, as the golden file shows them.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// Finishes the requests in flight, writes what is counted, removes the local token.
    @Override
    public void close() {
        opened.close();
    }

    private Listener listen(
            String name, List<Route> some, Authenticator authenticator, Access access) {
        return Listener.start(
                name,
                name.equals("gateway") ? config.gatewayListen() : config.listen(),
                config,
                some,
                authenticator,
                access::refused,
                clock);
    }

    /// Makes a feature that may refuse what is configured.
    private static <T> T configured(Supplier<T> feature) {
        try {
            return feature.get();
        } catch (IllegalArgumentException e) {
            throw new StartProblem(String.valueOf(e.getMessage()));
        }
    }

    private URI url(InetSocketAddress address) {
        String scheme = config.tls() == null ? "http" : "https";
        String host =
                address.getAddress().isAnyLocalAddress()
                        ? "127.0.0.1"
                        : address.getAddress().getHostAddress();
        return URI.create(scheme + "://" + new HostPort(host, address.getPort()));
    }

    private <T extends AutoCloseable> T open(T one) {
        return opened.add(one);
    }
}
