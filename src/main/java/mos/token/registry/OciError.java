package mos.token.registry;

import mos.token.http.Reply;
import mos.token.json.Json;
import mos.token.net.Headers;
import tools.jackson.databind.node.ObjectNode;

/// The error codes of the OCI distribution spec that this door uses, with their usual status.
enum OciError {
    BLOB_UNKNOWN(404, "this blob is not known in this repository"),
    DIGEST_INVALID(400, "the digest must be sha256: and 64, or sha512: and 128 lower-case digits"),
    MANIFEST_UNKNOWN(404, "this manifest is not known in this repository"),
    NAME_INVALID(404, "the repository's name breaks the naming rules"),
    NAME_UNKNOWN(404, "this gateway does not serve that registry or repository"),
    UNAUTHORIZED(401, "authentication required"),
    UNSUPPORTED(404, "the operation is unsupported: this gateway only pulls"),
    TOOMANYREQUESTS(503, "the registry asks to slow down"),
    UNAVAILABLE(503, "the registry cannot be reached");

    private final int status;
    private final String message;

    OciError(int status, String message) {
        this.status = status;
        this.message = message;
    }

    /// The reply with the code's own words.
    Reply reply() {
        return reply(status, message);
    }

    /// The reply with another status and message; both are safe to show.
    Reply reply(int otherStatus, String otherMessage) {
        ObjectNode body = Json.object();
        ObjectNode error = body.putArray("errors").addObject();
        error.put("code", name());
        error.put("message", otherMessage);
        return new Reply(
                otherStatus,
                Headers.of(
                        "Content-Type",
                        "application/json",
                        "Docker-Distribution-Api-Version",
                        "registry/2.0",
                        "Cache-Control",
                        "no-store"),
                new Reply.Body.Bytes(Json.write(body)));
    }
}
