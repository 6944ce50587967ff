package mos.token.github;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mos.token.content.Digest;

/// What a `git-upload-pack` request of protocol version 2 asks for (gitprotocol-v2), as far as
/// clients that ask for the same can share an answer.
sealed interface GitRequest {
    /// Which branches and tags there are.
    ///
    /// @param digest the same for requests that mean the same
    record LsRefs(String digest) implements GitRequest {}

    /// Objects; the answer follows from the request alone, as long as the repository has them.
    ///
    /// @param digest the same for requests that mean the same
    record Fetch(String digest) implements GitRequest {}

    /// The empty request that git sends to see whether it is let in, before a long one.
    record Probe() implements GitRequest {}

    /// Anything else: passed on as it is.
    record Other() implements GitRequest {}

    String DELIMITER = "\u0001";

    /// Who asks, which changes no answer.
    Pattern ABOUT_CLIENT = Pattern.compile("(?:agent|session-id)=.*");

    /// `deepen-since`, `deepen-not` and `want-ref` are not here: what they bring changes when a
    /// branch does.
    Pattern LASTING =
            Pattern.compile(
                    "(?:want|have|shallow) [0-9a-f]{40}(?:[0-9a-f]{24})?|done|thin-pack|no-progress"
                            + "|include-tag|ofs-delta|deepen [0-9]{1,10}|deepen-relative"
                            + "|filter [!-~]{1,200}|sideband-all|wait-for-done");

    /// What git says in far longer ones nobody asks alike, and each line takes memory of its own.
    int MOST_LINES = 32_768;

    /// Reads a decoded body.
    static GitRequest parse(byte[] body) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        boolean ended = false;
        while (at < body.length && !ended) {
            int length = length(body, at);
            if (length < 0
                    || length == 2
                    || length == 3
                    || (length > 0 && lines.size() == MOST_LINES)) {
                return new Other();
            }
            if (length == 0) {
                ended = true;
            } else if (length == 1) {
                lines.add(DELIMITER);
            } else {
                if (at + length > body.length) {
                    return new Other();
                }
                lines.add(text(body, at + 4, length - 4));
            }
            at += Math.max(4, length);
        }
        if (!ended || at != body.length) {
            return new Other();
        }
        return lines.isEmpty() ? new Probe() : of(lines);
    }

    private static GitRequest of(List<String> lines) {
        int delimiter = lines.indexOf(DELIMITER);
        int end = delimiter < 0 ? lines.size() : delimiter;
        List<String> arguments = lines.subList(Math.min(end + 1, lines.size()), lines.size());
        if (lines.stream().anyMatch(line -> line.indexOf('\n') >= 0)
                || arguments.contains(DELIMITER)) {
            return new Other();
        }
        List<String> said = new ArrayList<>();
        lines.subList(0, end).stream()
                .filter(line -> !ABOUT_CLIENT.matcher(line).matches())
                .forEach(said::add);
        String command = lines.getFirst();
        said.add(DELIMITER);
        said.addAll(arguments);
        String digest =
                Digest.of(String.join("\n", said).getBytes(StandardCharsets.ISO_8859_1)).hex();
        if (command.equals("command=ls-refs")) {
            return new LsRefs(digest);
        }
        boolean lasting = arguments.stream().allMatch(one -> LASTING.matcher(one).matches());
        return command.equals("command=fetch") && lasting ? new Fetch(digest) : new Other();
    }

    /// The four hexadecimal digits of a pkt-line (gitprotocol-common), or -1.
    private static int length(byte[] body, int at) {
        if (at + 4 > body.length) {
            return -1;
        }
        int length = 0;
        for (int i = at; i < at + 4; i++) {
            int digit = Character.digit(body[i], 16);
            if (digit < 0) {
                return -1;
            }
            length = length * 16 + digit;
        }
        return length;
    }

    private static String text(byte[] body, int at, int length) {
        String text = new String(body, at, length, StandardCharsets.ISO_8859_1);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
