package mos.token.admintoken;

import mos.token.secret.SecretText;

/// How the creation of an admin token ended.
public sealed interface Creation {
    /// It exists. `secret` is its text, which nobody can show again.
    record Created(AdminToken token, SecretText secret) implements Creation {}

    /// A field is wrong; `message` names it and the fix.
    record Invalid(String field, String message) implements Creation {}

    /// Another token has this name.
    record NameTaken() implements Creation {}

    /// It would reach further than the caller.
    record AboveCaller(Excess excess) implements Creation {}
}
