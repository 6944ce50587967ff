package mos.token.github;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import mos.token.content.Contents;
import mos.token.content.Digest;
import mos.token.content.Fetch;
import mos.token.content.Incoming;
import mos.token.content.StoredContent;
import mos.token.content.Wanted;
import mos.token.content.WrongDigest;
import mos.token.door.AnswerSource;
import mos.token.door.Kept;
import mos.token.door.KeptAnswers;
import mos.token.net.Headers;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch.Pointer;
import mos.token.upstream.Upstreams;

/// Large files, kept for ever under their SHA-256, which is their name: one download for all who
/// read one. What is kept for one repository is given out for another only after its host said that
/// the object is there too, and what was fetched with the owner's right for strangers only after it
/// said so of what is public by that name now.
final class LfsObjects {
    private static final Headers TYPE = Headers.of("Content-Type", "application/octet-stream");

    /// Given only when it is there and verified, so that a lie can still be answered as an error.
    private static final long SMALL = 256 * 1024;

    private final Upstreams upstreams;
    private final LfsLinks links;
    private final KeptAnswers keptAnswers;
    private final Contents contents;
    private final Clock clock;

    LfsObjects(
            Upstreams upstreams,
            LfsLinks links,
            KeptAnswers keptAnswers,
            Contents contents,
            Clock clock) {
        this.upstreams = upstreams;
        this.links = links;
        this.keptAnswers = keptAnswers;
        this.contents = contents;
        this.clock = clock;
    }

    /// Whether it is kept for this repository.
    boolean has(LfsRepository repository, Pointer object) {
        return row(repository, object).isPresent() && contents.has(digest(object));
    }

    /// The file; its receiver closes it.
    Files.Found get(LfsRepository repository, Pointer object) throws IOException {
        Optional<Kept> row = row(repository, object);
        if (row.isPresent()) {
            Optional<StoredContent> content = contents.find(digest(object));
            if (content.isPresent()) {
                return new Files.Found.Stored(content.get(), row.get(), AnswerSource.KEPT);
            }
        }
        try {
            return fetch(repository, object);
        } catch (LfsSource.NotGiven refusal) {
            return new Files.Found.Refused(refusal.asked());
        } catch (WrongDigest _) {
            return down(repository.host().name() + " gave another file than its name says");
        } catch (IOException _) {
            return down(repository.host().name() + ": its large file broke off");
        }
    }

    private static Files.Found down(String detail) {
        return new Files.Found.Refused(new Asked.Down(502, detail));
    }

    private Files.Found fetch(LfsRepository repository, Pointer object) throws IOException {
        var source = new LfsSource(upstreams, links, repository, object);
        // Also when the file is here already: only the host says whether it is of this repository.
        source.ask();
        Digest digest = digest(object);
        var wanted = new Wanted(digest.toString(), digest, _ -> keep(repository, object));
        return switch (contents.fetch(wanted, source)) {
            case Fetch.Present(StoredContent content) ->
                    new Files.Found.Stored(
                            content, keep(repository, object), AnswerSource.REVALIDATED);
            case Fetch.Coming(Incoming incoming) -> {
                if (incoming.length() >= 0 && incoming.length() <= SMALL) {
                    incoming.await();
                    Optional<StoredContent> content = contents.find(digest);
                    if (content.isPresent()) {
                        incoming.close();
                        yield new Files.Found.Stored(
                                content.get(), keep(repository, object), AnswerSource.FETCHED);
                    }
                }
                yield new Files.Found.Arriving(incoming, TYPE);
            }
        };
    }

    private Kept keep(LfsRepository repository, Pointer object) {
        Instant now = clock.instant();
        Kept kept =
                new Kept(
                        repository.key(object),
                        200,
                        TYPE,
                        null,
                        digest(object).toString(),
                        now,
                        now,
                        repository.tokenId());
        keptAnswers.keep(kept);
        links.forget(repository, object);
        return kept;
    }

    /// Empty when the token that fetched it was replaced since: nobody knows what the new one may
    /// see.
    private Optional<Kept> row(LfsRepository repository, Pointer object) {
        return repository.keys(object).stream()
                .flatMap(key -> keptAnswers.find(key).stream())
                .filter(kept -> !kept.checked().equals(Instant.EPOCH))
                .findFirst();
    }

    private static Digest digest(Pointer object) {
        return new Digest(Digest.Algorithm.SHA256, object.sha256());
    }
}
