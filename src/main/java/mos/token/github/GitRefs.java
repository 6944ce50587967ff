package mos.token.github;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The branches and tags of a repository, and how a host is asked for them and for their objects
/// (gitprotocol-v2).
///
/// @param ids the object of each by its full name
/// @param head what `HEAD` is: `ref: ` and a branch, an object, or null when the host does not tell
record GitRefs(SortedMap<String, String> ids, @Nullable String head) {
    /// It is of a kind that is not mirrored.
    static final class Unfit extends IOException {
        Unfit(String why) {
            super(why);
        }
    }

    private static final int MOST = 300_000;

    /// All names together, in characters: all of them are held in memory.
    private static final int LONGEST = 32 * 1024 * 1024;

    /// Names with an object of 40 digits; SHA-256 repositories are not mirrored.
    private static final Pattern LINE =
            Pattern.compile("([0-9a-f]{40}) (\\S+)(?: symref-target:(\\S+))?(?: .*)?");

    private static final Pattern MIRRORED = Pattern.compile("refs/(?:heads|tags)/.+");

    /// Tells the host what we have: enough for a small pack, whatever the number of branches.
    private static final int MOST_HAVES = 1_000;

    /// The body of an `ls-refs` request.
    static byte[] question() {
        return body(
                Stream.of(
                        "command=ls-refs",
                        GitRequest.DELIMITER,
                        "symrefs",
                        "ref-prefix HEAD",
                        "ref-prefix refs/heads/",
                        "ref-prefix refs/tags/"));
    }

    /// The body of a `fetch` request.
    ///
    /// @param haves what the mirror has, the newest first
    static byte[] fetch(Collection<String> wants, List<String> haves) {
        return body(
                Stream.of(
                                Stream.of(
                                        "command=fetch",
                                        GitRequest.DELIMITER,
                                        "thin-pack",
                                        "no-progress",
                                        "ofs-delta"),
                                wants.stream().map(id -> "want " + id),
                                haves.stream().limit(MOST_HAVES).map(id -> "have " + id),
                                Stream.of("done"))
                        .flatMap(lines -> lines));
    }

    private static byte[] body(Stream<String> lines) {
        var body = new StringBuilder();
        lines.forEach(line -> {
            if (line.equals(GitRequest.DELIMITER)) {
                body.append("0001");
            } else {
                body.append("%04x".formatted(line.length() + 5)).append(line).append('\n');
            }
        });
        return body.append("0000").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads the answer to [#question].
    ///
    /// @throws GitPackets.Broken when it breaks off
    /// @throws Unfit when it has too many names, or objects of another kind
    static GitRefs read(InputStream answer) throws GitPackets.Broken, Unfit {
        var packets = new GitPackets(answer);
        SortedMap<String, String> ids = new TreeMap<>();
        String head = null;
        int length = 0;
        for (String line = packets.line(); !line.isEmpty(); line = packets.line()) {
            Matcher ref = LINE.matcher(line);
            if (!ref.matches()) {
                throw new Unfit("these are not the branches of a SHA-1 repository");
            }
            length += line.length();
            if (ids.size() == MOST || length > LONGEST) {
                throw new Unfit("it has more than 300,000 branches and tags, or too long names");
            }
            String target = ref.group(3);
            if (MIRRORED.matcher(ref.group(2)).matches()) {
                ids.put(ref.group(2), ref.group(1));
            } else if (ref.group(2).equals("HEAD")) {
                head =
                        target != null && target.startsWith("refs/heads/")
                                ? "ref: " + target
                                : ref.group(1);
            }
        }
        return new GitRefs(ids, head);
    }
}
