import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.admintoken.TokenFormat;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.secret.SecretText;
import mos.token.store.Database;

/// Measures what the number of admin tokens costs: 10, 10,000 and 1,000,000 of them, each in a server
/// with `-Xmx512m`, beside nginx `return 200` in the same rounds. Needs wrk and nginx; run by
/// `bench/tokens`.
public class TokensBench {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern COUNT = Pattern.compile("(\\d+) requests in");
    private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern HEAP = Pattern.compile("used (\\d+)K");

    /// As many different tokens ask in turn, where there are so many.
    private static final int ASKING = 10_000;

    private final Path work;
    private final int[] sizes;
    private final int seconds;
    private final List<Process> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private TokensBench(Path work, int[] sizes, int seconds) {
        this.work = work;
        this.sizes = sizes;
        this.seconds = seconds;
    }

    /// One server with so many tokens.
    private record House(int tokens, Path data, URI admin, Process process, Path script) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                new HashMap<>(Map.of("rounds", "5", "seconds", "5", "warmup", "20", "sizes", "10,10000,1000000"));
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        Path work = Files.createTempDirectory("mos-token-bench");
        int[] sizes = Pattern.compile(",").splitAsStream(options.get("sizes")).mapToInt(Integer::parseInt).toArray();
        TokensBench bench = new TokensBench(work, sizes, Integer.parseInt(options.get("seconds")));
        try {
            bench.run(Integer.parseInt(options.get("rounds")), Integer.parseInt(options.get("warmup")));
        } finally {
            for (Process process : bench.started) {
                process.destroy();
                process.waitFor(30, TimeUnit.SECONDS);
            }
            bench.http.close();
            try (var files = Files.walk(work)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private void run(int rounds, int warmup) throws Exception {
        int nginxPort = freePort();
        Process nginx = nginx(nginxPort);
        long peer = worker(nginx.pid());
        List<House> houses = new ArrayList<>();
        for (int size : sizes) {
            houses.add(house(size));
        }
        double least = 0;
        for (House house : houses) {
            double heap = heapBytes(house.process().pid());
            System.out.printf(
                    "%,9d tokens: heap %.1f MiB after a collection%s%n",
                    house.tokens(),
                    heap / (1 << 20),
                    least == 0 ? "" : ", %.0f bytes a token".formatted((heap - least) / house.tokens()));
            least = least == 0 ? heap : least;
        }
        for (House house : houses) {
            lists(house);
        }
        for (House house : houses) {
            load(house.script(), house.admin() + "/check", house.process().pid(), warmup);
        }
        Map<Integer, List<double[]>> all = new HashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (House house : houses) {
                double[] ours = load(house.script(), house.admin() + "/check", house.process().pid(), seconds);
                double[] theirs = load(house.script(), "http://127.0.0.1:" + nginxPort + "/", peer, seconds);
                all.computeIfAbsent(house.tokens(), _ -> new ArrayList<>())
                        .add(new double[] {ours[0] / theirs[0], ours[1] / theirs[1], ours[0]});
                System.out.printf(
                        "round %d, %,d tokens: check %.0f/s %.1f µs CPU, nginx %.0f/s %.1f µs CPU%n",
                        round, house.tokens(), ours[0], ours[1], theirs[0], theirs[1]);
            }
        }
        double first = 0;
        for (House house : houses) {
            List<double[]> figures = all.get(house.tokens());
            double rate = median(figures, 0);
            first = first == 0 ? rate : first;
            System.out.printf(
                    "%,9d tokens: requests/s %.2f of nginx, CPU per request %.2f of nginx, %.2f of the rate with the fewest tokens; resident %d MiB%n",
                    house.tokens(), rate, median(figures, 1), rate / first, residentMiB(house.process().pid()));
        }
    }

    private House house(int tokens) throws Exception {
        Path home = Files.createDirectory(work.resolve("t" + tokens));
        Path data = Files.createDirectory(home.resolve("data"));
        Path script = home.resolve("check.lua");
        long begin = System.nanoTime();
        List<String> asking = seed(data, home.resolve("master.key"), tokens);
        System.out.printf("%,9d tokens: seeded in %.1f s%n", tokens, seconds(begin));
        StringBuilder lua = new StringBuilder("local requests = {}\n");
        lua.append("wrk.headers['X-Original-Method'] = 'GET'\nwrk.headers['X-Original-URI'] = '/api/v1/docker/containers'\n");
        lua.append("function init(args)\n  for token in io.lines('").append(home.resolve("tokens")).append("') do\n");
        lua.append("    wrk.headers['Authorization'] = 'Bearer ' .. token\n    requests[#requests + 1] = wrk.format()\n  end\nend\n");
        lua.append("local i = 0\nfunction request()\n  i = i % #requests + 1\n  return requests[i]\nend\n");
        Files.write(home.resolve("tokens"), asking);
        Files.writeString(script, lua);
        int port = freePort();
        begin = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(
                        "./mos-token", "serve", "--listen", "127.0.0.1:" + port, "--gateway-listen", "127.0.0.1:0",
                        "--data", data.toString(), "--master-key-file", home.resolve("master.key").toString());
        builder.environment().put("MOS_TOKEN_JAVA_OPTS", "-Xmx512m");
        Process process = builder.redirectErrorStream(true).redirectOutput(home.resolve("log").toFile()).start();
        started.add(process);
        URI admin = URI.create("http://127.0.0.1:" + port);
        await(admin.resolve("/health"));
        System.out.printf(
                "%,9d tokens: start to first answer %.2f s, resident %d MiB%n",
                tokens, seconds(begin), residentMiB(process.pid()));
        return new House(tokens, data, admin, process, script);
    }

    /// Tokens as the product keeps them, written in one transaction; a person's names and a description
    /// for every third, an expiry for every fifth.
    private static List<String> seed(Path data, Path masterKey, int tokens) throws Exception {
        SecureRandom random = new SecureRandom();
        Random choice = new Random(7);
        List<String> asking = new ArrayList<>();
        Keys keys;
        try (Database database = Database.open(data, () -> false)) {
            keys = Keys.open(database, masterKey, random, Clock.systemUTC());
        }
        long now = System.currentTimeMillis();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + data.resolve("token.db"));
                PreparedStatement token =
                        connection.prepareStatement(
                                "insert into admin_token (id, name, name_key, description, permissions, created_at,"
                                        + " expires_at, expiry_set_at, key_id, digest, secret_created_at)"
                                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (int i = 0; i < tokens; i++) {
                long id = now - tokens + i;
                SecretText text = TokenFormat.generate(random);
                TokenDigest digest = keys.digest(text);
                if (asking.size() < ASKING && choice.nextInt(Math.max(1, tokens / ASKING)) == 0) {
                    asking.add(text.exposeText());
                }
                String name = "container updater " + i;
                token.setLong(1, id);
                token.setString(2, name);
                token.setString(3, name);
                token.setString(4, i % 3 == 0 ? "on the machine in the cellar, number " + i : "");
                token.setString(
                        5,
                        i % 4 == 0
                                ? "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\",\"registry\":\"read\"}}"
                                : "{\"mode\":\"readonly\"}");
                token.setLong(6, id);
                token.setObject(7, i % 5 == 0 ? now + Duration.ofDays(100 + i % 1000).toMillis() : null);
                token.setLong(8, id);
                token.setInt(9, digest.keyId());
                token.setBytes(10, digest.bytes());
                token.setLong(11, id);
                token.executeUpdate();
            }
            connection.commit();
        }
        return asking;
    }

