package mos.token.check;

import java.util.ArrayList;
import java.util.List;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.config.ProtectedPath;
import org.jspecify.annotations.Nullable;

/// What a request for another program asks of its caller. Whatever two programs could read
/// differently is [Demand.Everything], which only full permissions open: the server behind the
/// proxy may decode, fold or normalize a path in its own way.
final class ProtectedPaths {
    private static final Demand EVERYTHING = new Demand.Everything();

    private static final String API = "/api/v1/";

    /// What every token may ask: what it may do itself.
    private static final String ME = API + "auth/admin-tokens/me";

    /// A path of the configuration with its known resource; without one the next segment names it.
    private record Part(String prefix, @Nullable Resource resource) {
        /// Also without its last slash, which most programs add by a redirect.
        boolean covers(String path) {
            return path.startsWith(prefix)
                    || (resource != null
                            && !path.isEmpty()
                            && path.length() == prefix.length() - 1
                            && prefix.startsWith(path));
        }

        Demand demand(String path, boolean reads) {
            if (resource != null) {
                return on(resource, reads);
            }
            if (reads && prefix.equals(API) && path.equals(ME)) {
                return new Demand.Nothing();
            }
            int end = path.indexOf('/', prefix.length());
            String first = path.substring(prefix.length(), end < 0 ? path.length() : end);
            return Resource.known(first).map(known -> on(known, reads)).orElse(EVERYTHING);
        }

        private static Demand on(Resource resource, boolean reads) {
            return new Demand.On(resource, reads ? Level.READ : Level.WRITE);
        }
    }

    private final List<Part> parts;

    /// @throws IllegalArgumentException when a path needs a resource that does not exist
    ProtectedPaths(List<ProtectedPath> paths) {
        List<Part> known = new ArrayList<>();
        for (ProtectedPath path : paths) {
            known.add(
                    new Part(
                            path.prefix(),
                            path.resource() == null ? null : resource(path.resource())));
        }
        parts = List.copyOf(known);
    }

    private static Resource resource(String name) {
        return Resource.known(name)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "check.path: there is no resource '%s': write one of %s"
                                        .formatted(
                                                name,
                                                String.join(
                                                        ", ",
                                                        Resource.ALL.stream()
                                                                .map(Resource::name)
                                                                .toList()))));
    }

    /// What a request with this method and target asks for.
    ///
    /// @param target path and query as sent, undecoded
    Demand demand(String method, String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        if (Spelling.ambiguous(path)) {
            return EVERYTHING;
        }
        // Methods are case-sensitive (RFC 9110 §9.1): `get` is some other method.
        boolean reads = method.equals("GET") || method.equals("HEAD");
        for (Part part : parts) { // none lies within another: the first is the only one
            if (part.covers(path)) {
                return part.demand(path, reads);
            }
        }
        return EVERYTHING;
    }
}
