package mos.token.migrate;

import java.util.List;
import java.util.stream.Stream;
import mos.token.admintoken.LegacyToken;
import org.jspecify.annotations.Nullable;

/// An entry of MOS's list of admin tokens.
///
/// @param place in the list, from 1
/// @param token null when it is none
/// @param says what is odd about it, in sentences
/// @param from where it begins in the file, in bytes
/// @param to where it ends
record MosToken(int place, @Nullable LegacyToken token, List<String> says, int from, int to) {
    /// The token, where it is one.
    Stream<LegacyToken> taken() {
        return Stream.ofNullable(token);
    }
}
