package mos.token.registry;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.config.Config;
import mos.token.content.Contents;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.door.DoorCounts;
import mos.token.door.Freshness;
import mos.token.door.KeptAnswers;
import mos.token.door.OfferedCredential;
import mos.token.door.Visibility;
import mos.token.figure.Figure;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.store.Database;
import mos.token.upstream.Upstreams;

/// The registry door: `/v2/…` and `/token` on the gateway.
public final class RegistryDoor implements AutoCloseable {
    /// Knows whether a caller who came in earlier still may.
    @FunctionalInterface
    public interface Live {
        /// The caller as they are now; empty when their token ended.
        Optional<Caller> now(Caller earlier, Request request);
    }

    /// The body of a push is never read, but however large it is, its refusal is the door's own.
    private static final long ANY_BODY = Long.MAX_VALUE;

    private final DoorCounts counts = new DoorCounts("registry");
    private final DoorCallers callers;
    private final ServiceTokens serviceTokens;
    private final GatewayTokens gatewayTokens;
    private final TokenEndpoint tokenEndpoint;
    private final PullTokens pullTokens;
    private final PublicLook publicLook;
    private final Manifests manifests;
    private final Lists lists;
    private final Pulls pulls;
    private final Images images;
    private final Registries registries;

    /// Serves Docker Hub, ghcr.io and what `config` lists, keeping it in `contents` and `database`.
    public RegistryDoor(
            DoorCallers callers,
            Live live,
            Upstreams upstreams,
            ServiceTokens serviceTokens,
            Quotas quotas,
            Contents contents,
            Pins pins,
            Visibility visibility,
            Access access,
            Database database,
            Config.Gateway config,
            Clock clock,
            SecureRandom random) {
        this.callers = callers;
        this.serviceTokens = serviceTokens;
        gatewayTokens = new GatewayTokens(live, clock, random);
        tokenEndpoint = new TokenEndpoint(callers, gatewayTokens);
        registries = new Registries(config.registries());
        Throttles throttles = new Throttles(clock, random);
        pullTokens = new PullTokens(upstreams, serviceTokens, throttles, clock);
        UpstreamRegistry upstream =
                new UpstreamRegistry(upstreams, serviceTokens, pullTokens, quotas, throttles);
        publicLook = new PublicLook(upstream, visibility);
        KeptAnswers answers = new KeptAnswers(database);
        Freshness freshness = new Freshness(config.freshness(), config.maxStale(), clock);
        manifests = new Manifests(upstream, publicLook, answers, contents, freshness);
        lists = new Lists(upstream, publicLook, answers, contents, freshness);
        RepositoryContents repositories = new RepositoryContents(database, clock);
        Blobs blobs = new Blobs(upstream, publicLook, repositories, contents);
        pulls = new Pulls(manifests, blobs, lists, freshness, counts, quotas, registries);
        Warmer warmer = new Warmer(manifests, blobs, publicLook, contents);
        images =
                new Images(
                        access, database, contents, pins, warmer, serviceTokens, registries, clock);
    }

    /// The images that are kept, for those who look after them.
    public Images images() {
        return images;
    }

    /// The routes, for the gateway listener.
    public List<Route> routes() {
        Need open = new Need.Open("the door decides by repository");
        return List.of(
                Route.own("/v2/{rest...}", open, ANY_BODY, request -> handle(request, ""), null),
                // Mirrors that are written with a path: https://GATEWAY/ghcr.io
                Route.own("/{registry}/v2/{rest...}", open, ANY_BODY, this::under, null),
                Route.own("/token", open, Route.SMALL_BODY, tokenEndpoint::handle, null));
    }

    private Reply under(Request request) throws IOException {
        String registry = request.parameter("registry");
        return registries.of(registry).isEmpty()
                ? OciError.NAME_UNKNOWN.reply()
                : handle(request, registry + "/");
    }

