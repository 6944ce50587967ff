package mos.token.github;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import mos.token.content.ResumedBody;
import mos.token.content.Source;
import mos.token.door.Continued;
import mos.token.net.Headers;
import mos.token.servicetoken.Lease;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamAnswer.Answered;
import mos.token.upstream.UpstreamRequest.LfsDownloadBatch.Pointer;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// Asks for one large file, and goes on where it broke off. A link that opens nothing any more is
/// asked for anew.
final class LfsSource implements Source {
    /// The host gave nothing.
    static final class NotGiven extends IOException {
        private final transient Asked asked;

        NotGiven(Asked asked) {
            super("the host gave no large file");
            this.asked = asked;
        }

        Asked asked() {
            return asked;
        }
    }

    private final Upstreams upstreams;
    private final LfsLinks links;
    private final LfsRepository repository;
    private final Pointer object;
    private LfsLink.@Nullable Given link;

    LfsSource(Upstreams upstreams, LfsLinks links, LfsRepository repository, Pointer object) {
        this.upstreams = upstreams;
        this.links = links;
        this.repository = repository;
        this.object = object;
    }

    /// Asks for the link, which the host gives only to those who may read the object.
    LfsLink.Given ask() throws IOException {
        LfsLink.Given asked =
                switch (links.of(repository, List.of(object))) {
                    case LfsLinks.Found.Refused(Asked refusal) -> throw new NotGiven(refusal);
                    case LfsLinks.Found.Links found -> given(found.byName().get(object.sha256()));
                };
        link = asked;
        return asked;
    }

    private static LfsLink.Given given(@Nullable LfsLink link) throws NotGiven {
        return switch (link) {
            case LfsLink.Given given -> given;
            case LfsLink.Missing(int code, String _) when code < 500 ->
                    throw new NotGiven(new Asked.Other(code, Headers.NONE, new byte[0]));
            case LfsLink.Missing missing ->
                    throw new NotGiven(new Asked.Down(502, missing.message()));
            case null -> throw new IllegalStateException("no link for what was asked");
        };
    }

    @Override
    public Opened open() throws IOException {
        Answered answer = answer(Headers.NONE);
        // Not what the client said, which others who want the object need not believe.
        long length = FileSource.length(answer.headers());
        return new Opened(
                new ResumedBody(answer.body(), length, this::from, ResumedBody.WAITS), length);
    }

    private InputStream from(long position) throws IOException {
        try {
            return Continued.body(answer(Continued.range(position)), position);
        } catch (NotGiven refusal) {
            if (refusal.asked instanceof Asked.Down(int _, String detail)) {
                throw new IOException(detail, refusal);
            }
            throw new ResumedBody.RestRefused(repository.host().name() + " does not give the rest");
        }
    }

    private Answered answer(Headers range) throws IOException {
        LfsLink.Given known = link;
        Optional<Answered> first = known == null ? Optional.empty() : send(known, range);
        if (first.isPresent()) {
            return first.get();
        }
        links.forget(repository, object);
        return send(ask(), range)
                .orElseThrow(() ->
                        new NotGiven(
                                new Asked.Down(
                                        502,
                                        repository.host().name()
                                                + " gave a link that opens nothing")));
    }

    /// Empty when the link opens nothing.
    private Optional<Answered> send(LfsLink.Given link, Headers range) throws IOException {
        GitHost host = repository.host();
        Optional<Lease> lease =
                link.own() ? host.lease().filter(host.tokens()::lends) : Optional.empty();
        Optional<Answered> answer = send(link, range, lease);
        // What is public is had without a token that is refused.
        return answer.isEmpty() && lease.isPresent() ? send(link, range, Optional.empty()) : answer;
    }

    private Optional<Answered> send(LfsLink.Given link, Headers range, Optional<Lease> lease)
            throws IOException {
        GitHost host = repository.host();
        GithubToken tokens = host.tokens();
        var request = link.read(host, range, lease.map(Lease::credential).orElse(null));
        return switch (upstreams.send(request, () -> lease.stream().allMatch(tokens::lends))) {
            case UpstreamAnswer.Refusal refusal -> {
                Asked asked = Asker.refused(refusal);
                if (asked instanceof Asked.Unauthorized) {
                    yield Optional.empty();
                }
                throw new NotGiven(asked);
            }
            case Answered answer -> {
                lease.ifPresent(lent -> tokens.answered(lent, repository.subject(), answer));
                int status = answer.status();
                if (status == 200
                        || status == 206
                        || (status == 416 && range.first("Range").isPresent())) {
                    yield Optional.of(answer);
                }
                answer.close();
                if (status >= 500 || status == 429) {
                    throw new NotGiven(
                            new Asked.Down(502, answer.uri().getHost() + " answered " + status));
                }
                yield Optional.empty();
            }
        };
    }
}
