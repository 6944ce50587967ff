package mos.token.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Answers whose whole body is at hand.
final class Bodies {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    private Bodies() {}

    static byte[] bytes(Answer answer) {
        try {
            return answer.body().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer of(int status, Map<String, String> headers, byte[] body) {
        return new Answer(status, headers, body.length, new ByteArrayInputStream(body));
    }

    /// The bytes, or the one range of them that was asked for (RFC 9110 §14).
    static Answer ranged(Recorded request, String type, byte[] body) {
        Matcher range = RANGE.matcher(request.header("Range").orElse(""));
        if (!range.matches()) {
            return Answer.bytes(200, type, body).with("Accept-Ranges", "bytes");
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? body.length - 1L : Long.parseLong(range.group(2));
        last = Math.min(last, body.length - 1L);
        if (first > last) {
            return Answer.empty(416).with("Content-Range", "bytes */" + body.length);
        }
        return Answer.bytes(206, type, Arrays.copyOfRange(body, (int) first, (int) last + 1))
                .with("Content-Range", "bytes " + first + "-" + last + "/" + body.length);
    }
}
