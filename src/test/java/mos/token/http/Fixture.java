package mos.token.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.config.Config;
import mos.token.net.Cidr;
import mos.token.net.HostPort;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// A listener on a free port with a few known tokens, and clients for it.
final class Fixture implements AutoCloseable {
    static final String FULL = "full" + "-token";
    static final String READONLY = "readonly" + "-token";
    static final String CUSTOM = "custom" + "-token";
    static final String SESSION = "a" + "-session";

    final List<String> refusals = Collections.synchronizedList(new ArrayList<>());
    final Listener listener;
    final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Fixture(Route... routes) {
        this("admin", Config.Limits.DEFAULT, List.of(Cidr.LOOPBACK4, Cidr.LOOPBACK6), null, routes);
    }

    Fixture(
            String name,
            Config.Limits limits,
            List<Cidr> proxies,
            Config.@Nullable Tls tls,
            Route... routes) {
        listener =
                Listener.start(
                        name,
                        new HostPort("127.0.0.1", 0),
                        config(limits, proxies, tls),
                        List.of(routes),
                        Fixture::authenticate,
                        (need, reason, token, address) ->
                                refusals.add(String.join("|", need, reason, token, address)),
                        java.time.Clock.systemUTC());
    }

    static Config config(Config.Limits limits, List<Cidr> proxies, Config.@Nullable Tls tls) {
        return new Config(
                new HostPort("127.0.0.1", 0),
                new HostPort("127.0.0.1", 0),
                Path.of("unused"),
                Path.of("unused"),
                Map.of(),
                List.of(),
                proxies,
                List.of("nas.example"),
                tls,
                limits,
                Config.Gateway.DEFAULT,
                Config.Check.DEFAULT,
                Config.Delivery.NONE,
                Config.Mos.NONE,
                Config.AUDIT_RETENTION);
    }

    private static Authenticator.Result authenticate(
            Request request, Authenticator.Credential credential, Demand demand) {
        String address = request.client().text();
        return switch (credential) {
            case Authenticator.Credential.Cookie cookie ->
                    cookie.session().equals(SecretText.of(SESSION))
                            ? new Authenticator.Result.Known(
                                    new Caller.Session(
                                            "s1", "me", null, 0, true, Permissions.full(), address))
                            : new Authenticator.Result.Refused("", "unknown session", "");
            case Authenticator.Credential.Token token -> {
                for (var known :
                        Map.of(
                                        FULL, Permissions.full(),
                                        READONLY, Permissions.readonly(),
                                        CUSTOM, new Permissions.Custom(Map.of("mos", Level.READ)))
                                .entrySet()) {
                    if (token.token().equals(SecretText.of(known.getKey()))) {
                        yield new Authenticator.Result.Known(
                                new Caller.Token("t1", 1, "test", known.getValue(), null, address));
                    }
                }
                yield new Authenticator.Result.Refused("", "unknown", "");
            }
        };
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + listener.address().getPort() + path);
    }

    /// Sends a request with headers given as name, value, name, value, …
    HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri(path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            builder.headers(headers);
        }
        return send(builder.build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Sends raw bytes on a new connection and reads what comes until the server closes, or the
    /// time is over.
    String raw(String request) {
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return readAll(socket);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    static String readAll(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        client.close();
        listener.close();
    }
}
