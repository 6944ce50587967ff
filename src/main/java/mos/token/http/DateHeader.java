package mos.token.http;

import io.vertx.core.http.HttpHeaders;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The `Date` header (RFC 9110 §6.6.1), made once a second.
final class DateHeader {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final InstantSource clock;
    private volatile CharSequence text;

    DateHeader(InstantSource clock) {
        this.clock = clock;
        this.text = make();
    }

    CharSequence text() {
        return text;
    }

    void tick() {
        text = make();
    }

    private CharSequence make() {
        return HttpHeaders.createOptimized(FORMAT.format(clock.instant()));
    }
}
