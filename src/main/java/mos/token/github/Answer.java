package mos.token.github;

import java.time.Instant;
import mos.token.door.AnswerSource;
import mos.token.door.Kept;
import mos.token.net.Headers;

/// What a client of the door gets for an [Ask], before it is written as a reply.
sealed interface Answer {
    /// A kept answer.
    ///
    /// @param source where it came from
    record Whole(Kept kept, AnswerSource source) implements Answer {
        /// Whether GitHub was not asked whether it still holds: it could not be, or what is left of
        /// its quota is in reserve.
        boolean stale() {
            return source == AnswerSource.STALE;
        }
    }

    /// An answer that is not kept, given on: a refusal, or anything when the disk is full.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Relayed(int status, Headers headers, byte[] body) implements Answer {}

    /// Over GitHub's limit, and nothing kept.
    record Limited(Instant until) implements Answer {}

    /// GitHub gave no usable answer, and nothing is kept.
    record Down(int status, String detail) implements Answer {}

    /// GitHub answers this only to an account, and there is no token that it takes.
    record NeedsToken() implements Answer {}

    /// Too large to keep, or a file on another host: to be streamed.
    record Large() implements Answer {}
}
