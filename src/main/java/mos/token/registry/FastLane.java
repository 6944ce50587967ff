package mos.token.registry;

import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import mos.token.door.AnswerSource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCounts;
import mos.token.http.Reply;
import mos.token.http.Request;

/// Answers on the event loop what is ready, for whoever is let in; leaves everything else to the
/// door's long way.
final class FastLane {
    private final Registries registries;
    private final Pulls pulls;
    private final DoorCounts counts;
    private final Function<Request, DoorCaller> callers;
    private final BiConsumer<DoorCaller, Repository> asked;

    /// @param callers finds out who asks
    /// @param asked takes note of who was let in
    FastLane(
            Registries registries,
            Pulls pulls,
            DoorCounts counts,
            Function<Request, DoorCaller> callers,
            BiConsumer<DoorCaller, Repository> asked) {
        this.registries = registries;
        this.pulls = pulls;
        this.counts = counts;
        this.callers = callers;
        this.asked = asked;
    }

    /// For `/v2/…`.
    Optional<Reply> reply(Request request) {
        return reply(request, "");
    }

    /// For `/HOST/v2/…`.
    Optional<Reply> replyUnder(Request request) {
        String registry = request.parameter("registry");
        return registries.of(registry).isEmpty()
                ? Optional.empty()
                : reply(request, registry + "/");
    }

    private Optional<Reply> reply(Request request, String under) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Optional.empty();
        }
        return switch (RegistryPath.parse(request.parameter("rest"))) {
            case RegistryPath.Manifest path ->
                    reply(
                            request,
                            under + path.name(),
                            repository ->
                                    pulls.readyManifest(request, repository, path.reference()));
            case RegistryPath.Blob path ->
                    reply(
                            request,
                            under + path.name(),
                            repository -> pulls.readyBlob(request, repository, path.digest()));
            case RegistryPath.Wrong _, RegistryPath.Tags _, RegistryPath.Referrers _ ->
                    Optional.empty();
        };
    }

    /// Nobody is looked at for what is not ready: that would count as a use of their token, twice.
    private Optional<Reply> reply(
            Request request, String name, Function<Repository, Optional<Reply>> pull) {
        Optional<Registries.Named> named = registries.find(name, request.query("ns").orElse(null));
        Optional<Reply> ready = named.map(Registries.Named::repository).flatMap(pull);
        if (named.isEmpty() || ready.isEmpty()) {
            return Optional.empty();
        }
        boolean given = false;
        try {
            Reply reply = reply(request, name, named.get(), ready.get());
            given = true;
            return Optional.of(reply);
        } finally {
            if (!given) {
                ready.get().discard();
            }
        }
    }

    private Reply reply(Request request, String name, Registries.Named named, Reply ready) {
        DoorCaller caller = callers.apply(request);
        if (caller instanceof DoorCaller.Unwelcome(DoorCaller.Reason reason)) {
            ready.discard();
            return counts.refused(Challenges.unwelcome(request, name, reason));
        }
        Repository repository = named.repository();
        asked.accept(caller, repository);
        Reply reply = counts.given(AnswerSource.KEPT, pulls.given(repository, ready));
        return caller.told(named.shown(reply));
    }
}
