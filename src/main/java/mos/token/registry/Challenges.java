package mos.token.registry;

import java.util.Optional;
import java.util.regex.Pattern;
import mos.token.door.DoorCaller;
import mos.token.http.Reply;
import mos.token.http.Request;
import org.jspecify.annotations.Nullable;

/// The door's 401: it leads clients to the token endpoint of the host and port that they asked,
/// since some refuse any other (go-containerregistry's `validateRealmURL`).
final class Challenges {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

    private Challenges() {}

    /// 401 for a request without a credential.
    static Reply plain(Request request) {
        return challenge(request, null, null);
    }

    /// 401 for somebody who is not let in.
    ///
    /// @param name the repository's name as the client wrote it, or null
    static Reply unwelcome(Request request, @Nullable String name, DoorCaller.Reason reason) {
        return switch (reason) {
            case NO_CREDENTIAL -> challenge(request, name, null);
            case WRONG_CREDENTIAL -> challenge(request, name, "invalid_token");
            case NOT_PERMITTED -> challenge(request, name, "insufficient_scope");
        };
    }

    /// 401 for what this caller may not see, and for what does not exist.
    static Reply hidden(Request request, String name) {
        boolean offered = request.header("Authorization").isPresent();
        return challenge(request, name, offered ? "insufficient_scope" : null);
    }

    private static Reply challenge(Request request, @Nullable String name, @Nullable String error) {
        String host =
                Optional.of(request.host())
                        .filter(asked -> HOST.matcher(asked).matches())
                        .orElse("localhost");
        StringBuilder value =
                new StringBuilder(
                        "Bearer realm=\"%s://%s/token\",service=\"%s\""
                                .formatted(request.scheme(), host, host));
        if (name != null) {
            value.append(",scope=\"repository:").append(name).append(":pull\"");
        }
        if (error != null) {
            value.append(",error=\"").append(error).append('"');
        }
        return OciError.UNAUTHORIZED.reply().with("WWW-Authenticate", value.toString());
    }
}
