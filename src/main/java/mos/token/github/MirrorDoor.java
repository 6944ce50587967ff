package mos.token.github;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import mos.token.door.DoorCounts;
import mos.token.http.Reply;
import mos.token.http.ReplyOutput;
import mos.token.net.Headers;
import org.jspecify.annotations.Nullable;

/// Answers clients from the mirrors, by `git upload-pack`.
final class MirrorDoor {
    /// How many clients are answered at the same time: each is a program that may take much memory.
    private static final int PLACES = 16;

    private static final int TURN_SECONDS = 10;

    /// What a client may say, unpacked; it is said packet by packet and not held here.
    private static final long LONGEST_REQUEST = 64L * 1024 * 1024;

    private static final int CHUNK = 64 * 1024;

    /// What goes before the oldest versions' list (gitprotocol-http).
    private static final byte[] SERVICE =
            "001e# service=git-upload-pack\n0000".getBytes(StandardCharsets.US_ASCII);

    private final GitMirrors mirrors;
    private final GitProgram git;
    private final DoorCounts counts;
    private final Semaphore places = new Semaphore(PLACES, true);

    MirrorDoor(GitMirrors mirrors, GitProgram git, DoorCounts counts) {
        this.mirrors = mirrors;
        this.git = git;
        this.counts = counts;
    }

    /// Answers a request; empty when there is no mirror, and the host is to be asked.
    ///
    /// @param protocol the version of the protocol, or an empty text for the oldest
    /// @param body what the client says, or null for `info/refs`
    Optional<Reply> reply(
            GitHost host,
            RepositoryRef.Named repository,
            String protocol,
            String type,
            @Nullable GitBody body)
            throws IOException {
        Optional<GitMirrors.Served> found = mirrors.find(host, repository);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        if (!enter()) {
            return Optional.of(
                    host.refusals()
                            .of(
                                    Refusals.Shape.TEXT,
                                    503,
                                    "Too many clients are served from mirrors right now: try again"
                                            + " in a moment.")
                            .with("Retry-After", "5"));
        }
        String place = found.get().mirror().place().toString();
        Reply.Writer writer =
                out -> {
                    try {
                        write(place, protocol, body, out);
                    } finally {
                        places.release();
                    }
                };
        return Optional.of(
                counts.given(
                        found.get().source(),
                        new Reply(
                                200,
                                Headers.of("Content-Type", type, "Cache-Control", "no-cache"),
                                new Reply.Body.Stream(-1, writer))));
    }

    private boolean enter() {
        try {
            return places.tryAcquire(TURN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void write(String place, String protocol, @Nullable GitBody body, ReplyOutput out)
            throws IOException {
        if (body == null && !protocol.equals(GitCall.NEWEST)) {
            out.write(SERVICE);
        }
        List<String> words =
                body == null
                        ? List.of(
                                "upload-pack",
                                "--strict",
                                "--stateless-rpc",
                                "--advertise-refs",
                                place)
                        : List.of("upload-pack", "--strict", "--stateless-rpc", place);
        Process process = git.start(Map.of("GIT_PROTOCOL", protocol), words.toArray(String[]::new));
        try {
            var _ = git.complaint(process);
            Thread.ofVirtual().start(() -> say(body, process));
            InputStream answer = process.getInputStream();
            byte[] chunk = new byte[CHUNK];
            for (int read = answer.read(chunk); read >= 0; read = answer.read(chunk)) {
                out.write(chunk, 0, read);
                out.flush();
            }
        } finally {
            git.end(process);
        }
    }

    /// On a thread of its own: git may answer before it has read everything.
    private static void say(@Nullable GitBody body, Process process) {
        try (OutputStream to = process.getOutputStream()) {
            if (body == null) {
                return;
            }
            try (InputStream from = body.decoded()) {
                byte[] chunk = new byte[CHUNK];
                long said = 0;
                for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
                    said += read;
                    if (said > LONGEST_REQUEST) {
                        process.destroyForcibly();
                        return;
                    }
                    to.write(chunk, 0, read);
                }
            }
        } catch (IOException _) {
            // The client left or sent what is not gzip, or git has heard enough; it ends without
            // the rest.
        }
    }
}
