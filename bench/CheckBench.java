import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Measures the token check beside nginx `return 200`: the same load on each in turn, several rounds,
/// medians of the ratios. Needs wrk and nginx; run by `bench/check`.
public class CheckBench {
    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(arguments, Map.of("rounds", "5", "seconds", "5", "connections", "64", "warmup", "20"));
        try (Bench bench = new Bench()) {
            run(
                    bench,
                    Integer.parseInt(options.get("rounds")),
                    Integer.parseInt(options.get("seconds")),
                    Integer.parseInt(options.get("connections")),
                    Integer.parseInt(options.get("warmup")));
        }
    }

    private static void run(Bench bench, int rounds, int seconds, int connections, int warmup) throws Exception {
        int nginxPort = Bench.freePort();
        int adminPort = Bench.freePort();
        Process nginx = bench.nginx(nginxPort, "location / { return 200; }", "");

        long begin = System.nanoTime();
        Process product = bench.product(bench.work(), adminPort, 0, "");
        URI admin = Bench.url(adminPort, "/");
        Bench.await(admin.resolve("/health"));
        System.out.printf("first start to first answer: %.2f s (new data directory)%n", Bench.seconds(begin));
        System.out.printf("resident memory after start: %d MiB%n", Bench.residentMiB(product));

        String headers =
                """
                wrk.headers["Authorization"] = "Bearer %s"
                wrk.headers["X-Original-Method"] = "GET"
                wrk.headers["X-Original-URI"] = "/api/v1/docker/containers"
                """
                        .formatted(createToken(bench.work(), admin));
        URI check = admin.resolve("/check");
        URI peer = Bench.url(nginxPort, "/");
        bench.load(product, check, headers, connections, warmup);

        List<Double> rates = new ArrayList<>();
        List<Double> cpus = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Bench.Load ours = bench.load(product, check, headers, connections, seconds);
            Bench.Load theirs = bench.load(nginx, peer, headers, connections, seconds);
            rates.add(ours.rate() / theirs.rate());
            cpus.add(ours.cpuMicros() / theirs.cpuMicros());
            System.out.printf(
                    "round %d: check %.0f/s %.1f µs CPU, nginx %.0f/s %.1f µs CPU, ratios %.2f and %.2f%n",
                    round, ours.rate(), ours.cpuMicros(), theirs.rate(), theirs.cpuMicros(), rates.getLast(), cpus.getLast());
        }
        System.out.printf("median ratio of requests/s: %.2f (aim: at least 0.85)%n", Bench.median(rates));
        System.out.printf("median ratio of CPU per request: %.2f (aim: at most 1.3)%n", Bench.median(cpus));
        System.out.printf("resident memory after load: %d MiB%n", Bench.residentMiB(product));

        product.destroy();
        product.waitFor();
        begin = System.nanoTime();
        Process again = bench.product(bench.work(), adminPort, 0, "");
        Bench.await(admin.resolve("/health"));
        System.out.printf("second start to first answer: %.2f s%n", Bench.seconds(begin));
        System.out.printf("resident memory idle: %d MiB%n", Bench.residentMiB(again));
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
            return Bench.found(Pattern.compile("\"token\":\"(mos_\\w+)\""), body);
        }
    }
}
