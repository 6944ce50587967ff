package mos.token.door;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import mos.token.figure.Counts;
import mos.token.figure.Figure;
import mos.token.http.Handler;
import mos.token.http.Reply;
import mos.token.http.Request;

/// What one door answered, by where it came from.
public final class DoorCounts {
    private static final String REFUSED = "refused";

    private final String door;
    private final Counts answers =
            new Counts(
                    "mos_token_gateway_answers_total",
                    "Answers of the gateway's doors, by where they came from; refused: status 400"
                            + " and above, whoever refused",
                    "door",
                    "source");

    /// Nothing yet.
    ///
    /// @param door `registry` or `github`
    public DoorCounts(String door) {
        this.door = door;
        Arrays.stream(AnswerSource.values()).map(DoorCounts::word).forEach(this::expect);
        expect(REFUSED);
    }

    /// Counts a reply that gives something, and returns it.
    public Reply given(AnswerSource source, Reply reply) {
        if (!refuses(reply)) {
            of(word(source)).increment();
        }
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
                of(REFUSED).increment();
            }
        }
    }

    /// All of it.
    public List<Figure> figures() {
        return List.of(answers.figure());
    }

    private void expect(String source) {
        answers.expect(door, source);
    }

    private LongAdder of(String source) {
        return answers.of(door, source);
    }

    private static String word(AnswerSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }

    private static boolean refuses(Reply reply) {
        return reply.status() >= 400;
    }
}
