package mos.token.github;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.access.Caller;
import mos.token.access.Resource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.json.Json;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch.Pointer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// git-lfs, reading only (git-lfs, docs/api). Clients are given links to the gateway, never the
/// host's own, which open a file to whoever has them.
final class LfsDoor {
    /// Behind `info/lfs/`.
    static final String BATCH = "objects/batch";

    private static final Refusals.Shape LFS = Refusals.Shape.LFS;

    /// Where the gateway gives an object: by its name and size, both of which a host wants to be
    /// told.
    private static final Pattern OBJECT =
            Pattern.compile("objects/([0-9a-f]{64})/(0|[1-9][0-9]{0,15})");

    private final DoorCallers callers;
    private final GitAnswers answers;
    private final LfsLinks links;
    private final LfsObjects objects;
    private final FileReplies replies;

    LfsDoor(
            DoorCallers callers,
            GitAnswers answers,
            LfsLinks links,
            LfsObjects objects,
            FileReplies replies) {
        this.callers = callers;
        this.answers = answers;
        this.links = links;
        this.objects = objects;
        this.replies = replies;
    }

    /// Answers what lets a caller in, and what does not.
    private interface Asking {
        Reply reply(LfsRepository repository) throws IOException;
    }

    /// Answers a request of git-lfs to a host.
    Reply handle(Request request, GitHost host, GithubPath.Lfs lfs) throws IOException {
        Refusals refusals = host.refusals();
        RepositoryRef.Named repository = lfs.repository();
        if (lfs.inside().equals(BATCH)) {
            return request.method().equals("POST")
                    ? admitted(request, host, repository, r -> batch(request, r))
                    : refusals.method(LFS, "POST", "git-lfs asks a batch with POST.");
        }
        Optional<Pointer> object = object(lfs.inside());
        if (object.isPresent()) {
            return request.method().equals("GET")
                    ? admitted(request, host, repository, r -> object(request, r, object.get()))
                    : refusals.method(LFS, "GET", "Objects are read with GET.");
        }
        // 404, so that git-lfs goes on without locks (docs/api/locking.md).
        return refusals.of(
                LFS,
                404,
                lfs.inside().startsWith("locks")
                        ? "This gateway only reads: locks are made at the real host."
                        : "Of LFS this gateway serves downloads by batch; nothing else.");
    }

    private static Optional<Pointer> object(String inside) {
        Matcher object = OBJECT.matcher(inside);
        return object.matches()
                ? LfsRequest.pointer(object.group(1), Long.parseLong(object.group(2)))
                : Optional.empty();
    }

    private Reply admitted(
            Request request, GitHost host, RepositoryRef.Named repository, Asking asking)
            throws IOException {
        return switch (callers.of(request, Resource.GITHUB)) {
            case DoorCaller.Unwelcome unwelcome ->
                    host.refusals().unwelcome(LFS, unwelcome.reason());
            case DoorCaller.Token token -> {
                host.tokens().asked(token.caller());
                yield token.told(shown(host, repository, asking));
            }
            case DoorCaller.Anonymous(Caller.Anonymous anonymous) -> {
                if (!host.look().isPublic(repository)) {
                    yield host.refusals().notPublic(LFS);
                }
                host.tokens().asked(anonymous);
                yield shown(host.forStranger(), repository, asking);
            }
        };
    }

    /// As with packs: only while the host still shows the repository.
    private Reply shown(GitHost host, RepositoryRef.Named repository, Asking asking)
            throws IOException {
        Optional<Reply> refused = GitRefusals.of(LFS, host, answers.look(host, repository));
        return refused.isPresent()
                ? refused.get()
                : asking.reply(LfsRepository.of(host, repository));
    }

    private Reply batch(Request request, LfsRepository repository) throws IOException {
        Refusals refusals = repository.host().refusals();
        byte[] body = request.bodyStream().readNBytes(LfsRequest.LONGEST + 1);
        if (body.length > LfsRequest.LONGEST) {
            return refusals.of(
                    LFS,
                    413,
                    "A batch of more than 256 KiB is not read: ask for fewer objects at a time.");
        }
        try {
            return switch (LfsRequest.parse(body)) {
                case LfsRequest.Upload _ ->
                        refusals.of(LFS, 403, GithubPath.PUSH + "; LFS objects go the same way");
                case LfsRequest.Download download -> batch(request, repository, download.objects());
            };
        } catch (IllegalArgumentException e) {
            return refusals.of(LFS, 422, String.valueOf(e.getMessage()));
        }
    }

    /// Of what is kept the host is asked nothing.
    private Reply batch(Request request, LfsRepository repository, List<Pointer> asked)
            throws IOException {
        GitHost host = repository.host();
        List<Pointer> missing =
                asked.stream().filter(object -> !objects.has(repository, object)).toList();
        Map<String, LfsLink.Missing> errors = new HashMap<>();
        switch (links.of(repository, missing)) {
            case LfsLinks.Found.Links(Map<String, LfsLink> found) ->
                    found.forEach((name, link) -> {
                        if (link instanceof LfsLink.Missing none) {
                            errors.put(name, none);
                        }
                    });
            case LfsLinks.Found.Refused(Asked none) -> {
                // git-lfs waits and tries again by itself (docs/api/batch.md, 429).
                if (none instanceof Asked.Limited || missing.size() == asked.size()) {
                    return GitRefusals.of(LFS, host, none);
                }
                var why = new LfsLink.Missing(502, host.name() + " does not give it now");
                missing.forEach(object -> errors.put(object.sha256(), why));
            }
        }
        String base =
                "%s://%s/%s/%s/%s.git/%sobjects/"
                        .formatted(
                                request.scheme(),
                                request.host(),
                                host.name(),
                                repository.name().owner(),
                                repository.name().name(),
                                GithubPath.LFS);
        return Reply.bytes(200, UpstreamRequest.LFS, Json.write(told(asked, errors, base)))
                .with("Cache-Control", "no-store");
    }

    private static ObjectNode told(
            List<Pointer> asked, Map<String, LfsLink.Missing> errors, String base) {
        ObjectNode batch = Json.object().put("transfer", "basic");
        ArrayNode list = batch.putArray("objects");
        for (Pointer object : asked) {
            ObjectNode told = list.addObject();
            told.put("oid", object.sha256());
            told.put("size", object.size());
            LfsLink.Missing error = errors.get(object.sha256());
            if (error != null) {
                told.putObject("error").put("code", error.code()).put("message", error.message());
            } else {
                told.putObject("actions")
                        .putObject("download")
                        .put("href", base + object.sha256() + "/" + object.size());
            }
        }
        return batch.put("hash_algo", "sha256");
    }

    private Reply object(Request request, LfsRepository repository, Pointer object)
            throws IOException {
        return switch (objects.get(repository, object)) {
            case Files.Found.Refused(Asked.Other(int status, _, _))
                    when status == 404 || status == 410 ->
                    repository
                            .host()
                            .refusals()
                            .of(
                                    LFS,
                                    status,
                                    repository.host().name()
                                            + " has no such object in this repository.");
            case Files.Found.Refused(Asked asked) -> GitRefusals.of(LFS, repository.host(), asked);
            case Files.Found.Stored stored -> replies.reply(request, stored, LFS);
            case Files.Found.Arriving arriving -> replies.reply(request, arriving, LFS);
        };
    }
}
