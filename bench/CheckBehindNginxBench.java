import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

    private final Map<String, Integer> options;
    private final Path script;
    private final String nginx;
    private final long nginxPid;
    private final long productPid;

    private CheckBehindNginxBench(
            Map<String, Integer> options, Path script, int port, long nginxPid, long productPid) {
        this.options = options;
        this.script = script;
        this.nginx = "http://127.0.0.1:" + port;
        this.nginxPid = nginxPid;
        this.productPid = productPid;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> options =
                new HashMap<>(Map.of("rounds", 5, "seconds", 5, "connections", 64, "warmup", 20));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].substring(2), Integer.valueOf(arguments[i + 1]));
        }
        Path work = Files.createTempDirectory("mos-token-bench");
        List<Process> started = new ArrayList<>();
        try {
            start(work, started, options).run();
        } finally {
            for (Process process : started) {
                process.destroy();
                process.waitFor();
            }
            try (var files = Files.walk(work)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static CheckBehindNginxBench start(
            Path work, List<Process> started, Map<String, Integer> options) throws Exception {
        int port = CheckBench.freePort();
        int adminPort = CheckBench.freePort();
        Process product = CheckBench.serve(work, adminPort, "serve.log");
        started.add(product);
        URI admin = URI.create("http://127.0.0.1:" + adminPort);
        CheckBench.await(admin.resolve("/health"));
        Path script = work.resolve("check.lua");
        Files.writeString(
                script,
                "wrk.headers[\"Authorization\"] = \"Bearer %s\"\n".formatted(CheckBench.createToken(work, admin)));
        Process nginx = nginx(work, port, adminPort);
        started.add(nginx);
        CheckBench.await(URI.create("http://127.0.0.1:" + port + OWN.path()));
        return new CheckBehindNginxBench(options, script, port, CheckBench.worker(nginx.pid()), product.pid());
    }

    private void run() throws Exception {
        load(OURS, options.get("warmup"));
        Map<Door, List<Double>> rates = Map.of(OWN, new ArrayList<>(), HOP, new ArrayList<>());
        Map<Door, List<Double>> cpus = Map.of(OWN, new ArrayList<>(), HOP, new ArrayList<>());
        for (int round = 1; round <= options.get("rounds"); round++) {
            Load ours = measured(round, OURS);
            for (Door peer : List.of(OWN, HOP)) {
                Load theirs = measured(round, peer);
                rates.get(peer).add(ours.rate() / theirs.rate());
                cpus.get(peer).add(ours.cpuMicros() / theirs.cpuMicros());
            }
        }
        for (Door peer : List.of(OWN, HOP)) {
            System.out.printf(
                    "median ratios to %s: requests/s %.2f, CPU per request (nginx and we) %.2f%n",
                    peer.name(), CheckBench.median(rates.get(peer)), CheckBench.median(cpus.get(peer)));
        }
    }

    private Load measured(int round, Door door) throws Exception {
        Load load = load(door, options.get("seconds"));
        System.out.printf(
                "round %d: %s %.0f/s %.1f µs CPU%n", round, door.name(), load.rate(), load.cpuMicros());
        return load;
    }

    /// Of both processes, whoever worked.
    private Load load(Door door, int seconds) throws Exception {
        long before = CheckBench.cpuTicks(productPid);
        CheckBench.Load load =
                CheckBench.load(script, nginx + door.path(), nginxPid, options.get("connections"), seconds);
        double product = (CheckBench.cpuTicks(productPid) - before) * 10_000.0 / (load.rate() * seconds);
        return new Load(load.rate(), load.cpuMicros() + product);
    }

    /// `return` answers before `auth_request` is asked, so the answer is a file.
    private static Process nginx(Path work, int port, int adminPort) throws Exception {
        Files.writeString(Files.createDirectories(work.resolve("files")).resolve("x"), "OK");
        int hopPort = CheckBench.freePort();
        Path config = work.resolve("nginx.conf");
        Files.writeString(
                config,
                """
                %6$s
                worker_processes 1;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.log;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    keepalive_requests 1000000000;
                    open_file_cache max=10;
                    client_body_temp_path %1$s/t1;
                    proxy_temp_path %1$s/t2;
                    fastcgi_temp_path %1$s/t3;
                    uwsgi_temp_path %1$s/t4;
                    scgi_temp_path %1$s/t5;
                    proxy_http_version 1.1;
                    upstream ours { server 127.0.0.1:%3$d; keepalive 64; keepalive_requests 1000000000; }
                    upstream hop { server 127.0.0.1:%4$d; keepalive 64; keepalive_requests 1000000000; }
                    server { listen 127.0.0.1:%4$d; location / { return 200; } }
                    server {
                        listen 127.0.0.1:%2$d;
                        location /ours/ { auth_request /_ours; alias %1$s/files/; }
                        location /hop/ { auth_request /_hop; alias %1$s/files/; }
                        location /own/ { auth_request /_own; alias %1$s/files/; }
                        location = /_own { internal; return 200; }
                        location = /_ours { internal; proxy_pass http://ours/check; %5$s }
                        location = /_hop { internal; proxy_pass http://hop/check; %5$s }
                    }
                }
                """
                        .formatted(
                                work,
                                port,
                                adminPort,
                                hopPort,
                                """
                                proxy_pass_request_body off;
                                proxy_set_header Content-Length "";
                                proxy_set_header Connection "";
                                proxy_set_header X-Original-Method $request_method;
                                proxy_set_header X-Original-URI /api/v1/docker$request_uri;
                                proxy_set_header X-Forwarded-For $remote_addr;
                                """,
                                // As root nginx would switch to nobody, who may not read our files.
                                System.getProperty("user.name").equals("root") ? "user root;" : ""));
        return new ProcessBuilder("nginx", "-c", config.toString(), "-e", work.resolve("nginx.log").toString())
                .inheritIO()
                .start();
    }
}
