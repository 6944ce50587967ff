package mos.token.keys;

/// The keys cannot be had; the message names the file and the fix, and no part of a key.
public final class KeyProblem extends RuntimeException {
    KeyProblem(String message) {
        super(message);
    }
}
