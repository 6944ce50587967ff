package mos.token.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import mos.token.access.Resource;
import mos.token.door.DoorCaller;
import mos.token.door.DoorCallers;
import mos.token.door.OfferedCredential;
import mos.token.http.BodyTooLarge;
import mos.token.http.Form;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import tools.jackson.databind.node.ObjectNode;

/// `/token`: turns an admin token, or an anonymous network, into a short-lived gateway token
/// (distribution's token spec; its OAuth2 form as POST). The asked scope decides nothing: what may
/// be read is judged at each request.
final class TokenEndpoint {
    private final DoorCallers callers;
    private final GatewayTokens tokens;

    TokenEndpoint(DoorCallers callers, GatewayTokens tokens) {
        this.callers = callers;
        this.tokens = tokens;
    }

    Reply handle(Request request) throws IOException {
        return switch (request.method()) {
            case "GET", "HEAD" ->
                    answer(request, OfferedCredential.parse(request.headers("Authorization")));
            case "POST" -> post(request);
            default ->
                    OciError.UNSUPPORTED
                            .reply(405, "only GET and POST ask for tokens")
                            .with("Allow", "GET, HEAD, POST");
        };
    }

    private Reply post(Request request) throws IOException {
        byte[] body;
        try {
            body = request.body();
        } catch (BodyTooLarge e) {
            return OciError.UNSUPPORTED.reply(413, String.valueOf(e.getMessage()));
        }
        Form form = Form.parse(new String(body, StandardCharsets.UTF_8));
        Optional<SecretText> offered =
                form.secret("password").or(() -> form.secret("refresh_token"));
        return answer(
                request,
                offered.<OfferedCredential>map(secret ->
                                secret.isEmpty()
                                        ? new OfferedCredential.None()
                                        : new OfferedCredential.Secret(secret))
                        .orElseGet(
                                () -> OfferedCredential.parse(request.headers("Authorization"))));
    }

    private Reply answer(Request request, OfferedCredential offered) {
        return switch (callers.of(offered, request, Resource.REGISTRY)) {
            case DoorCaller.Anonymous _ -> granted(tokens.anonymous());
            case DoorCaller.Token(var caller) -> granted(tokens.issue(caller)).to(caller);
            case DoorCaller.Unwelcome _ ->
                    OciError.UNAUTHORIZED
                            .reply(401, "log in with an admin token that may read 'registry'")
                            .with("WWW-Authenticate", "Basic realm=\"MOS Token gateway\"");
        };
    }

    /// No `issued_at`: clients then count from now, whatever our clock says.
    private static Reply granted(SecretText token) {
        ObjectNode body = Json.object();
        body.put("token", token.exposeText());
        body.put("access_token", token.exposeText());
        body.put("expires_in", GatewayTokens.LIFE.toSeconds());
        return Reply.json(200, body);
    }
}
