package mos.token.admintoken;

/// How a change of an existing admin token ended.
public sealed interface Alteration {
    /// It is changed; `token` is how it is now, or how it was before it was deleted.
    record Done(AdminToken token) implements Alteration {}

    /// There is no token of that id.
    record NotFound() implements Alteration {}

    /// A field is wrong; `message` names it and the fix.
    record Invalid(String field, String message) implements Alteration {}

    /// Another token has this name.
    record NameTaken() implements Alteration {}

    /// The token reaches further than the caller, or would after the change.
    record AboveCaller(Excess excess) implements Alteration {}
}
