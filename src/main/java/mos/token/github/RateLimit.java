package mos.token.github;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import mos.token.door.Kept;
import mos.token.http.Reply;
import mos.token.json.Json;
import mos.token.quota.QuotaReading;
import mos.token.quota.Quotas;
import mos.token.servicetoken.Lease;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `/rate_limit`: clients ask it before and after everything. GitHub is asked once a minute, for
/// all of its resources; what its other answers told since is put over that.
final class RateLimit {
    private final Answers answers;
    private final Bodies bodies;
    private final Quotas quotas;
    private final Refusals refusals;

    RateLimit(Answers answers, Bodies bodies, Quotas quotas, Refusals refusals) {
        this.answers = answers;
        this.bodies = bodies;
        this.quotas = quotas;
        this.refusals = refusals;
    }

    /// Tells what is left of the token's quotas.
    Reply reply(Ask ask, @Nullable Lease lease) throws IOException {
        return switch (answers.get(ask, lease)) {
            case Answer.Whole whole -> {
                Optional<byte[]> body = bodies.of(whole.kept());
                yield body.isPresent()
                        ? told(body.get(), whole.kept())
                        : refusals.down(Refusals.Shape.JSON, 502, "the kept answer is gone");
            }
            case Answer.Relayed relayed ->
                    Reply.bytes(relayed.status(), "application/json", relayed.body())
                            .with("Cache-Control", "no-store");
            case Answer.Limited limited -> refusals.limited(Refusals.Shape.JSON, limited.until());
            case Answer.Down down ->
                    refusals.down(Refusals.Shape.JSON, down.status(), down.detail());
            case Answer.NeedsToken _ -> refusals.needsToken(Refusals.Shape.JSON);
            case Answer.Large _ ->
                    refusals.down(Refusals.Shape.JSON, 502, "its answer is no list of limits");
        };
    }

    private Reply told(byte[] body, Kept kept) {
        try {
            JsonNode json = Json.read(body);
            if (json instanceof ObjectNode all
                    && all.path("resources") instanceof ObjectNode some) {
                for (Map.Entry<String, JsonNode> resource : some.properties()) {
                    if (resource.getValue() instanceof ObjectNode limit) {
                        newer(resource.getKey(), limit, kept);
                    }
                }
                if (some.has("core") && all.has("rate")) {
                    all.set("rate", some.get("core"));
                }
                return Reply.json(200, all);
            }
        } catch (Json.Malformed _) {
            // Neither would a client understand it.
        }
        return refusals.down(Refusals.Shape.JSON, 502, "its answer is no list of limits");
    }

    private void newer(String resource, ObjectNode limit, Kept kept) {
        Instant asked = kept.checked();
        Optional<QuotaReading> seen =
                quotas.last("github", resource, kept.serviceToken())
                        .filter(reading -> !reading.observedAt().isBefore(asked));
        if (seen.isEmpty()) {
            return;
        }
        QuotaReading reading = seen.get();
        limit.put("limit", reading.limit());
        limit.put("remaining", reading.remaining());
        limit.put("used", Math.max(0, reading.limit() - reading.remaining()));
        Instant reset = reading.reset();
        if (reset != null) {
            limit.put("reset", reset.getEpochSecond());
        }
    }
}
