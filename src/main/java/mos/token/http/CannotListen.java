package mos.token.http;

import java.io.IOException;
import java.net.BindException;
import mos.token.net.HostPort;
import org.jspecify.annotations.Nullable;

/// A listener could not start; the message is one sentence that names the option and the fix.
public final class CannotListen extends RuntimeException {
    CannotListen(String message) {
        super(message);
    }

    /// Says what the server library's failure means.
    ///
    /// @param tls whether a certificate was to be used: what is no trouble of the socket is its
    static CannotListen because(
            String option, HostPort at, boolean tls, @Nullable Throwable cause) {
        String text = cause == null ? "" : String.valueOf(cause.getMessage());
        if (cause instanceof BindException) {
            return new CannotListen(
                    text.contains("assign")
                            ? "%s %s: this machine has no such address; use one of its own or 0.0.0.0"
                                    .formatted(option, at)
                            : "%s %s: the port is taken or not allowed (%s); choose another"
                                    .formatted(option, at, text));
        }
        if (tls && !(cause instanceof IOException)) {
            return new CannotListen(
                    "--tls-cert, --tls-key: not a PEM certificate and its key (%s); check both files"
                            .formatted(text));
        }
        return new CannotListen("%s %s: cannot listen: %s".formatted(option, at, text));
    }
}
