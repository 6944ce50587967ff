package mos.token.github;

import java.util.List;
import mos.token.net.Headers;
import mos.token.upstream.UpstreamRequest;

/// One request of git, as it goes on to the repository's host (gitprotocol-http).
sealed interface GitCall {
    /// The version of the protocol that today's git speaks (gitprotocol-v2).
    String NEWEST = "version=2";

    /// Names a version of the protocol; an empty text is the oldest, which has no name.
    static Headers version(String protocol) {
        return protocol.isEmpty() ? Headers.NONE : Headers.of("Git-Protocol", protocol);
    }

    /// Header fields that go on.
    Headers headers();

    /// Whether it can be sent a second time.
    boolean repeatable();

    /// The path behind the repository, with its query.
    String target();

    /// The media type of its answer.
    String answer();

    /// `GET info/refs?service=git-upload-pack`.
    record Refs(Headers headers) implements GitCall {
        /// With a version of the protocol, or an empty text for the oldest.
        static Refs of(String protocol) {
            return new Refs(version(protocol));
        }

        @Override
        public boolean repeatable() {
            return true;
        }

        @Override
        public String target() {
            return GithubPath.INFO_REFS + "?service=git-upload-pack";
        }

        @Override
        public String answer() {
            return "application/x-git-upload-pack-advertisement";
        }
    }

    /// `POST git-upload-pack`.
    record Pack(Headers headers, GitBody body) implements GitCall {
        /// The media type of its body.
        static final String REQUEST = "application/x-git-upload-pack-request";

        private static final String RESULT = "application/x-git-upload-pack-result";

        /// What a client says.
        ///
        /// @param encoding how the body is encoded, or an empty text for plain
        static Pack of(String protocol, String encoding, GitBody body) {
            Headers headers = version(protocol).and("Content-Type", REQUEST).and("Accept", RESULT);
            return new Pack(
                    encoding.isEmpty() ? headers : headers.and("Content-Encoding", encoding), body);
        }

        /// What we say ourselves, in the newest version.
        static Pack of(byte[] body) {
            return of(NEWEST, "", new GitBody(body, null, false, () -> {}));
        }

        @Override
        public boolean repeatable() {
            return body.whole();
        }

        @Override
        public String target() {
            return GithubPath.UPLOAD_PACK;
        }

        @Override
        public String answer() {
            return RESULT;
        }
    }

    /// git-lfs's `POST info/lfs/objects/batch`, for downloads.
    record LfsBatch(List<UpstreamRequest.LfsDownloadBatch.Pointer> objects) implements GitCall {
        @Override
        public Headers headers() {
            return Headers.NONE;
        }

        @Override
        public boolean repeatable() {
            return true;
        }

        @Override
        public String target() {
            return GithubPath.LFS + LfsDoor.BATCH;
        }

        @Override
        public String answer() {
            return UpstreamRequest.LFS;
        }
    }
}
