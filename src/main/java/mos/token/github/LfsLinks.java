package mos.token.github;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mos.token.content.Digest;
import mos.token.door.Flights;
import mos.token.json.Json;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch.Pointer;
import tools.jackson.databind.JsonNode;

/// Where a host keeps large files: asked by batch, remembered in memory as long as the host says,
/// at most an hour, and at most 10,000. The links are secrets: whoever has one gets the file.
final class LfsLinks implements AutoCloseable {
    /// What came of asking a host.
    sealed interface Found {
        /// One link for each object that was asked for, by its SHA-256.
        record Links(Map<String, LfsLink> byName) implements Found {}

        /// The host gave none.
        record Refused(Asked asked) implements Found {}
    }

    /// The largest answer that is read: some 4 KiB for each object that may be asked for.
    private static final int LARGEST = 4 * 1024 * 1024;

    private final GitAsker asker;
    private final Clock clock;
    private final Flights<String, Found> flights = new Flights<>();

    private final Cache<String, LfsLink.Given> remembered =
            Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(LfsLink.LONGEST).build();

    LfsLinks(GitAsker asker, Clock clock) {
        this.asker = asker;
        this.clock = clock;
    }

    /// The links of objects: those that are remembered, and the others in one question.
    Found of(LfsRepository repository, List<Pointer> objects) throws IOException {
        Map<String, LfsLink> links = new HashMap<>();
        List<Pointer> unknown = new ArrayList<>();
        Instant now = clock.instant();
        for (Pointer object : objects) {
            LfsLink.Given link = remembered.getIfPresent(repository.key(object));
            if (link != null && now.isBefore(link.until())) {
                links.put(object.sha256(), link);
            } else {
                unknown.add(object);
            }
        }
        if (unknown.isEmpty()) {
            return new Found.Links(links);
        }
        String all = unknown.stream().map(Pointer::toString).collect(Collectors.joining());
        String digest = Digest.of(all.getBytes(StandardCharsets.US_ASCII)).hex();
        Found found =
                flights.join(repository.key("batch " + digest), () -> ask(repository, unknown));
        if (found instanceof Found.Links(Map<String, LfsLink> more)) {
            links.putAll(more);
            return new Found.Links(links);
        }
        return found;
    }

    private Found ask(LfsRepository repository, List<Pointer> objects) {
        GitHost host = repository.host();
        Asked asked = asker.ask(host, repository.name(), new GitCall.LfsBatch(objects));
        if (!(asked instanceof Asked.Got(UpstreamAnswer.Answered answer))) {
            return new Found.Refused(asked);
        }
        JsonNode batch;
        try (answer) {
            batch = Json.read(answer.bodyUpTo(LARGEST));
        } catch (IOException | Json.Malformed _) {
            return new Found.Refused(
                    new Asked.Down(502, host.name() + ": its answer is no LFS batch"));
        }
        Map<String, JsonNode> told = new HashMap<>();
        batch.path("objects").forEach(object -> told.put(object.path("oid").asString(""), object));
        boolean basic = batch.path("transfer").asString("basic").equals("basic");
        Map<String, LfsLink> links = new HashMap<>();
        for (Pointer object : objects) {
            JsonNode answered = told.get(object.sha256());
            LfsLink link =
                    answered == null || !basic
                            ? new LfsLink.Missing(502, host.name() + " told nothing of it")
                            : LfsLink.read(host, answered, clock.instant());
            links.put(object.sha256(), link);
            if (link instanceof LfsLink.Given given) {
                remembered.put(repository.key(object), given);
            }
        }
        return new Found.Links(links);
    }

    /// Forgets a link that opens nothing any more, or is needed no more.
    void forget(LfsRepository repository, Pointer object) {
        remembered.invalidate(repository.key(object));
    }

    /// Ends what is under way.
    @Override
    public void close() {
        flights.close();
    }
}
