package mos.token.github;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.json.Json;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What the REST API tells of a release file. Asked with the ETag, it is free while the release is
/// as it was.
final class Assets {
    /// A release file.
    ///
    /// @param digest what it must be; GitHub tells it of those that were uploaded since the middle
    ///   of 2025
    /// @param ask the same file at the REST API: the web gives those of private repositories to no
    ///   token
    record Asset(Optional<Digest> digest, Ask ask) {}

    private final Answers answers;
    private final Bodies bodies;

    Assets(Answers answers, Bodies bodies) {
        this.answers = answers;
        this.bodies = bodies;
    }

    /// What the REST API says now; empty when it says nothing, or there is no token to ask with.
    /// Whoever is told a digest is given the content of that digest, whatever it came for.
    Optional<Asset> of(Ask file, @Nullable Lease api, Audience audience) throws IOException {
        Optional<Description> asset = Description.of(file);
        if (api == null || asset.isEmpty()) {
            return Optional.empty();
        }
        Ask ask =
                Ask.api(
                        ApiPath.parse(asset.get().path()),
                        Optional.empty(),
                        List.of(),
                        Optional.empty());
        Optional<byte[]> body =
                switch (answers.get(ask, api, audience)) {
                    // What is stale may be of another file by that name.
                    case Answer.Whole whole ->
                            whole.stale() ? Optional.empty() : bodies.of(whole.kept());
                    case Answer.Relayed relayed ->
                            relayed.status() == 200
                                    ? Optional.of(relayed.body())
                                    : Optional.empty();
                    case Answer.Limited _, Answer.Down _, Answer.NeedsToken _, Answer.Large _ ->
                            Optional.empty();
                };
        return body.flatMap(bytes -> asset(bytes, asset.get(), file));
    }

    private static Optional<Asset> asset(byte[] body, Description description, Ask file) {
        try {
            JsonNode json = Json.read(body);
            String name = description.name();
            if (name == null) {
                return Optional.of(new Asset(digest(json), file));
            }
            for (JsonNode asset : json.path("assets")) {
                if (asset.path("name").asString("").equals(name)) {
                    String path =
                            "%s/releases/assets/%d"
                                    .formatted(
                                            description.repository(), asset.path("id").asLong(0));
                    return Optional.of(new Asset(digest(asset), bytesOf(path)));
                }
            }
            return Optional.empty();
        } catch (Json.Malformed _) {
            return Optional.empty();
        }
    }

    private static Ask bytesOf(String path) {
        return Ask.api(
                ApiPath.parse(path),
                Optional.empty(),
                List.of("application/octet-stream"),
                Optional.empty());
    }

    private static Optional<Digest> digest(JsonNode asset) {
        return Digest.parse(asset.path("digest").asString(""));
    }

    /// Where the REST API describes a release file.
    ///
    /// @param repository its path
    /// @param path of the asset itself, or of its release
    /// @param name the file in the release, or null
    private record Description(String repository, String path, @Nullable String name) {
        static Optional<Description> of(Ask file) {
            if (file.rest()) {
                String path = file.target().substring(1);
                int query = path.indexOf('?');
                path = query < 0 ? path : path.substring(0, query);
                return path.contains("/releases/assets/")
                        ? Optional.of(new Description("", path, null))
                        : Optional.empty();
            }
            // OWNER/REPO/releases/download/TAG…/FILE or OWNER/REPO/releases/latest/download/FILE
            RawPath path = RawPath.parse(file.target().substring(1));
            List<String> segments = path.segments();
            if (!file.host().equals(FilePath.GITHUB) || !segments.get(2).equals("releases")) {
                return Optional.empty();
            }
            int last = segments.size() - 1;
            String release =
                    segments.get(3).equals("latest")
                            ? "latest"
                            : "tags/" + String.join("/", segments.subList(4, last));
            String repository = "repos/%s/%s".formatted(segments.get(0), segments.get(1));
            return Optional.of(
                    new Description(
                            repository, repository + "/releases/" + release, path.decoded(last)));
        }
    }
}
