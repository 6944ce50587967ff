package mos.token.notify;

/// How putting a notice away ended.
public sealed interface Dismissal {
    /// It is put away, now or earlier.
    record Done() implements Dismissal {}

    /// There is no notice of that id; its condition may have ended.
    record NotFound() implements Dismissal {}
}
