package mos.token.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import mos.token.Version;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.figure.Figure;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// `GET /metrics`: every [Figure] and the process itself, in Prometheus's text format or as
/// OpenMetrics.
public final class Metrics implements AutoCloseable {
    private static final Figure BUILD =
            new Figure.Gauge(
                    "mos_token_build_info",
                    "Always 1; which version runs",
                    () -> List.of(new Figure.Sample(Map.of("version", Version.NUMBER), 1)));

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final FigureCollector figures = new FigureCollector();
    private final ProcessMeters process;

    /// Begins to watch the process.
    public Metrics() {
        registry.register(figures);
        figures.add(List.of(BUILD));
        process = new ProcessMeters(registry);
    }

    /// Shows these from now on, beside the others.
    public void show(List<Figure> more) {
        figures.add(more);
    }

    /// The route, for the admin listener.
    public List<Route> routes() {
        return List.of(
                Route.api(
                        "GET",
                        "/metrics",
                        new Need.Granted(Resource.METRICS, Level.READ),
                        this::scrape));
    }

    private Reply scrape(Request request) throws IOException {
        ExpositionFormatWriter format =
                formats.findWriter(String.join(",", request.headers("Accept")));
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        format.write(body, registry.scrape());
        return Reply.bytes(200, format.getContentType(), body.toByteArray()).with("Vary", "Accept");
    }

    /// Stops watching the process.
    @Override
    public void close() {
        process.close();
    }
}
