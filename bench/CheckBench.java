import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures the token check beside nginx `return 200`: the same load on each in turn, several rounds,
/// medians of the ratios. Needs wrk and nginx; run by `bench/check`.
public class CheckBench {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    record Load(double rate, double cpuMicros) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, Integer> options = new HashMap<>(Map.of("rounds", 5, "seconds", 5, "connections", 64, "warmup", 20));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].substring(2), Integer.valueOf(arguments[i + 1]));
        }
        Path work = Files.createTempDirectory("mos-token-bench");
        List<Process> started = new ArrayList<>();
        try {
            run(work, started, options);
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

    private static void run(Path work, List<Process> started, Map<String, Integer> options) throws Exception {
        int nginxPort = freePort();
        int adminPort = freePort();
        Process nginx = nginx(work, nginxPort);
        started.add(nginx);

        long begin = System.nanoTime();
        Process product = serve(work, adminPort, "serve.log");
        started.add(product);
        URI admin = URI.create("http://127.0.0.1:" + adminPort);
        await(admin.resolve("/health"));
        System.out.printf("first start to first answer: %.2f s (new data directory)%n", seconds(begin));
        System.out.printf("resident memory after start: %d MiB%n", residentMiB(product.pid()));

        String token = createToken(work, admin);
        Path script = work.resolve("check.lua");
        Files.writeString(
                script,
                """
                wrk.headers["Authorization"] = "Bearer %s"
                wrk.headers["X-Original-Method"] = "GET"
                wrk.headers["X-Original-URI"] = "/api/v1/docker/containers"
                """
                        .formatted(token));
        String check = admin.resolve("/check").toString();
        String peer = "http://127.0.0.1:" + nginxPort + "/";
        load(script, check, product.pid(), options.get("connections"), options.get("warmup"));

        List<Double> rates = new ArrayList<>();
        List<Double> cpus = new ArrayList<>();
        for (int round = 1; round <= options.get("rounds"); round++) {
            Load ours = load(script, check, product.pid(), options.get("connections"), options.get("seconds"));
            Load theirs = load(script, peer, worker(nginx.pid()), options.get("connections"), options.get("seconds"));
            rates.add(ours.rate() / theirs.rate());
            cpus.add(ours.cpuMicros() / theirs.cpuMicros());
            System.out.printf(
                    "round %d: check %.0f/s %.1f µs CPU, nginx %.0f/s %.1f µs CPU, ratios %.2f and %.2f%n",
                    round, ours.rate(), ours.cpuMicros(), theirs.rate(), theirs.cpuMicros(), rates.getLast(), cpus.getLast());
        }
        System.out.printf("median ratio of requests/s: %.2f (aim: at least 0.85)%n", median(rates));
        System.out.printf("median ratio of CPU per request: %.2f (aim: at most 1.3)%n", median(cpus));
        System.out.printf("resident memory after load: %d MiB%n", residentMiB(product.pid()));

        product.destroy();
        product.waitFor();
        begin = System.nanoTime();
        Process again = serve(work, adminPort, "serve2.log");
        started.add(again);
        await(admin.resolve("/health"));
        System.out.printf("second start to first answer: %.2f s%n", seconds(begin));
        System.out.printf("resident memory idle: %d MiB%n", residentMiB(again.pid()));
    }

    /// The product with its data in `work`.
    static Process serve(Path work, int adminPort, String log) throws IOException {
        return new ProcessBuilder(
                        "./mos-token", "serve", "--listen", "127.0.0.1:" + adminPort, "--gateway-listen",
                        "127.0.0.1:0", "--data", work.resolve("data").toString(), "--master-key-file",
                        work.resolve("master.key").toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve(log).toFile())
                .start();
    }

    static Load load(Path script, String url, long pid, int connections, int seconds) throws Exception {
        long before = cpuTicks(pid);
        Process wrk =
                new ProcessBuilder(
                                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "-s", script.toString(), url)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(wrk.getInputStream().readAllBytes());
        wrk.waitFor();
        long ticks = cpuTicks(pid) - before;
        Matcher bad = BAD.matcher(said);
        if (bad.find()) {
            throw new IllegalStateException(bad.group());
        }
        double count = Double.parseDouble(found(COUNT, said));
        return new Load(Double.parseDouble(found(RATE, said)), ticks * 10_000.0 / count);
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("wrk said: " + text);
        }
        return matcher.group(1);
    }

    /// User and system time in clock ticks of 10 ms (`man 5 proc`, /proc/PID/stat, fields 14 and 15).
    static long cpuTicks(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    private static long residentMiB(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no VmRSS");
    }

    private static Process nginx(Path work, int port) throws Exception {
        Path config = work.resolve("nginx.conf");
        Files.writeString(
                config,
                """
                worker_processes 1;
                daemon off;
                pid %1$s/nginx.pid;
                error_log %1$s/nginx.log;
                events { worker_connections 1024; }
                http {
                    access_log off;
                    keepalive_requests 1000000000;
                    client_body_temp_path %1$s/t1;
                    proxy_temp_path %1$s/t2;
                    fastcgi_temp_path %1$s/t3;
                    uwsgi_temp_path %1$s/t4;
                    scgi_temp_path %1$s/t5;
                    server { listen 127.0.0.1:%2$d; location / { return 200; } }
                }
                """
                        .formatted(work, port));
        Process nginx =
                new ProcessBuilder("nginx", "-c", config.toString(), "-e", work.resolve("nginx.log").toString())
                        .inheritIO()
                        .start();
        await(URI.create("http://127.0.0.1:" + port + "/"));
        return nginx;
    }

    static long worker(long master) throws IOException {
        return Long.parseLong(
                Files.readString(Path.of("/proc/" + master + "/task/" + master + "/children")).strip().split(" ")[0]);
    }

    static String createToken(Path work, URI admin) throws Exception {
        String local = Files.readString(work.resolve("data/local-token")).strip();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String body =
                    client.send(
                                    HttpRequest.newBuilder(admin.resolve("/api/v1/auth/admin-tokens"))
                                            .header("Authorization", "Bearer " + local)
                                            .header("Content-Type", "application/json")
                                            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"bench\",\"permissions\":{\"mode\":\"readonly\"}}"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body();
            return found(Pattern.compile("\"token\":\"(mos_\\w+)\""), body);
        }
    }

    static void await(URI url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (System.nanoTime() < end) {
                try {
                    if (client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                        return;
                    }
                } catch (IOException e) {
                    Thread.sleep(5);
                }
            }
            throw new IllegalStateException(url + " did not answer");
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
