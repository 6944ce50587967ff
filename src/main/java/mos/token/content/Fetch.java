package mos.token.content;

/// What came of asking for a content that had to be fetched.
public sealed interface Fetch {
    /// It was there after all.
    record Present(StoredContent content) implements Fetch {}

    /// It is coming.
    record Coming(Incoming incoming) implements Fetch {}
}
