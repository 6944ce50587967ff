package mos.token.testkit;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A public registry such as quay.io: its API, its token service and the host of its blobs, which
/// never may see a credential of the owner's. Push images straight into [#content].
public final class FakeRegistry implements AutoCloseable {
    private final Violations violations = new Violations();
    private final DockerRegistry content = DockerRegistry.open();
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final ImageFront front;
    private final FakeHost realm;
    private final FakeHost registry;
    private final FakeHost blobs;

    /// @param realm the full address of its token service, at this or another host
    public FakeRegistry(String host, String realm, String blobHost) {
        front =
                new ImageFront(
                        host,
                        realm,
                        blobHost,
                        content,
                        (authorization, repository) -> {
                            authorization.ifPresent(
                                    _ -> violations.add(host + ": a credential, where none is"));
                            return hidden.contains(repository) ? 401 : 200;
                        },
                        violations);
        URI service = URI.create(realm);
        HostRules reads = HostRules.gatewayReads();
        registry =
                FakeHost.start(
                        host,
                        reads,
                        violations,
                        (request, body) ->
                                service.getHost().equals(host)
                                                && request.path().equals(service.getPath())
                                        ? front.token(request)
                                        : front.answer(request, body));
        this.realm =
                service.getHost().equals(host)
                        ? registry
                        : FakeHost.start(
                                service.getHost(),
                                HostRules.signedReads(),
                                violations,
                                (request, _) -> front.token(request));
        blobs = FakeHost.start(blobHost, HostRules.signedReads(), violations, front::blob);
    }

    /// Values of `--upstream` for its hosts.
    public List<String> upstreams() {
        return List.of(realm.upstream(), registry.upstream(), blobs.upstream());
    }

    /// The real registry behind.
    public DockerRegistry content() {
        return content;
    }

    /// Gives nobody a token for this repository.
    public void hide(String repository) {
        hidden.add(repository);
    }

    /// Its API.
    public FakeHost registry() {
        return registry;
    }

    /// Its token service, which may be at the same host.
    public FakeHost realm() {
        return realm;
    }

    /// The host of its blobs.
    public FakeHost blobs() {
        return blobs;
    }

    /// Fails the test on a credential, a wrong header or a wrong method.
    public void assertClean() {
        violations.assertClean();
    }

    @Override
    public void close() {
        List.of(blobs, realm, registry).forEach(FakeHost::close);
        front.close();
        content.close();
    }
}
