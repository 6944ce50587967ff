package mos.token.registry;

import java.io.IOException;
import java.io.InputStream;
import mos.token.content.Digest;
import mos.token.content.ResumedBody;
import mos.token.content.Source;
import mos.token.door.Continued;
import mos.token.net.Headers;

/// Asks a registry for a blob, for one repository, and goes on where the answer broke off.
final class BlobSource implements Source {
    private final UpstreamRegistry upstream;
    private final PublicLook publicLook;
    private final RepositoryContents repositories;
    private final Repository repository;
    private final Digest digest;
    private boolean asked;

    BlobSource(
            UpstreamRegistry upstream,
            PublicLook publicLook,
            RepositoryContents repositories,
            Repository repository,
            Digest digest) {
        this.upstream = upstream;
        this.publicLook = publicLook;
        this.repositories = repositories;
        this.repository = repository;
        this.digest = digest;
    }

    /// Whether this repository's registry was asked for it.
    boolean asked() {
        return asked;
    }

    @Override
    public Opened open() throws IOException {
        asked = true;
        UpstreamRegistry.Told told = upstream.ask(question(false, Headers.NONE));
        boolean opened = false;
        try {
            confirmed(told);
            long length = Blobs.length(told.answer().headers());
            InputStream body = told.answer().body();
            opened = true;
            return new Opened(new ResumedBody(body, length, this::from, ResumedBody.WAITS), length);
        } finally {
            if (!opened) {
                told.close();
            }
        }
    }

    /// Asks whether this repository has the blob; returns its length, or -1.
    long confirm() throws IOException {
        try (UpstreamRegistry.Told told = upstream.ask(question(true, Headers.NONE))) {
            confirmed(told);
            return Blobs.length(told.answer().headers());
        }
    }

    private void confirmed(UpstreamRegistry.Told told) {
        repositories.confirm(repository, digest, publicLook.fence(repository, told.serviceToken()));
    }

    /// The bytes from `position` on, by the same way as the first: with a token that is good now,
    /// to a storage address that was signed now.
    private InputStream from(long position) throws IOException {
        try {
            UpstreamRegistry.Told told = upstream.ask(question(false, Continued.range(position)));
            return Continued.body(told.answer(), position);
        } catch (Trouble trouble) {
            throw trouble.kind() == Trouble.Kind.UNAVAILABLE
                    ? trouble
                    : new ResumedBody.RestRefused(trouble);
        }
    }

    private UpstreamRegistry.Question question(boolean head, Headers headers) {
        return new UpstreamRegistry.Question(
                head, repository, "blobs/" + digest, headers, repository.registry().blobs());
    }
}