    /// @param under what stands before the names in the path: a listed host and a slash, or nothing
    private Reply handle(Request request, String under) throws IOException {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return OciError.UNSUPPORTED
                    .reply(405, "the operation is unsupported: this gateway only pulls")
                    .with("Allow", "GET, HEAD");
        }
        String rest = request.parameter("rest");
        return rest.isEmpty()
                ? ping(request)
                : counts.answered(asked -> pull(asked, under), request);
    }

    private Reply pull(Request request, String under) throws IOException {
        return switch (RegistryPath.parse(request.parameter("rest"))) {
            case RegistryPath.Wrong(OciError error) -> error.reply();
            case RegistryPath.Manifest path ->
                    in(
                            request,
                            under + path.name(),
                            "manifests/" + path.reference(),
                            repository -> pulls.manifest(request, repository, path.reference()));
            case RegistryPath.Blob path ->
                    in(
                            request,
                            under + path.name(),
                            "blobs/" + path.digest(),
                            repository -> pulls.blob(request, repository, path.digest()));
            case RegistryPath.Tags path ->
                    in(
                            request,
                            under + path.name(),
                            "tags/list",
                            repository -> pulls.tags(request, repository));
            case RegistryPath.Referrers path ->
                    in(
                            request,
                            under + path.name(),
                            "manifests/" + path.digest(),
                            repository -> pulls.referrers(request, repository, path.digest()));
        };
    }

    /// Always a challenge without a credential: clients learn only here whether to send one.
    private Reply ping(Request request) {
        if (request.header("Authorization").isEmpty()) {
            return Challenges.plain(request);
        }
        DoorCaller caller = caller(request);
        return switch (caller) {
            case DoorCaller.Unwelcome(DoorCaller.Reason reason) ->
                    Challenges.unwelcome(request, null, reason);
            case DoorCaller.Anonymous _, DoorCaller.Token _ ->
                    caller.told(
                            Reply.bytes(200, "application/json", new byte[] {'{', '}'})
                                    .with("Docker-Distribution-Api-Version", "registry/2.0"));
        };
    }

    private interface Inside {
        Reply reply(Repository repository) throws IOException;
    }

    /// Lets a caller into a repository, or tells them what everybody hears who may not see it.
    private Reply in(Request request, String name, String path, Inside inside) throws IOException {
        DoorCaller caller = caller(request);
        if (caller instanceof DoorCaller.Unwelcome(DoorCaller.Reason reason)) {
            return Challenges.unwelcome(request, name, reason);
        }
        return caller.told(in(request, caller, name, path, inside));
    }

    private Reply in(Request request, DoorCaller caller, String name, String path, Inside inside)
            throws IOException {
        Optional<Registries.Named> named = registries.find(name, request.query("ns").orElse(null));
        if (named.isEmpty()) {
            return OciError.NAME_UNKNOWN.reply();
        }
        Repository repository = named.get().repository();
        boolean admitted =
                caller instanceof DoorCaller.Token || publicLook.isPublic(repository, path);
        if (!admitted) {
            return Challenges.hidden(request, name);
        }
        asked(caller, repository);
        try {
            Reply reply = inside.reply(repository);
            String namespace = named.get().namespace();
            return namespace == null ? reply : reply.with("OCI-Namespace", namespace);
        } catch (Trouble trouble) {
            return trouble.kind() == Trouble.Kind.NOT_ALLOWED
                    ? Challenges.hidden(request, name)
                    : Pulls.troubled(trouble, OciError.NAME_UNKNOWN);
        }
    }

    /// Takes note of who was let in to something that a token of the owner's may be spent for.
    private void asked(DoorCaller caller, Repository repository) {
        Optional<Service> service =
                Optional.ofNullable(repository.registry().service()).flatMap(Service::known);
        if (service.isPresent()) {
            switch (caller) {
                case DoorCaller.Token(Caller known) -> serviceTokens.asked(service.get(), known);
                case DoorCaller.Anonymous(Caller.Anonymous anonymous) ->
                        serviceTokens.asked(service.get(), anonymous);
                case DoorCaller.Unwelcome _ -> {
                    // Nothing is spent for them.
                }
            }
        }
    }

    /// What it answered to pulls.
    public List<Figure> figures() {
        return counts.figures();
    }

    private DoorCaller caller(Request request) {
        if (OfferedCredential.parse(request.headers("Authorization"))
                instanceof OfferedCredential.Secret(SecretText token)) {
            Optional<Caller> known = gatewayTokens.find(token, request);
            if (known.filter(c -> c.permissions().allows(Resource.REGISTRY, Level.READ))
                    .isPresent()) {
                return new DoorCaller.Token(known.get());
            }
        }
        return callers.of(request, Resource.REGISTRY);
    }

    /// Ends what is under way at upstreams.
    @Override
    public void close() {
        images.close();
        manifests.close();
        lists.close();
        pullTokens.close();
    }
}
