package mos.token.http;

/// The request is wrong in a way its sender can mend; answered 400 with this message.
public final class BadRequest extends RuntimeException {
    /// Names the field and the fix; never holds a secret.
    public BadRequest(String message) {
        super(message);
    }
}
