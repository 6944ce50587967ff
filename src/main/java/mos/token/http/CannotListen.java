package mos.token.http;

/// A listener could not start; the message is one sentence that names the option and the fix.
public final class CannotListen extends RuntimeException {
    CannotListen(String message) {
        super(message);
    }
}
