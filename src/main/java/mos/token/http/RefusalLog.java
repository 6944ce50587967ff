package mos.token.http;

/// Hears of every request that was refused for who sent it, or from where. Called on event loops
/// too, so it must not block.
@FunctionalInterface
public interface RefusalLog {
    /// Notes one refusal.
    ///
    /// @param need what the route asked for, as in the route table: `auth:write`, `any token`
    /// @param reason why, in a few words
    /// @param tokenId the token that was refused, or an empty text
    /// @param address the client's address, or `unknown`
    void refused(String need, String reason, String tokenId, String address);
}
