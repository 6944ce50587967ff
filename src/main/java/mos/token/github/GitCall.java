package mos.token.github;

import mos.token.net.Headers;

/// One request of git, as it goes on to the repository's host (gitprotocol-http).
sealed interface GitCall {
    /// Header fields that go on.
    Headers headers();

    /// Whether it can be sent a second time.
    boolean repeatable();

    /// The path behind the repository, with its query.
    String target();

    /// The media type of its answer.
    String answer();

    /// It was sent, and will not be again.
    default void sent() {}

    /// `GET info/refs?service=git-upload-pack`.
    record Refs(Headers headers) implements GitCall {
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
            return "application/x-git-upload-pack-result";
        }

        @Override
        public void sent() {
            body.close();
        }
    }
}
