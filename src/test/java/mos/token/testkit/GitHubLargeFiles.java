package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// GitHub's LFS: the batch at `github.com`, which gives signed links to whoever may read the
/// repository, and the storage that takes them. Anything but a download is a violation.
final class GitHubLargeFiles {
    static final Pattern BATCH =
            Pattern.compile("/([^/]+/[^/]+?)(?:\\.git)?/info/lfs/objects/batch");
    static final String STORAGE = "github-cloud.githubusercontent.com";

    private static final String TYPE = "application/vnd.git-lfs+json";

    /// By repository, then by SHA-256.
    private final Map<String, Map<String, byte[]>> objects = new ConcurrentHashMap<>();

    private final Map<String, byte[]> signed = new ConcurrentHashMap<>();
    private final Set<String> signatures = ConcurrentHashMap.newKeySet();
    private final Violations violations;
    private volatile String storage = STORAGE;

    GitHubLargeFiles(Violations violations) {
        this.violations = violations;
    }

    String add(String repository, byte[] content) {
        String sha256 = Layers.sha256(content).substring("sha256:".length());
        objects.computeIfAbsent(repository, _ -> new ConcurrentHashMap<>()).put(sha256, content);
        return sha256;
    }

    void rename(String oldName, String newName) {
        Map<String, byte[]> moved = objects.remove(oldName);
        if (moved != null) {
            objects.put(newName, moved);
        }
    }

    void storage(String host) {
        storage = host;
    }

    void expire() {
        signed.clear();
    }

    Set<String> signatures() {
        return Set.copyOf(signatures);
    }

    /// Answers a batch of somebody who may read the repository.
    Answer batch(Recorded request, String repository, InputStream body) throws IOException {
        JsonNode batch = JsonMapper.shared().readTree(body.readAllBytes());
        if (!batch.path("operation").asString("").equals("download")
                || !request.header("Content-Type").orElse("").equals(TYPE)
                || !request.header("Accept").orElse("").equals(TYPE)) {
            violations.add("github.com: no LFS download: " + request);
        }
        List<Object> told = new ArrayList<>();
        for (JsonNode object : batch.path("objects")) {
            told.add(object(repository, object.path("oid").asString(""), object.path("size")));
        }
        return Answer.bytes(
                200,
                TYPE,
                Json.text(Json.object("transfer", "basic", "objects", told))
                        .getBytes(StandardCharsets.UTF_8));
    }

    private Map<String, Object> object(String repository, String sha256, JsonNode size) {
        byte[] content = objects.getOrDefault(repository, Map.of()).get(sha256);
        Map<String, Object> told = Json.object("oid", sha256, "size", size.asLong());
        if (content == null) {
            told.put("error", Json.object("code", 404, "message", "Object does not exist"));
            return told;
        }
        String signature = UUID.randomUUID() + "-" + UUID.randomUUID();
        signatures.add(signature);
        signed.put(signature, content);
        told.put(
                "actions",
                Json.object(
                        "download",
                        Json.object(
                                "href",
                                "https://%s/alambic/media/%s?X-Amz-Signature=%s"
                                        .formatted(storage, sha256, signature),
                                "expires_in",
                                3600)));
        return told;
    }

    Answer stored(Recorded request) {
        Optional<byte[]> content =
                request.query("X-Amz-Signature").stream().findFirst().map(signed::get);
        return content.map(bytes -> Bodies.ranged(request, "application/octet-stream", bytes))
                .orElseGet(() ->
                        Answer.bytes(
                                403,
                                "application/xml",
                                "<Error><Code>AccessDenied</Code></Error>"
                                        .getBytes(StandardCharsets.UTF_8)));
    }
}
