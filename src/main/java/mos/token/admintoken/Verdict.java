package mos.token.admintoken;

/// What a presented token is worth. To the outside every refusal reads the same, except a malformed
/// text, which holds no secret; the log and the audit rows name the reason.
public sealed interface Verdict {
    /// It opens what its permissions say.
    ///
    /// @param secret the serial number of the secret that was presented
    record Valid(Grant token, int secret) implements Verdict {}

    /// It is no token: no look-up was made.
    record Malformed(TokenFormat.Rule rule) implements Verdict {}

    /// It has the form of a token but is none of ours.
    record Unknown() implements Verdict {}

    /// It was deactivated.
    record Inactive(Grant token) implements Verdict {}

    /// Its time is over.
    record Expired(Grant token) implements Verdict {}

    /// Its time has not begun.
    record NotYetValid(Grant token) implements Verdict {}

    /// It may not be used from there.
    record WrongNetwork(Grant token) implements Verdict {}

    /// A secret that a rotation replaced; the token itself may live.
    record Retired(String id, String name) implements Verdict {}

    /// The token was deleted.
    record Deleted(String id, String name) implements Verdict {}

    /// The reason in a few words, for audit rows.
    default String reason() {
        return switch (this) {
            case Valid _ -> "valid";
            case Malformed _ -> "malformed";
            case Unknown _ -> "unknown";
            case Inactive _ -> "inactive";
            case Expired _ -> "expired";
            case NotYetValid _ -> "not yet valid";
            case WrongNetwork _ -> "wrong network";
            case Retired _ -> "retired secret";
            case Deleted _ -> "deleted";
        };
    }

    /// The id of the token it was about, or an empty text.
    default String tokenId() {
        return switch (this) {
            case Valid(Grant token, _) -> token.id();
            case Inactive(Grant token) -> token.id();
            case Expired(Grant token) -> token.id();
            case NotYetValid(Grant token) -> token.id();
            case WrongNetwork(Grant token) -> token.id();
            case Retired retired -> retired.id();
            case Deleted deleted -> deleted.id();
            case Malformed _, Unknown _ -> "";
        };
    }

    /// The name of the token it was about, or an empty text; for its owner alone.
    default String tokenName() {
        return switch (this) {
            case Valid(Grant token, _) -> token.name();
            case Inactive(Grant token) -> token.name();
            case Expired(Grant token) -> token.name();
            case NotYetValid(Grant token) -> token.name();
            case WrongNetwork(Grant token) -> token.name();
            case Retired retired -> retired.name();
            case Deleted deleted -> deleted.name();
            case Malformed _, Unknown _ -> "";
        };
    }

    /// What may be told to whoever presented it, when it was refused.
    default String explanation() {
        return this instanceof Malformed malformed
                ? malformed.rule().sentence()
                : "Invalid or expired token.";
    }
}
