package mos.token.http;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import mos.token.figure.Durations;
import mos.token.figure.Figure;
import org.jspecify.annotations.Nullable;

/// What one listener answered. Everything that can be counted is there from the start: a request on
/// the fast lane neither allocates nor looks up a text for it.
final class Traffic {
    /// Who made an answer: the event loop, or a thread of the request's own.
    enum Lane {
        FAST,
        SLOW
    }

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER");
    private static final List<String> CLASSES = List.of("1xx", "2xx", "3xx", "4xx", "5xx");

    private final String listener;
    private final IdentityHashMap<Route, LongAdder[]> byRoute = new IdentityHashMap<>();
    private final LongAdder[] unrouted = counters();
    private final Durations fast = new Durations();
    private final Durations slow = new Durations();
    private final LongAdder sent = new LongAdder();

    Traffic(String listener, List<Route> routes) {
        this.listener = listener;
        routes.forEach(route -> byRoute.put(route, counters()));
    }

    /// Counts a request.
    ///
    /// @param route null when none was found
    /// @param took nanoseconds from its head to the beginning of its reply
    void answered(@Nullable Route route, String method, int status, Lane lane, long took) {
        LongAdder[] counters = route == null ? unrouted : byRoute.getOrDefault(route, unrouted);
        counters[method(method) * CLASSES.size() + status / 100 - 1].increment();
        (lane == Lane.FAST ? fast : slow).add(took);
    }

    /// Counts bytes of a body that went to a client.
    void sent(long bytes) {
        sent.add(bytes);
    }

    List<Figure> figures() {
        return List.of(
                new Figure.Counter(
                        "mos_token_http_requests_total",
                        "Requests by route template (none: no route, or not HTTP), method and class"
                                + " of status; each is there from its first request on",
                        this::requests),
                new Figure.Histogram(
                        "mos_token_http_request_duration_seconds",
                        "From the head of a request to the beginning of its reply, by lane: fast on"
                                + " the event loop, slow on a thread of its own",
                        () -> List.of(fast.read(lane("fast")), slow.read(lane("slow")))),
                new Figure.Counter(
                        "mos_token_http_sent_bytes_total",
                        "Bytes of bodies that were sent, before TLS",
                        () -> List.of(new Figure.Sample(of(), sent.sum()))));
    }

    private List<Figure.Sample> requests() {
        List<Figure.Sample> samples = new ArrayList<>();
        byRoute.forEach((route, counters) -> add(samples, route.template(), counters));
        add(samples, "none", unrouted);
        return samples;
    }

    /// Several routes may have one template; their methods differ, so no sample is there twice.
    private void add(List<Figure.Sample> samples, String route, LongAdder[] counters) {
        for (int i = 0; i < counters.length; i++) {
            long count = counters[i].sum();
            if (count > 0) {
                samples.add(
                        new Figure.Sample(
                                Map.of(
                                        "listener",
                                        listener,
                                        "route",
                                        route,
                                        "method",
                                        METHODS.get(i / CLASSES.size()),
                                        "status",
                                        CLASSES.get(i % CLASSES.size())),
                                count));
            }
        }
    }

    private Map<String, String> of() {
        return Map.of("listener", listener);
    }

    private Map<String, String> lane(String lane) {
        return Map.of("listener", listener, "lane", lane);
    }

    private static int method(String name) {
        return switch (name) {
            case "GET" -> 0;
            case "HEAD" -> 1;
            case "POST" -> 2;
            case "PUT" -> 3;
            case "PATCH" -> 4;
            case "DELETE" -> 5;
            case "OPTIONS" -> 6;
            default -> 7;
        };
    }

    private static LongAdder[] counters() {
        return Stream.generate(LongAdder::new)
                .limit((long) METHODS.size() * CLASSES.size())
                .toArray(LongAdder[]::new);
    }
}
