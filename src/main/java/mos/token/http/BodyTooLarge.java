package mos.token.http;

import java.io.IOException;

/// A request body over the route's limit; answered 413.
public final class BodyTooLarge extends IOException {
    /// Names the limit in bytes.
    public BodyTooLarge(long limit) {
        super("the request body is larger than " + limit + " bytes");
    }
}
