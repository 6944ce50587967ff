package mos.token.keys;

/// A sealed value cannot be opened: it was damaged, moved to another row, or its key is gone. It
/// says nothing about other rows.
public final class Unsealable extends Exception {
    Unsealable(String message) {
        super(message);
    }
}
