import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;

/// JSON and a release file that the GitHub door keeps, beside nginx `proxy_cache` in front of the same upstream. Needs
/// nginx and wrk; run by `bench/github`. Nothing is asked again meanwhile.
public class GithubBench {
    private static final int RELEASE_MIB = 50;
    private static final String OURS = "MOS Token";

    private final Bench bench;
    private final int connections;
    private final Figures figures = new Figures();

    private GithubBench(Bench bench, int connections) {
        this.bench = bench;
        this.connections = connections;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(arguments, Map.of("rounds", "5", "seconds", "5", "warmup", "20", "connections", "16"));
        try (Bench bench = new Bench()) {
            new GithubBench(bench, Integer.parseInt(options.get("connections")))
                    .run(
                            Integer.parseInt(options.get("rounds")),
                            Integer.parseInt(options.get("seconds")),
                            Integer.parseInt(options.get("warmup")));
        }
    }

    private record Server(String name, Process process, URI json, URI release) {}

    private void run(int rounds, int seconds, int warmup) throws Exception {
        byte[] release = new byte[RELEASE_MIB << 20];
        new Random(7).nextBytes(release);
        HttpServer upstream = upstream(release);
        try {
            String remote = "http://127.0.0.1:" + upstream.getAddress().getPort();
            List<Server> servers = new ArrayList<>(List.of(product(remote), nginx(remote)));
            for (Server server : servers) {
                for (URI url : List.of(server.json(), server.release())) {
                    fetch(url);
                    bench.load(server.process(), url, "", connections, Math.max(1, warmup / 4));
                }
            }
            for (int round = 1; round <= rounds; round++) {
                for (Server server : servers) {
                    Bench.Load json = bench.load(server.process(), server.json(), "", connections, seconds);
                    figures.note(round, server.name(), "kept JSON of 16 KiB, requests/s", json.rate());
                    figures.note(round, server.name(), "the same, CPU µs a request", json.cpuMicros());
                    Bench.Load file = bench.load(server.process(), server.release(), "", connections, seconds);
                    figures.note(round, server.name(), "kept release file of 50 MiB, MiB/s", file.mibPerSecond());
                    figures.note(round, server.name(), "the same, CPU s/GiB", file.cpuSecondsPerGib());
                }
                servers = servers.reversed();
            }
        } finally {
            upstream.stop(0);
        }
        figures.table(List.of(OURS, "nginx"));
    }

    /// Answers as GitHub does what the gateway asks of it: a release, its file behind a redirect, a public repository.
    private static HttpServer upstream(byte[] file) throws Exception {
        String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
        byte[] release =
                """
                {"tag_name":"v1","body":"%s","assets":[{"id":1,"name":"tool","digest":"sha256:%s"}]}
                """
                        .formatted("x".repeat(16 * 1024), digest)
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] repository = "{\"private\":false,\"permissions\":{\"push\":false}}".getBytes(StandardCharsets.US_ASCII);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/repos/octo/pub", exchange -> send(exchange, "application/json", repository));
        server.createContext("/repos/octo/pub/releases/", exchange -> send(exchange, "application/json", release));
        server.createContext("/octo/pub/releases/download/v1/tool", exchange -> {
            exchange.getResponseHeaders().set("Location", "https://release-assets.githubusercontent.com/tool");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.createContext("/tool", exchange -> send(exchange, "application/octet-stream", file));
        server.start();
        return server;
    }

    private static void send(HttpExchange exchange, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private Server product(String remote) throws Exception {
        int admin = Bench.freePort();
        int port = Bench.freePort();
        Path config = Files.writeString(bench.work().resolve("windows.toml"), "[gateway]\nfreshness = \"1d\"\n");
        Process process =
                bench.product(
                        bench.work(),
                        admin,
                        port,
                        "",
                        "--config",
                        config.toString(),
                        "--upstream",
                        "api.github.com=" + remote,
                        "--upstream",
                        "github.com=" + remote,
                        "--upstream",
                        "release-assets.githubusercontent.com=" + remote);
        Bench.await(Bench.url(admin, "/health"));
        storeToken(admin);
        return new Server(
                OURS,
                process,
                Bench.url(port, "/api.github.com/repos/octo/pub/releases/latest"),
                Bench.url(port, "/github.com/octo/pub/releases/download/v1/tool"));
    }

    /// Has it kept.
    private static void fetch(URI url) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException(url + " answered " + status);
            }
        }
    }

    /// Without a token the gateway asks nothing of the REST API.
    private void storeToken(int admin) throws Exception {
        String local = Files.readString(bench.work().resolve("data/local-token")).strip();
        String token = "{\"github\":\"gh" + "p_" + "a1B2".repeat(9) + "\"}";
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status =
                    http.send(
                                    HttpRequest.newBuilder(Bench.url(admin, "/api/v1/mos/tokens"))
                                            .header("Authorization", "Bearer " + local)
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString(token))
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode();
            if (status != 200) {
                throw new IllegalStateException("storing a token answered " + status);
            }
        }
    }

    private Server nginx(String remote) throws Exception {
        int port = Bench.freePort();
        Process process =
                bench.nginx(
                        port,
                        """
                        sendfile on;
                        location / {
                            proxy_pass %s;
                            proxy_http_version 1.1;
                            proxy_cache kept;
                            proxy_cache_valid 200 1h;
                        }
                        """
                                .formatted(remote),
                        "proxy_cache_path %s/kept keys_zone=kept:10m inactive=1h;".formatted(bench.work()));
        return new Server(
                "nginx", process, Bench.url(port, "/repos/octo/pub/releases/latest"), Bench.url(port, "/tool"));
    }
}
