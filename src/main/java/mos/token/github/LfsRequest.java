package mos.token.github;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import mos.token.json.Json;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch.Pointer;
import tools.jackson.databind.JsonNode;

/// What git-lfs asks of a batch (git-lfs, docs/api/batch.md, "Requests").
sealed interface LfsRequest {
    /// Objects to download, each once.
    record Download(List<Pointer> objects) implements LfsRequest {}

    /// Objects to upload: refused.
    record Upload() implements LfsRequest {}

    /// Objects in one batch; git-lfs asks for 100.
    int MOST_OBJECTS = 1000;

    /// The longest body that is read, in bytes.
    int LONGEST = 256 * 1024;

    Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /// The greatest whole number that JSON carries everywhere (RFC 8259 §6).
    long LARGEST_OBJECT = (1L << 53) - 1;

    /// Reads a body.
    ///
    /// @throws IllegalArgumentException naming what is wrong; safe to show
    static LfsRequest parse(byte[] body) {
        JsonNode batch = json(body);
        String operation = batch.path("operation").asString("");
        if (operation.equals("upload")) {
            return new Upload();
        }
        if (!operation.equals("download")) {
            throw new IllegalArgumentException("'operation' must be \"download\"");
        }
        String hash = batch.path("hash_algo").asString("sha256");
        if (!hash.equals("sha256")) {
            throw new IllegalArgumentException("'hash_algo' must be \"sha256\"");
        }
        JsonNode transfers = batch.path("transfers");
        if (!transfers.isEmpty()
                && transfers.valueStream().noneMatch(t -> t.asString("").equals("basic"))) {
            throw new IllegalArgumentException("'transfers' must name \"basic\"");
        }
        return new Download(objects(batch.path("objects")));
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.read(body);
        } catch (Json.Malformed e) {
            throw new IllegalArgumentException("the body is " + e.getMessage(), e);
        }
    }

    private static List<Pointer> objects(JsonNode list) {
        if (!list.isArray() || list.isEmpty() || list.size() > MOST_OBJECTS) {
            throw new IllegalArgumentException(
                    "'objects' must be a list of 1 to " + MOST_OBJECTS + " objects");
        }
        Map<String, Pointer> byName = new LinkedHashMap<>();
        for (JsonNode object : list) {
            JsonNode size = object.path("size");
            Pointer pointer =
                    pointer(
                                    object.path("oid").asString(""),
                                    size.isIntegralNumber() && size.canConvertToLong()
                                            ? size.longValue()
                                            : -1)
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "each of 'objects' must have an 'oid' of 64 hexadecimal"
                                                    + " digits and a 'size' in bytes"));
            byName.put(pointer.sha256(), pointer);
        }
        return List.copyOf(byName.values());
    }

    /// An object by its name and size, if they can be such.
    static Optional<Pointer> pointer(String sha256, long size) {
        return SHA256.matcher(sha256).matches() && size >= 0 && size <= LARGEST_OBJECT
                ? Optional.of(new Pointer(sha256, size))
                : Optional.empty();
    }
}
