package mos.token.http;

import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Error replies in the shape of RFC 9457 that carry MOS's `error` (and `success`) members too.
public final class Problem {
    private Problem() {}

    /// A problem; `detail` names the field and the fix.
    public static Reply of(int status, String title, String detail) {
        return of(status, title, detail, Json.object());
    }

    /// A problem with members of its own (RFC 9457 §3.2).
    public static Reply of(int status, String title, String detail, ObjectNode members) {
        var body = Json.object();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        body.put("success", false);
        body.put("error", detail);
        body.setAll(members);
        return Reply.bytes(status, "application/problem+json", Json.write(body))
                .with("Cache-Control", "no-store");
    }

    /// 403 for want of permissions: says what is needed, in the body and in headers for programs
    /// (RFC 6750 §3), and what the caller has. A demand for nothing means that it is not
    /// permissions that lack.
    public static Reply forbidden(String detail, Demand needed, Permissions held) {
        ObjectNode members = Json.object();
        if (needed instanceof Demand.On(Resource resource, Level level)) {
            members.putObject("needed").put("resource", resource.name()).put("level", level.text());
        }
        members.put("mode", held.mode());
        Reply reply = of(403, "Forbidden", detail, members);
        return needed instanceof Demand.Nothing ? reply : Refusals.scoped(reply, needed.text());
    }

    /// 400: the request is wrong in a way its sender can mend.
    public static Reply badRequest(String detail) {
        return of(400, "Bad Request", detail);
    }

    /// 404.
    public static Reply notFound(String detail) {
        return of(404, "Not Found", detail);
    }
}
