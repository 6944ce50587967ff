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

    LfsSource(Upstreams upstreams, LfsLinks links, LfsRepository repository, Pointer object) {
        this.upstreams = upstreams;
        this.links = links;
        this.repository = repository;
        this.object = object;
    }

    /// The link, which the host gives only to those who may read the object.
    LfsLink.Given link() throws IOException {
        return switch (links.of(repository, List.of(object))) {
            case LfsLinks.Found.Refused(Asked asked) -> throw new NotGiven(asked);
            case LfsLinks.Found.Links found ->
                    switch (found.byName().get(object.sha256())) {
                        case LfsLink.Given given -> given;
                        case LfsLink.Missing(int code, String _) when code < 500 ->
                                throw new NotGiven(
                                        new Asked.Other(code, Headers.NONE, new byte[0]));
                        case LfsLink.Missing missing ->
                                throw new NotGiven(new Asked.Down(502, missing.message()));
                        case null -> throw new IllegalStateException("no link for what was asked");
                    };
        };
    }

    @Override
    public Opened open() throws IOException {
        LfsLink.Given link = link();
        Answered answer = answer(link, Headers.NONE);
        return new Opened(
                new ResumedBody(answer.body(), link.size(), this::from, ResumedBody.WAITS),
                link.size());
    }

    private InputStream from(long position) throws IOException {
        try {
            return Continued.body(answer(link(), Continued.range(position)), position);
        } catch (NotGiven refusal) {
            if (refusal.asked instanceof Asked.Down(int _, String detail)) {
                throw new IOException(detail, refusal);
            }
            throw new ResumedBody.RestRefused(repository.host().name() + " does not give the rest");
        }
    }

    private Answered answer(LfsLink.Given link, Headers range) throws IOException {
        Optional<Answered> first = send(link, range);
        if (first.isPresent()) {
            return first.get();
        }
        links.forget(repository, object);
        return send(link(), range)
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
        var request = link.read(host, range, lease.map(Lease::credential).orElse(null));
        return switch (upstreams.send(request)) {
            case UpstreamAnswer.Refusal refusal -> throw new NotGiven(Asker.down(refusal));
            case Answered answer -> {
                lease.ifPresent(lent -> host.tokens().answered(lent, repository.subject(), answer));
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
