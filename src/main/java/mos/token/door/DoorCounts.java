package mos.token.door;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import mos.token.figure.Counts;
import mos.token.figure.Figure;
import mos.token.http.Handler;
import mos.token.http.Reply;
import mos.token.http.Request;

/// What one door answered, by where it came from.
public final class DoorCounts {
    private final Counts answers =
            new Counts(
                    "mos_token_gateway_answers_total",
                    "Answers of the gateway's doors, by where they came from; refused: status 400"
                            + " and above, whoever refused",
                    "door",
                    "source");
    private final Map<AnswerSource, LongAdder> bySource = new EnumMap<>(AnswerSource.class);
    private final LongAdder refused;

    /// Nothing yet.
    ///
    /// @param door `registry` or `github`
    public DoorCounts(String door) {
        for (AnswerSource source : AnswerSource.values()) {
            bySource.put(source, answers.of(door, source.name().toLowerCase(Locale.ROOT)));
        }
        refused = answers.of(door, "refused");
    }

    /// Counts a reply that gives something, and returns it.
    public Reply given(AnswerSource source, Reply reply) {
        if (!refuses(reply)) {
            Objects.requireNonNull(bySource.get(source)).increment();
        }
        return reply;
    }

    /// Counts a reply that refuses, and returns it.
    public Reply refused(Reply reply) {
        refused.increment();
        return reply;
    }

    /// Answers by `handler`, and counts when that refuses.
    public Reply answered(Handler handler, Request request) throws IOException {
        boolean answered = false;
        try {
            Reply reply = handler.handle(request);
            answered = !refuses(reply);
            return reply;
        } finally {
            if (!answered) {
                refused.increment();
            }
        }
    }

    /// All of it.
    public List<Figure> figures() {
        return List.of(answers.figure());
    }

    private static boolean refuses(Reply reply) {
        return reply.status() >= 400;
    }
}
