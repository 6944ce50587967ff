package mos.token.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import mos.token.net.Headers;

/// The headers that every reply carries unless its handler said otherwise.
final class DefaultHeaders {
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; font-src 'self'; form-action 'self';"
                    + " frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

    private record Line(String name, CharSequence optimizedName, CharSequence value) {
        Line(String name, String value) {
            this(name, HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
        }
    }

    private final Map<Area, Line[]> byArea = new EnumMap<>(Area.class);

    private DefaultHeaders(boolean gateway) {
        for (Area area : Area.values()) {
            List<Line> lines = new ArrayList<>();
            lines.add(new Line("X-Content-Type-Options", "nosniff"));
            if (gateway) {
                // Proxied bytes must not run as a page, whatever the upstream calls them.
                lines.add(new Line("Content-Security-Policy", "sandbox"));
            } else {
                lines.add(new Line("Referrer-Policy", "same-origin"));
                lines.add(new Line("Cache-Control", "no-store"));
                if (area == Area.PAGE) {
                    lines.add(new Line("Content-Security-Policy", PAGE_POLICY));
                }
            }
            byArea.put(area, lines.toArray(Line[]::new));
        }
    }

    static DefaultHeaders admin() {
        return new DefaultHeaders(false);
    }

    static DefaultHeaders gateway() {
        return new DefaultHeaders(true);
    }

    /// Adds what `own`, the reply's headers, leaves out.
    void addTo(HttpServerResponse response, Area area, Headers own) {
        Line[] lines = byArea.get(area);
        if (lines == null) {
            return;
        }
        for (Line line : lines) {
            if (own.first(line.name).isEmpty()) {
                response.putHeader(line.optimizedName, line.value);
            }
        }
    }
}
