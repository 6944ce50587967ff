package mos.token.upstream;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import mos.token.secret.Redaction;
import org.jspecify.annotations.Nullable;

/// Says in words why a connection failed.
final class Failure {
    private Failure() {}

    static String sentence(IOException failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnresolvedAddressException _, UnknownHostException _ -> {
                    return "the name cannot be resolved: check the network and DNS";
                }
                case SSLException tls -> {
                    return "TLS failed: " + Redaction.text(String.valueOf(tls.getMessage()));
                }
                case null, default -> {
                    // Look deeper.
                }
            }
        }
        return failure instanceof ConnectException
                ? "no connection: it refused, or a firewall is in between"
                : "the connection broke before the answer";
    }
}
