package mos.token.door;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.content.ResumedBody;
import mos.token.net.Headers;
import mos.token.upstream.UpstreamAnswer;

/// The rest of a content that broke off, as an upstream gives it.
public final class Continued {
    /// `bytes FIRST-LAST/SIZE` (RFC 9110 §14.4).
    private static final Pattern CONTENT_RANGE =
            Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(?:\\d{1,18}|\\*)");

    private Continued() {}

    /// What to ask for.
    public static Headers range(long position) {
        return Headers.of("Range", "bytes=" + position + "-");
    }

    /// The body of an answer to that, read up to `position` where the upstream knows no ranges.
    ///
    /// @param answer of status 200, 206 or 416; closed when this throws
    /// @throws ResumedBody.RestRefused when there is no such part: its length was a lie, and
    ///   waiting brings no more of it
    public static InputStream body(UpstreamAnswer.Answered answer, long position)
            throws IOException {
        boolean there = false;
        try {
            InputStream body = answer.body();
            String host = answer.uri().getHost();
            switch (answer.status()) {
                case 200 -> body.skipNBytes(position);
                case 416 ->
                        throw new ResumedBody.RestRefused(
                                host + " has no byte " + position + " of it");
                default -> beginsAt(position, answer.headers(), host);
            }
            there = true;
            return body;
        } finally {
            if (!there) {
                answer.close();
            }
        }
    }

    private static void beginsAt(long position, Headers headers, String host) throws IOException {
        Matcher range = CONTENT_RANGE.matcher(headers.first("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != position) {
            throw new IOException(host + " sent another range than was asked for");
        }
    }
}
