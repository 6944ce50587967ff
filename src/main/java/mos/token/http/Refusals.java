package mos.token.http;

import mos.token.access.Demand;
import mos.token.access.Permissions;

/// Error replies in the form that an area's clients read.
final class Refusals {
    private Refusals() {}

    /// Problem details for programs, a line of text for people.
    static Reply of(Area area, int status, String title, String detail) {
        return area == Area.PAGE
                ? Reply.text(status, detail + "\n")
                : Problem.of(status, title, detail);
    }

    /// 403 for want of permissions.
    static Reply forbidden(Area area, String detail, Demand needed, Permissions held) {
        return area == Area.PAGE
                ? of(area, 403, "Forbidden", detail)
                : Problem.forbidden(detail, needed, held);
    }

    /// With what would do, for programs.
    static Reply scoped(Reply reply, String scope) {
        return reply.with("X-Accepted-Permissions", scope)
                .with(
                        "WWW-Authenticate",
                        "%s, error=\"insufficient_scope\", scope=\"%s\""
                                .formatted(Gatekeeper.CHALLENGE, scope));
    }
}
