package mos.token.http;

import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Resource;

/// What a route asks of its caller. A route without one does not compile.
public sealed interface Need {
    /// Everybody. `because` says why, and stands in the route table.
    record Open(String because) implements Need {}

    /// Any live admin token, whatever its permissions.
    record AnyToken() implements Need {}

    /// A caller whose permissions grant `level` on `resource`.
    record Granted(Resource resource, Level level) implements Need {}

    /// A caller with full permissions.
    record Full() implements Need {}

    /// What it asks of the caller's permissions.
    default Demand demand() {
        return switch (this) {
            case Open _, AnyToken _ -> new Demand.Nothing();
            case Granted(Resource resource, Level level) -> new Demand.On(resource, level);
            case Full _ -> new Demand.Everything();
        };
    }

    /// How it reads in the route table and the log.
    default String text() {
        return switch (this) {
            case Open open -> "open: " + open.because();
            case AnyToken _ -> "any token";
            case Granted granted -> granted.resource().name() + ":" + granted.level().text();
            case Full _ -> "full";
        };
    }
}
