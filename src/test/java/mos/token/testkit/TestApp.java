package mos.token.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mos.token.App;
import mos.token.config.Config;
import mos.token.config.ListedRegistry;
import mos.token.config.MirroredRepository;
import mos.token.json.Json;
import mos.token.net.Cidr;
import mos.token.net.HostPort;
import mos.token.secret.SecretText;
import tools.jackson.databind.JsonNode;

/// The real product on free ports, with its data in a directory of the test's.
public final class TestApp implements AutoCloseable {
    private static final HostPort ANY = new HostPort("127.0.0.1", 0);

    private final HttpClient client =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
    private final List<byte[]> answers = new ArrayList<>();
    private final SettableClock clock;
    private final Config config;
    private App app;

    private TestApp(Config config, SettableClock clock) {
        this.config = config;
        this.clock = clock;
        this.app = App.start(config, clock, new SecureRandom());
    }

    /// Starts in `directory`: data in `directory/data`, the master key beside it.
    public static TestApp start(Path directory) {
        return in(directory).start();
    }

    /// What to change before it starts.
    public static Setup in(Path directory) {
        return new Setup(directory);
    }

    /// The configuration of one start; everything has the product's default but the ports.
    public static final class Setup {
        private final Path directory;
        private final Map<String, URI> upstreams = new HashMap<>();
        private final List<String> hosts = new ArrayList<>();
        private List<Cidr> anonymous = List.of(Cidr.LOOPBACK4, Cidr.LOOPBACK6);
        private List<Cidr> trustedProxies = List.of(Cidr.LOOPBACK4, Cidr.LOOPBACK6);
        private Config.Gateway gateway = Config.Gateway.DEFAULT;
        private Config.Check check = Config.Check.DEFAULT;
        private Config.Delivery delivery = Config.Delivery.NONE;
        private Config.Mos mos = Config.Mos.NONE;

        Setup(Path directory) {
            this.directory = directory;
        }

        /// Sends what is for `host` to `url`.
        public Setup upstream(String host, URI url) {
            upstreams.put(host, url);
            return this;
        }

        /// The same for fake hosts: `HOST=URL` each.
        public Setup upstreams(List<String> pairs) {
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                upstream(pair.substring(0, equals), URI.create(pair.substring(equals + 1)));
            }
            return this;
        }

        /// Lets these networks use the gateway without a token.
        public Setup anonymous(String... networks) {
            anonymous = Arrays.stream(networks).map(Cidr::parse).toList();
            return this;
        }

        /// Believes `X-Forwarded-For` from these networks.
        public Setup trustedProxies(String... networks) {
            trustedProxies = Arrays.stream(networks).map(Cidr::parse).toList();
            return this;
        }

        /// Lets the page be opened under this name.
        public Setup host(String name) {
            hosts.add(name);
            return this;
        }

        /// Sets the gateway's memory.
        public Setup gateway(Duration freshness, Duration maxStale, long contentBytes) {
            gateway =
                    new Config.Gateway(
                            freshness,
                            maxStale,
                            contentBytes,
                            gateway.scrub(),
                            10,
                            gateway.registries());
            return this;
        }

        /// Serves these registries besides Docker Hub and ghcr.io, and no others.
        public Setup registries(ListedRegistry... registries) {
            gateway =
                    new Config.Gateway(
                            gateway.freshness(),
                            gateway.maxStale(),
                            gateway.contentBytes(),
                            gateway.scrub(),
                            gateway.quotaReserve(),
                            List.of(registries));
            return this;
        }

        /// Keeps a mirror of these repositories.
        public Setup mirrors(MirroredRepository... repositories) {
            gateway =
                    new Config.Gateway(
                            gateway.freshness(),
                            gateway.maxStale(),
                            gateway.contentBytes(),
                            gateway.scrub(),
                            gateway.quotaReserve(),
                            gateway.registries(),
                            new Config.Github(
                                    gateway.freshness(),
                                    gateway.freshness(),
                                    gateway.freshness(),
                                    gateway.freshness(),
                                    List.of(repositories)));
            return this;
        }

        /// Lets `/check` be asked in that way.
        public Setup check(Config.Check agreed) {
            check = agreed;
            return this;
        }

        /// Sends notices there.
        public Setup delivery(Config.Delivery where) {
            delivery = where;
            return this;
        }

        /// Stands beside this MOS.
        public Setup mos(Config.Mos beside) {
            mos = beside;
            return this;
        }

