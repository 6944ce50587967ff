package mos.token.github;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mos.token.config.MirroredRepository;
import mos.token.door.AnswerSource;
import mos.token.door.Flights;
import mos.token.door.Freshness;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mirrors of the repositories that the owner listed, each brought up to date once per window
/// for all clients together.
///
/// What everybody may see is fetched without a token, so that nothing else can come into the mirror
/// that strangers get. What is not public is fetched with the stored token into a mirror of its
/// own, for callers with an admin token; it is made anew when that token was replaced.
final class GitMirrors implements AutoCloseable {
    /// A mirror that a caller may see.
    ///
    /// @param source whether the host was asked
    record Served(GitMirror mirror, AnswerSource source) {}

    /// Which mirror of a repository.
    ///
    /// @param tokenId the token that it is fetched with, or null for the public one
    private record Kind(MirroredRepository repository, @Nullable String tokenId) {
        String whose() {
            return tokenId == null ? PUBLIC : tokenId;
        }

        String key() {
            return GitMirrors.key(repository, whose());
        }
    }

    private enum Outcome {
        CHANGED,
        UNCHANGED,
        /// The host could not be asked, or not in time: what is here goes on.
        AWAY,
        /// There is none to be had: the client is served as without one.
        NONE
    }

    private static final Logger LOG = LoggerFactory.getLogger(GitMirrors.class);

    /// How long a client waits for a mirror that is brought up to date. A first clone may take far
    /// longer, and proxies do not wait a minute.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// How long one that git cannot keep is left alone: each try may fetch all of it.
    private static final Duration REST = Duration.ofHours(6);

    private static final String PUBLIC = "public";

    private final Set<MirroredRepository> listed;
    private final MirrorShelf shelf;
    private final GitProgram git;
    private final GitAsker asker;
    private final KeptAnswers keptAnswers;
    private final Freshness freshness;
    private final Map<String, Instant> resting = new ConcurrentHashMap<>();
    private final Flights<String, Outcome> flights = new Flights<>();
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
    private volatile boolean closing;

    /// Deletes the mirrors that are listed no more.
    ///
    /// @throws IllegalArgumentException when some are listed and there is no git
    GitMirrors(
            List<MirroredRepository> listed,
            Path directory,
            GitProgram git,
            GitAsker asker,
            KeptAnswers keptAnswers,
            Freshness freshness) {
        this.listed = Set.copyOf(listed);
        this.git = git;
        this.asker = asker;
        this.keptAnswers = keptAnswers;
        this.freshness = freshness;
        shelf = new MirrorShelf(directory);
        if (!listed.isEmpty()) {
            git.require();
        }
        shelf.tidy(this::isWanted);
    }

    private boolean isWanted(MirroredRepository repository, String whose) {
        return listed.contains(repository) && keptAnswers.find(key(repository, whose)).isPresent();
    }

    /// The mirror for a caller who was let in; empty when it is not listed, or there is none to be
    /// had right now.
    Optional<Served> find(GitHost host, RepositoryRef.Named name) throws IOException {
        var repository =
                new MirroredRepository(
                        host.name(),
                        name.owner().toLowerCase(Locale.ROOT),
                        name.name().toLowerCase(Locale.ROOT));
        if (!listed.contains(repository)) {
            return Optional.empty();
        }
        @Nullable String tokenId =
                host.stranger() || host.look().isPublic(name)
                        ? null
                        : host.lease().map(Lease::tokenId).orElse(null);
        Kind kind = new Kind(repository, tokenId);
        var mirror = new GitMirror(git, shelf.place(repository, kind.whose()));
        Optional<Served> kept = kept(kind.key(), mirror);
        if (kept.filter(k -> k.source() == AnswerSource.KEPT).isPresent()) {
            return kept;
        }
        // Not the same host when there is no token: one may be stored in this very moment.
        GitHost asked = tokenId == null ? host.withoutToken() : host;
        return switch (await(kind.key(), () -> update(kind, mirror, asked, name))) {
            case CHANGED -> Optional.of(new Served(mirror, AnswerSource.FETCHED));
            case UNCHANGED -> Optional.of(new Served(mirror, AnswerSource.REVALIDATED));
            case AWAY -> kept(kind.key(), mirror);
            case NONE -> Optional.empty();
        };
    }

    private static String key(MirroredRepository repository, String whose) {
        return "git mirror %s/%s/%s | %s"
                .formatted(repository.host(), repository.owner(), repository.name(), whose);
    }

