package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitRequestTest {
    private static final String WANT = "want " + "a1".repeat(20);
    private static final String HAVE = "have " + "b2".repeat(20);

    private static GitRequest parse(String... packets) {
        StringBuilder body = new StringBuilder();
        for (String packet : packets) {
            boolean special = packet.equals("0001") || packet.equals("0000");
            body.append(special ? packet : "%04x%s\n".formatted(packet.length() + 5, packet));
        }
        return GitRequest.parse(body.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static GitRequest fetch(String... arguments) {
        var packets = new java.util.ArrayList<>(List.of("command=fetch", "agent=git/2.39.5"));
        packets.add("0001");
        packets.addAll(List.of(arguments));
        packets.add("0000");
        return parse(packets.toArray(String[]::new));
    }

    @Test
    void whoAsksChangesNothing() {
        GitRequest one = parse("command=ls-refs", "agent=git/2.39.5", "0001", "peel", "0000");
        assertInstanceOf(GitRequest.LsRefs.class, one);
        assertEquals(
                one,
                parse("command=ls-refs", "agent=git/2.50", "session-id=x", "0001", "peel", "0000"));
        assertNotEquals(
                one, parse("command=ls-refs", "agent=git/2.39.5", "0001", "symrefs", "0000"));
        assertNotEquals(
                one, parse("command=ls-refs", "object-format=sha256", "0001", "peel", "0000"));
        // An argument is none of the capabilities.
        assertNotEquals(
                parse("command=ls-refs", "peel", "0001", "0000"),
                parse("command=ls-refs", "0001", "peel", "0000"));
    }

    @Test
    void whatBringsTheSameObjectsLasts() {
        GitRequest clone = fetch("thin-pack", "ofs-delta", WANT, "done");
        assertInstanceOf(GitRequest.Fetch.class, clone);
        assertInstanceOf(GitRequest.Fetch.class, fetch(WANT, HAVE, "filter blob:none", "deepen 1"));
        assertNotEquals(clone, fetch("thin-pack", "ofs-delta", WANT, HAVE, "done"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepen-since 1700000000",
                "deepen-not refs/heads/main",
                "want-ref refs/heads/main",
                "packfile-uris https",
                "want main",
                "something-new"
            })
    void whatFollowsABranchDoesNot(String argument) {
        assertInstanceOf(GitRequest.Other.class, fetch(WANT, argument, "done"));
    }

    @Test
    void aVeryLongOneIsPassedOn() {
        String[] haves = new String[GitRequest.MOST_LINES];
        Arrays.fill(haves, HAVE);
        assertInstanceOf(GitRequest.Other.class, fetch(haves));
        // The command, the agent and the delimiter are lines too.
        assertInstanceOf(GitRequest.Fetch.class, fetch(Arrays.copyOf(haves, haves.length - 3)));
    }

    @Test
    void theProbeIsEmpty() {
        assertInstanceOf(GitRequest.Probe.class, parse("0000"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "00000",
                "0000x",
                "zzzz",
                "0002",
                "0003",
                "ffff",
                "0014command=ls-refs\n",
                "0014command=ls-refs\n00010001" + "0000",
                "0015command=ls-refs\n\n0000",
                "0010command=what0000",
                "0032want a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a10000"
            })
    void whatIsMalformedOrUnknownIsPassedOn(String body) {
        assertInstanceOf(
                GitRequest.Other.class,
                GitRequest.parse(body.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
