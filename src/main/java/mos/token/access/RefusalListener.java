package mos.token.access;

/// Hears of refusals of a known token. Called on event loops too, so it must not block.
@FunctionalInterface
public interface RefusalListener {
    /// Notes one refusal.
    ///
    /// @param tokenId the token or session that was refused
    /// @param need what was asked for: `auth:write`, `any token`
    /// @param reason why, in a few words
    /// @param address the client's address, or `unknown`
    void refused(String tokenId, String need, String reason, String address);
}