    /// The times of list pages, in milliseconds, medians of 21.
    private void lists(House house) throws Exception {
        String token = Files.readString(house.data().resolve("local-token")).strip();
        String list = "/api/v1/auth/admin-tokens?limit=100";
        Map<String, String> pages = new java.util.LinkedHashMap<>();
        pages.put("first page", list);
        pages.put("last page", list + "&order=desc");
        pages.put("by name", list + "&sort=name");
        pages.put("by last use", list + "&sort=used&order=desc");
        pages.put("by expiry", list + "&sort=expires");
        pages.put("active", list + "&state=active");
        pages.put("page behind the middle", list + "&sort=name&after=" + cursor(house.tokens()));
        pages.put("search, many found", list + "&q=container");
        pages.put("search, one found", list + "&q=" + "updater%20" + (house.tokens() - 1));
        StringBuilder said = new StringBuilder();
        for (Map.Entry<String, String> page : pages.entrySet()) {
            List<double[]> times = new ArrayList<>();
            for (int i = 0; i < 21; i++) {
                long begin = System.nanoTime();
                HttpResponse<String> answer =
                        http.send(
                                HttpRequest.newBuilder(house.admin().resolve(page.getValue()))
                                        .header("Authorization", "Bearer " + token)
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());
                if (answer.statusCode() != 200) {
                    throw new IllegalStateException(page.getKey() + ": " + answer.body());
                }
                times.add(new double[] {seconds(begin) * 1_000});
            }
            said.append("%s %.1f ms; ".formatted(page.getKey(), median(times, 0)));
        }
        System.out.printf("%,9d tokens: %s%n", house.tokens(), said);
    }

    private static String cursor(int tokens) {
        return java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("0 container updater " + tokens / 2).getBytes());
    }

    /// Requests/s and CPU microseconds per request.
    private static double[] load(Path script, String url, long pid, int seconds) throws Exception {
        long before = cpuTicks(pid);
        Process wrk =
                new ProcessBuilder("wrk", "-t1", "-c64", "-d" + seconds + "s", "-s", script.toString(), url)
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
        return new double[] {Double.parseDouble(found(RATE, said)), ticks * 10_000.0 / count};
    }

    private static double heapBytes(long pid) throws Exception {
        jcmd(pid, "GC.run");
        Matcher used = HEAP.matcher(jcmd(pid, "GC.heap_info"));
        double sum = 0;
        for (int generation = 0; generation < 2 && used.find(); generation++) {
            sum += Double.parseDouble(used.group(1)) * 1024;
        }
        return sum;
    }

    private static String jcmd(long pid, String command) throws Exception {
        Process jcmd =
                new ProcessBuilder(System.getProperty("java.home") + "/bin/jcmd", Long.toString(pid), command)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(jcmd.getInputStream().readAllBytes());
        jcmd.waitFor();
        return said;
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not found in: " + text);
        }
        return matcher.group(1);
    }

    /// User and system time in clock ticks of 10 ms (`man 5 proc`, /proc/PID/stat, fields 14 and 15).
    private static long cpuTicks(long pid) throws IOException {
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

    private Process nginx(int port) throws Exception {
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
        started.add(nginx);
        await(URI.create("http://127.0.0.1:" + port + "/"));
        return nginx;
    }

    private static long worker(long master) throws IOException {
        return Long.parseLong(
                Files.readString(Path.of("/proc/" + master + "/task/" + master + "/children")).strip().split(" ")[0]);
    }

    private void await(URI url) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < end) {
            try {
                if (http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                Thread.sleep(5);
            }
        }
        throw new IllegalStateException(url + " did not answer");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double median(List<double[]> figures, int index) {
        double[] sorted = figures.stream().mapToDouble(figure -> figure[index]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
