package mos.token.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a raw path. Nothing is decoded or tidied before a route is found, so that one
/// spelling of a path never passes for another: permissions are decided on the route found here.
final class Router {
    /// What a path and method lead to.
    sealed interface Match {
        /// A route; `values` in the order of the route's names, a single segment decoded.
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Found(Route route, List<String> names, String[] values) implements Match {}

        /// No template has this path.
        record NoPath() implements Match {}

        /// The path exists, with other methods: the `Allow` header's value.
        record NoMethod(String allow) implements Match {}
    }

    private static final String[] NO_VALUES = {};
    private static final Match NO_PATH = new Match.NoPath();
    private static final String ANY = "*";

    /// Routes without names, found by one look-up of the whole path.
    private final Map<String, Endpoint> exact = new HashMap<>();

    private final Node root = new Node();

    /// Builds the tree.
    ///
    /// @throws IllegalArgumentException when two routes serve the same method and shape of path
    Router(List<Route> routes) {
        routes.forEach(this::add);
    }

    /// The route of a method and raw path.
    ///
    /// @throws BadRequest when a named segment is not decodable, or hides a slash or dots
    Match match(String method, String rawPath) {
        Endpoint endpoint = exact.get(rawPath);
        if (endpoint != null) {
            return endpoint.served(method, NO_VALUES);
        }
        String[] segments = rawPath.substring(1).split("/", -1);
        List<String> values = new ArrayList<>();
        endpoint = root.find(segments, 0, rawPath, 1, values);
        if (endpoint == null) {
            return NO_PATH;
        }
        String[] decoded = values.toArray(NO_VALUES);
        int single = endpoint.tail ? decoded.length - 1 : decoded.length;
        for (int i = 0; i < single; i++) {
            decoded[i] = PercentDecoding.segment(decoded[i]);
        }
        return endpoint.served(method, decoded);
    }

    private void add(Route route) {
        String template = route.template();
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("the template '" + template + "' lacks its slash");
        }
        List<String> names = new ArrayList<>();
        Node node = root;
        boolean tail = false;
        for (String segment : template.substring(1).split("/", -1)) {
            if (tail) {
                throw new IllegalArgumentException(template + ": the tail must be last");
            }
            if (segment.startsWith("{") && segment.endsWith("...}")) {
                names.add(segment.substring(1, segment.length() - 4));
                tail = true;
            } else if (segment.startsWith("{") && segment.endsWith("}")) {
                names.add(segment.substring(1, segment.length() - 1));
                node = node.namedChild();
            } else {
                node = node.literals.computeIfAbsent(segment, _ -> new Node());
            }
        }
        Endpoint endpoint = tail ? node.tail : node.end;
        if (endpoint == null) {
            endpoint = new Endpoint(tail);
            if (tail) {
                node.tail = endpoint;
            } else {
                node.end = endpoint;
            }
        }
        endpoint.add(route, names);
        if (names.isEmpty()) {
            exact.put(template, endpoint);
        }
    }

    /// What follows one segment: literals win over a name, a name over a tail.
    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        @Nullable Node named;
        @Nullable Endpoint end;
        @Nullable Endpoint tail;

        Node namedChild() {
            Node child = named;
            if (child == null) {
                child = new Node();
                named = child;
            }
            return child;
        }

        @Nullable Endpoint find(
                String[] segments, int at, String path, int offset, List<String> values) {
            if (at == segments.length) {
                return end;
            }
            String segment = segments[at];
            int next = offset + segment.length() + 1;
            Node literal = literals.get(segment);
            if (literal != null) {
                Endpoint found = literal.find(segments, at + 1, path, next, values);
                if (found != null) {
                    return found;
                }
            }
            if (named != null && !segment.isEmpty()) {
                values.add(segment);
                Endpoint found = named.find(segments, at + 1, path, next, values);
                if (found != null) {
                    return found;
                }
                values.removeLast();
            }
            if (tail != null) {
                values.add(path.substring(offset));
            }
            return tail;
        }
    }

    /// The routes of one shape of path, by method.
    private static final class Endpoint {
        private final Map<String, Match.Found> byMethod = new HashMap<>();
        private final boolean tail;
        private @Nullable Match noMethod;

        Endpoint(boolean tail) {
            this.tail = tail;
        }

        void add(Route route, List<String> names) {
            Match.Found found = new Match.Found(route, List.copyOf(names), NO_VALUES);
            for (String method : route.methods()) {
                boolean clash = byMethod.containsKey(ANY) || method.equals(ANY);
                if ((clash && !byMethod.isEmpty()) || byMethod.put(method, found) != null) {
                    throw new IllegalArgumentException(
                            "two routes serve %s %s".formatted(method, route.template()));
                }
            }
            Set<String> allowed = new TreeSet<>(byMethod.keySet());
            if (allowed.contains("GET")) {
                allowed.add("HEAD");
            }
            allowed.remove(ANY);
            noMethod = new Match.NoMethod(String.join(", ", allowed));
        }

        Match served(String method, String[] values) {
            Match.Found found = byMethod.get(method);
            if (found == null && method.equals("HEAD")) {
                found = byMethod.get("GET");
            }
            if (found == null && !method.equals("TRACE") && !method.equals("CONNECT")) {
                found = byMethod.get(ANY);
            }
            if (found == null) {
                return noMethod == null ? NO_PATH : noMethod;
            }
            return values.length == 0
                    ? found
                    : new Match.Found(found.route(), found.names(), values);
        }
    }
}
