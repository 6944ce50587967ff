import java.net.URI;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Measures what our answer costs where it is asked: an nginx that serves a small file behind
/// `auth_request` to `/check`, beside the same file of the same nginx behind `auth_request` to a
/// location of its own that says 200, and to that location by way of a proxied connection as ours
/// is. The three in turn, several rounds, medians of the ratios. Needs wrk and nginx; run by
/// `bench/check-behind-nginx`.
public class CheckBehindNginxBench {
    private record Door(String path, String name) {}

    private static final Door OURS = new Door("/ours/x", "our /check");
    private static final Door OWN = new Door("/own/x", "nginx's own location");
    private static final Door HOP = new Door("/hop/x", "the same, proxied");

    private record Load(double rate, double cpuMicros) {}

    private final Bench bench;
    private final int connections;
    private final int port = Bench.freePort();
    private final Process nginx;
    private final Process product;
    private final String token;

    private CheckBehindNginxBench(Bench bench, int connections) throws Exception {
        this.bench = bench;
        this.connections = connections;
        int adminPort = Bench.freePort();
        product = bench.product(bench.work(), adminPort, 0, "");
        URI admin = Bench.url(adminPort, "/");
        Bench.await(admin.resolve("/health"));
        token = "wrk.headers[\"Authorization\"] = \"Bearer %s\"\n".formatted(CheckBench.createToken(bench.work(), admin));
        nginx = nginx(adminPort);
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(arguments, Map.of("rounds", "5", "seconds", "5", "connections", "64", "warmup", "20"));
        try (Bench bench = new Bench()) {
            new CheckBehindNginxBench(bench, Integer.parseInt(options.get("connections")))
                    .run(
                            Integer.parseInt(options.get("rounds")),
                            Integer.parseInt(options.get("seconds")),
                            Integer.parseInt(options.get("warmup")));
        }
    }

    private void run(int rounds, int seconds, int warmup) throws Exception {
        load(OURS, warmup);
        Map<Door, List<Double>> rates = Map.of(OWN, new ArrayList<>(), HOP, new ArrayList<>());
        Map<Door, List<Double>> cpus = Map.of(OWN, new ArrayList<>(), HOP, new ArrayList<>());
        for (int round = 1; round <= rounds; round++) {
            Load ours = measured(round, OURS, seconds);
            for (Door peer : List.of(OWN, HOP)) {
                Load theirs = measured(round, peer, seconds);
                rates.get(peer).add(ours.rate() / theirs.rate());
                cpus.get(peer).add(ours.cpuMicros() / theirs.cpuMicros());
            }
        }
        for (Door peer : List.of(OWN, HOP)) {
            System.out.printf(
                    "median ratios to %s: requests/s %.2f, CPU per request (nginx and we) %.2f%n",
                    peer.name(), Bench.median(rates.get(peer)), Bench.median(cpus.get(peer)));
        }
    }

    private Load measured(int round, Door door, int seconds) throws Exception {
        Load load = load(door, seconds);
        System.out.printf(
                "round %d: %s %.0f/s %.1f µs CPU%n", round, door.name(), load.rate(), load.cpuMicros());
        return load;
    }

    /// Of both processes, whoever worked.
    private Load load(Door door, int seconds) throws Exception {
        double before = Bench.cpuSeconds(product);
        Bench.Load load = bench.load(nginx, Bench.url(port, door.path()), token, connections, seconds);
        double ours = (Bench.cpuSeconds(product) - before) * 1e6 / load.requests();
        return new Load(load.rate(), load.cpuMicros() + ours);
    }

    /// `return` answers before `auth_request` is asked, so the answer is a file.
    private Process nginx(int adminPort) throws Exception {
        Files.writeString(Files.createDirectories(bench.work().resolve("files")).resolve("x"), "OK");
        int hopPort = Bench.freePort();
        String asked =
                """
                proxy_pass_request_body off;
                proxy_set_header Content-Length "";
                proxy_set_header Connection "";
                proxy_set_header X-Original-Method $request_method;
                proxy_set_header X-Original-URI /api/v1/docker$request_uri;
                proxy_set_header X-Forwarded-For $remote_addr;
                """;
        return bench.nginx(
                port,
                """
                location /ours/ { auth_request /_ours; alias %1$s/files/; }
                location /hop/ { auth_request /_hop; alias %1$s/files/; }
                location /own/ { auth_request /_own; alias %1$s/files/; }
                location = /_own { internal; return 200; }
                location = /_ours { internal; proxy_pass http://ours/check; %2$s }
                location = /_hop { internal; proxy_pass http://hop/check; %2$s }
                """
                        .formatted(bench.work(), asked),
                """
                open_file_cache max=10;
                proxy_http_version 1.1;
                upstream ours { server 127.0.0.1:%1$d; keepalive 64; keepalive_requests 1000000000; }
                upstream hop { server 127.0.0.1:%2$d; keepalive 64; keepalive_requests 1000000000; }
                server { listen 127.0.0.1:%2$d; location / { return 200; } }
                """
                        .formatted(adminPort, hopPort));
    }
}
