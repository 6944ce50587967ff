package mos.token.http;

import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mos.token.access.Caller;
import org.jspecify.annotations.Nullable;

/// A request over the server library's own, read only where it is asked.
final class VertxRequest implements Request {
    private static final byte[] NO_BYTES = {};

    /// What proxies add. Each of them says that somebody else than the peer is asking.
    private static final List<String> FORWARDING =
            List.of(
                    "X-Forwarded-For",
                    "Forwarded",
                    "X-Real-IP",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "Via");

    final HttpServerRequest vertx;
    final ConnectionState connection;
    final Router.Match.Found found;

    private final ClientAddresses clients;
    private final String path;
    private final @Nullable String query;
    private final String idPrefix;
    private final long number;
    private final long began;
    private @Nullable ClientAddress client;
    private @Nullable Caller caller;

    /// The body, when the request has one and the slow lane took it.
    @Nullable RequestBody body;

    VertxRequest(
            HttpServerRequest vertx,
            ConnectionState connection,
            Router.Match.Found found,
            ClientAddresses clients,
            String path,
            @Nullable String query,
            String idPrefix,
            long number,
            long began) {
        this.vertx = vertx;
        this.connection = connection;
        this.found = found;
        this.clients = clients;
        this.path = path;
        this.query = query;
        this.idPrefix = idPrefix;
        this.number = number;
        this.began = began;
    }

    /// The nanoseconds since its head had arrived.
    long age() {
        return System.nanoTime() - began;
    }

    void admitted(Caller who) {
        caller = who;
    }

    @Override
    public String method() {
        return vertx.method().name();
    }

    @Override
    public String rawPath() {
        return path;
    }

    @Override
    public Optional<String> rawQuery() {
        return Optional.ofNullable(query);
    }

    @Override
    public Optional<String> query(String name) {
        if (query == null) {
            return Optional.empty();
        }
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (PercentDecoding.query(key).equals(name)) {
                return Optional.of(
                        equals < 0 ? "" : PercentDecoding.query(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    @Override
    public String parameter(String name) {
        int index = found.names().indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException(found.route().template() + " has no {" + name + "}");
        }
        return found.values()[index];
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(vertx.headers().get(name));
    }

    @Override
    public List<String> headers(String name) {
        return vertx.headers().getAll(name);
    }

    /// A reply to the caller, if one was admitted.
    Reply told(Reply reply) {
        Caller known = caller;
        return known == null ? reply : reply.to(known);
    }

    @Override
    public Caller caller() {
        Caller known = caller;
        if (known == null) {
            known = new Caller.Anonymous(client().text());
            caller = known;
        }
        return known;
    }

    @Override
    public ClientAddress client() {
        ClientAddress known = client;
        if (known == null) {
            var headers = vertx.headers();
            boolean forwarded = FORWARDING.stream().anyMatch(headers::contains);
            known =
                    clients.of(
                            connection.peer,
                            connection.trusted,
                            forwarded ? headers.getAll("X-Forwarded-For") : List.of(),
                            forwarded);
            client = known;
        }
        return known;
    }

    @Override
    public boolean fromTrustedProxy() {
        return connection.trusted;
    }

    @Override
    public String scheme() {
        if (connection.trusted) {
            String said = vertx.headers().get("X-Forwarded-Proto");
            if (said != null) {
                String lower = said.strip().toLowerCase(Locale.ROOT);
                if (lower.equals("https") || lower.equals("http")) {
                    return lower;
                }
            }
        }
        return vertx.isSSL() ? "https" : "http";
    }

    @Override
    public String host() {
        String host = vertx.headers().get("Host");
        return host == null ? "" : host;
    }

    @Override
    public byte[] body() throws IOException {
        try (InputStream in = bodyStream()) {
            return in.readAllBytes();
        }
    }

    @Override
    public InputStream bodyStream() throws IOException {
        RequestBody present = body;
        if (present == null) {
            return new java.io.ByteArrayInputStream(NO_BYTES);
        }
        present.open();
        return present;
    }

    @Override
    public String id() {
        return idPrefix + Long.toString(number, 36);
    }
}