        /// Starts.
        public TestApp start() {
            return new TestApp(
                    new Config(
                            ANY,
                            ANY,
                            directory.resolve("data"),
                            directory.resolve("config").resolve("master.key"),
                            Map.copyOf(upstreams),
                            anonymous,
                            trustedProxies,
                            List.copyOf(hosts),
                            null,
                            Config.Limits.DEFAULT,
                            gateway,
                            check,
                            delivery,
                            mos,
                            Config.AUDIT_RETENTION),
                    new SettableClock(Instant.now()));
        }
    }

    /// The running product.
    public App app() {
        return app;
    }

    /// The clock it runs by.
    public SettableClock clock() {
        return clock;
    }

    /// The data directory.
    public Path data() {
        return config.data();
    }

    /// `http://127.0.0.1:PORT` of the admin listener.
    public URI admin() {
        return url(app.adminAddress());
    }

    /// `http://127.0.0.1:PORT` of the gateway.
    public URI gateway() {
        return url(app.gatewayAddress());
    }

    /// Ends it and starts it again with the same data, on new ports.
    public void restart() {
        app.close();
        app = App.start(config, clock, new SecureRandom());
    }

    /// The local token of this start.
    public SecretText localToken() {
        try {
            return SecretText.of(Files.readString(data().resolve("local-token")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Creates an admin token by the API; `permissions` is JSON, `null` for full.
    public SecretText createToken(String name, String permissions) {
        HttpResponse<byte[]> answer =
                send(
                        "POST",
                        admin().resolve("/api/v1/auth/admin-tokens"),
                        localToken(),
                        "{\"name\":\"%s\",\"permissions\":%s}".formatted(name, permissions),
                        false);
        if (answer.statusCode() != 201) {
            throw new AssertionError("creating a token answered " + answer.statusCode());
        }
        return SecretText.of(Json.read(answer.body()).path("data").path("token").stringValue());
    }

    /// Stores service tokens by the API; the body is JSON.
    public void storeServiceTokens(String json) {
        HttpResponse<byte[]> answer =
                send("POST", admin().resolve("/api/v1/mos/tokens"), localToken(), json, false);
        if (answer.statusCode() != 200) {
            throw new AssertionError("storing service tokens answered " + answer.statusCode());
        }
    }

    /// Asks the admin listener with the local token.
    public HttpResponse<byte[]> local(String method, String path, String... body) {
        return send(
                method,
                admin().resolve(path),
                localToken(),
                body.length == 0 ? null : body[0],
                true);
    }

    /// Asks any URL of the product with a bearer token, or null for none; headers as name, value,
    /// ….
    public HttpResponse<byte[]> ask(
            String method, URI url, SecretText token, String body, String... headers) {
        return send(method, url, token, body, true, headers);
    }

    /// The same for an answer that shows a secret once: a leak search does not look at it.
    public HttpResponse<byte[]> reveal(
            String method, URI url, SecretText token, String body, String... headers) {
        return send(method, url, token, body, false, headers);
    }

    /// The same with a body of bytes, which need not be text.
    public HttpResponse<byte[]> revealBytes(
            String method, URI url, SecretText token, byte[] body, String... headers) {
        return send(
                method, url, token, HttpRequest.BodyPublishers.ofByteArray(body), false, headers);
    }

    /// The JSON of an answer.
    public static JsonNode json(HttpResponse<byte[]> answer) {
        return Json.read(answer.body());
    }

    /// Every answer so far except those that show a secret once, for a leak search.
    public String[] answers() {
        synchronized (answers) {
            return answers.stream()
                    .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                    .toArray(String[]::new);
        }
    }

    private HttpResponse<byte[]> send(
            String method,
            URI url,
            SecretText token,
            String body,
            boolean remember,
            String... headers) {
        boolean typed = body == null || Arrays.asList(headers).contains("Content-Type");
        String[] all = headers;
        if (!typed) {
            all = Arrays.copyOf(headers, headers.length + 2);
            all[headers.length] = "Content-Type";
            all[headers.length + 1] = "application/json";
        }
        return send(
                method,
                url,
                token,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body),
                remember,
                all);
    }

    private HttpResponse<byte[]> send(
            String method,
            URI url,
            SecretText token,
            HttpRequest.BodyPublisher body,
            boolean remember,
            String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url)
                        .timeout(Duration.ofSeconds(30))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, body);
        if (token != null) {
            request.header("Authorization", "Bearer " + token.exposeText());
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<byte[]> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (remember) {
                synchronized (answers) {
                    answers.add(answer.headers().map().toString().getBytes(StandardCharsets.UTF_8));
                    answers.add(answer.body());
                }
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static URI url(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort());
    }

    @Override
    public void close() {
        client.close();
        app.close();
    }
}