    /// What is here, while it may be served.
    private Optional<Served> kept(String key, GitMirror mirror) {
        return keptAnswers
                .find(key)
                .filter(kept -> mirror.exists() && freshness.isServable(kept.checked()))
                .map(kept ->
                        new Served(
                                mirror,
                                freshness.isFresh(kept.checked())
                                        ? AnswerSource.KEPT
                                        : AnswerSource.STALE));
    }

    private Outcome await(String key, Flights.Work<Outcome> work) throws IOException {
        @Nullable Instant until = resting.get(key);
        if (until != null && freshness.now().isBefore(until)) {
            return Outcome.NONE;
        }
        try {
            Future<Outcome> flight = waiting.submit(() -> flights.join(key, work));
            return flight.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return Outcome.AWAY;
        } catch (ExecutionException | RejectedExecutionException e) {
            throw new IOException("the mirror broke", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting", e);
        }
    }

    private Outcome update(Kind kind, GitMirror mirror, GitHost host, RepositoryRef.Named name)
            throws IOException {
        String key = kind.key();
        Optional<Kept> before = keptAnswers.find(key);
        boolean here = before.isPresent() && mirror.exists();
        if (here && freshness.isFresh(before.get().checked())) {
            return Outcome.UNCHANGED;
        }
        // Of the time before the host is asked: a token that is replaced meanwhile counts.
        Instant now = freshness.now();
        try {
            Asked asked = asker.ask(host, name, GitCall.Pack.of(GitRefs.question()));
            if (!(asked instanceof Asked.Got(UpstreamAnswer.Answered answer))) {
                return refused(key, asked);
            }
            GitRefs refs;
            try (answer) {
                refs = GitRefs.read(answer.body());
            }
            // A token that was edited since makes it one that was never checked.
            if (here && !before.get().checked().equals(Instant.EPOCH)) {
                mirror.tidy();
            } else {
                keptAnswers.forget(key);
                mirror.make();
            }
            boolean changed =
                    mirror.take(refs, (wants, haves, to) -> pack(host, name, wants, haves, to));
            keptAnswers.keep(
                    new Kept(key, 200, Headers.NONE, null, null, now, now, kind.tokenId()));
            if (!here && kind.tokenId() != null) {
                // That of a token before this one.
                shelf.keepOnly(kind.repository(), Set.of(PUBLIC, kind.tokenId()));
            }
            collect(key, mirror);
            return changed ? Outcome.CHANGED : Outcome.UNCHANGED;
        } catch (GitPackets.Broken e) {
            LOG.info("{} stays as it is: {}", key, e.getMessage());
            return Outcome.AWAY;
        } catch (IOException | UncheckedIOException e) {
            if (closing) {
                return Outcome.AWAY;
            }
            LOG.warn("{} is left alone for 6 hours: {}", key, e.toString());
            resting.put(key, now.plus(REST));
            mirror.tidy();
            return Outcome.NONE;
        }
    }

    /// What is here is good without it.
    private static void collect(String key, GitMirror mirror) {
        try {
            mirror.collect();
        } catch (IOException e) {
            LOG.warn("{} grows: {}", key, e.getMessage());
        }
    }

    private Outcome refused(String key, Asked asked) {
        return switch (asked) {
            case Asked.Limited _, Asked.Down _, Asked.Unchanged _ -> Outcome.AWAY;
            // It is there no more, or not for us: what is here must not be told on.
            case Asked.Unauthorized _, Asked.Other _ -> {
                keptAnswers.forget(key);
                resting.put(key, freshness.now().plus(freshness.fresh()));
                yield Outcome.NONE;
            }
            case Asked.Got _ -> throw new IllegalStateException("what was given is no refusal");
        };
    }

    private void pack(
            GitHost host,
            RepositoryRef.Named name,
            Set<String> wants,
            List<String> haves,
            OutputStream to)
            throws IOException {
        Asked asked = asker.ask(host, name, GitCall.Pack.of(GitRefs.fetch(wants, haves)));
        if (!(asked instanceof Asked.Got(UpstreamAnswer.Answered answer))) {
            throw new GitPackets.Broken(host.name() + " gave no pack");
        }
        try (answer) {
            new GitPackets(answer.body()).pack(to);
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        closing = true;
        git.close();
        flights.close();
        waiting.shutdownNow();
    }
}
