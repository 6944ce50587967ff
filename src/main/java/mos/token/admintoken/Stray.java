package mos.token.admintoken;

/// Uses of one token's secrets that open nothing any more, on one day (UTC). They never change the
/// state of a token, since whoever has such a secret could end the owner's access by it.
///
/// @param tokenName for its owner alone
/// @param last the last of these uses
/// @param networks how many different ones they came from; there may be more, since they are
///   counted from the start of the process on, and up to [Strays#MOST_NETWORKS]
record Stray(Kind kind, String tokenId, String tokenName, Pending.Seen last, int networks) {
    /// Why the secret opens nothing any more.
    enum Kind {
        EXPIRED("admin-token.expired-used", "the expired admin token '%s'"),
        RETIRED("admin-token.retired-used", "an old secret of the admin token '%s'"),
        DELETED("admin-token.deleted-used", "the deleted admin token '%s'");

        private final String notice;
        private final String what;

        Kind(String notice, String what) {
            this.notice = notice;
            this.what = what;
        }

        /// The kind of the notice about it.
        String notice() {
            return notice;
        }
    }

    /// What was used, in words.
    String what() {
        return kind.what.formatted(tokenName);
    }
}
