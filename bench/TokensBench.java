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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mos.token.admintoken.TokenFormat;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.secret.SecretText;
import mos.token.store.Database;

/// Measures what the number of admin tokens costs: 10, 10,000 and 1,000,000 of them, each in a server
/// with `-Xmx512m`, beside nginx `return 200` in the same rounds. Needs wrk and nginx; run by
/// `bench/tokens`.
public class TokensBench {
    private static final Pattern HEAP = Pattern.compile("used (\\d+)K");

    /// As many different tokens ask in turn, where there are so many.
    private static final int ASKING = 10_000;

    private static final int CONNECTIONS = 64;
    private static final int STARTS = 5;

    private final Bench bench;
    private final int[] sizes;
    private final int seconds;
    private final HttpClient http = HttpClient.newHttpClient();

    private TokensBench(Bench bench, int[] sizes, int seconds) {
        this.bench = bench;
        this.sizes = sizes;
        this.seconds = seconds;
    }

    /// One server with so many tokens.
    private record House(int tokens, Path data, URI admin, Process process, String lua) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(
                        arguments, Map.of("rounds", "5", "seconds", "5", "warmup", "20", "sizes", "10,10000,1000000"));
        int[] sizes = Pattern.compile(",").splitAsStream(options.get("sizes")).mapToInt(Integer::parseInt).toArray();
        try (Bench bench = new Bench()) {
            new TokensBench(bench, sizes, Integer.parseInt(options.get("seconds")))
                    .run(Integer.parseInt(options.get("rounds")), Integer.parseInt(options.get("warmup")));
        }
    }

    private void run(int rounds, int warmup) throws Exception {
        int nginxPort = Bench.freePort();
        Process nginx = bench.nginx(nginxPort, "location / { return 200; }", "");
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
            check(house, warmup);
        }
        Map<Integer, List<double[]>> all = new HashMap<>();
        for (int round = 1; round <= rounds; round++) {
            for (House house : houses) {
                Bench.Load ours = check(house, seconds);
                Bench.Load theirs = bench.load(nginx, Bench.url(nginxPort, "/"), house.lua(), CONNECTIONS, seconds);
                all.computeIfAbsent(house.tokens(), _ -> new ArrayList<>())
                        .add(new double[] {ours.rate() / theirs.rate(), ours.cpuMicros() / theirs.cpuMicros()});
                System.out.printf(
                        "round %d, %,d tokens: check %.0f/s %.1f µs CPU, nginx %.0f/s %.1f µs CPU%n",
                        round, house.tokens(), ours.rate(), ours.cpuMicros(), theirs.rate(), theirs.cpuMicros());
            }
        }
        double first = 0;
        for (House house : houses) {
            List<double[]> figures = all.get(house.tokens());
            double rate = median(figures, 0);
            first = first == 0 ? rate : first;
            System.out.printf(
                    "%,9d tokens: requests/s %.2f of nginx, CPU per request %.2f of nginx, %.2f of the rate with the fewest tokens; resident %d MiB%n",
                    house.tokens(), rate, median(figures, 1), rate / first, Bench.residentMiB(house.process()));
        }
    }

    private House house(int tokens) throws Exception {
        Path home = Files.createDirectory(bench.work().resolve("t" + tokens));
        Path data = Files.createDirectory(home.resolve("data"));
        long begin = System.nanoTime();
        List<String> asking = seed(data, home.resolve("master.key"), tokens);
        System.out.printf("%,9d tokens: seeded in %.1f s%n", tokens, Bench.seconds(begin));
        StringBuilder lua = new StringBuilder("local requests = {}\n");
        lua.append("wrk.headers['X-Original-Method'] = 'GET'\nwrk.headers['X-Original-URI'] = '/api/v1/docker/containers'\n");
        lua.append("function init(args)\n  for token in io.lines('").append(home.resolve("tokens")).append("') do\n");
        lua.append("    wrk.headers['Authorization'] = 'Bearer ' .. token\n    requests[#requests + 1] = wrk.format()\n  end\nend\n");
        lua.append("local i = 0\nfunction request()\n  i = i % #requests + 1\n  return requests[i]\nend\n");
        Files.write(home.resolve("tokens"), asking);
        URI admin = Bench.url(Bench.freePort(), "/");
        List<Double> starts = new ArrayList<>();
        Process process = start(home, admin, starts);
        while (starts.size() < STARTS) {
            process.destroy();
            process.waitFor();
            process = start(home, admin, starts);
        }
        System.out.printf(
                "%,9d tokens: start to first answer %.2f s, the median of %s; resident %d MiB%n",
                tokens,
                Bench.median(starts),
                starts.stream().map("%.2f"::formatted).collect(Collectors.joining(", ")),
                Bench.residentMiB(process));
        return new House(tokens, data, admin, process, lua.toString());
    }

    private Process start(Path home, URI admin, List<Double> starts) throws Exception {
        long begin = System.nanoTime();
        Process process = bench.product(home, admin.getPort(), 0, "-Xmx512m");
        Bench.await(admin.resolve("/health"));
        starts.add(Bench.seconds(begin));
        return process;
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
                times.add(new double[] {Bench.seconds(begin) * 1_000});
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

    private Bench.Load check(House house, int seconds) throws Exception {
        return bench.load(house.process(), house.admin().resolve("/check"), house.lua(), CONNECTIONS, seconds);
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

    private static double median(List<double[]> figures, int index) {
        double[] sorted = figures.stream().mapToDouble(figure -> figure[index]).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
