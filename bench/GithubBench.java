import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;

/// The GitHub door. `--measure answers`, run by `bench/github`: JSON and a release file that are kept, beside
/// nginx `proxy_cache` in front of the same upstream. `--measure clones`, run by `bench/clone`: clones of one
/// repository, alone and many at once, beside the `git http-backend` that is the gateway's upstream. Needs nginx;
/// wrk or git and fcgiwrap.
///
/// Each clone writes and checks its own copy, which is most of what a few cores have to do: the ratio tells what
/// people feel, not what a server spends.
public class GithubBench {
    private static final int MIB = 1 << 20;
    private static final int RELEASE_MIB = 50;
    private static final int COMMITS = 400;
    private static final String OURS = "MOS Token";

    /// Nothing is asked again while answers are measured; each clone sees the newest commit.
    private static final String WINDOWS = "[gateway]\nfreshness = \"1d\"\ngithub-git = \"0s\"\n";

    private final Bench bench;
    private final Figures figures = new Figures();
    private final Random random = new Random(7);

    private GithubBench(Bench bench) {
        this.bench = bench;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(
                        arguments,
                        Map.of(
                                "measure", "answers", "rounds", "5", "seconds", "5", "warmup", "20", "connections", "16",
                                "mib", "20", "clones", "20"));
        int rounds = Integer.parseInt(options.get("rounds"));
        try (Bench bench = new Bench()) {
            GithubBench github = new GithubBench(bench);
            switch (options.get("measure")) {
                case "answers" ->
                        github.answers(
                                rounds,
                                Integer.parseInt(options.get("seconds")),
                                Integer.parseInt(options.get("warmup")),
                                Integer.parseInt(options.get("connections")));
                case "clones" ->
                        github.clones(
                                rounds, Integer.parseInt(options.get("mib")), Integer.parseInt(options.get("clones")));
                default -> throw new IllegalArgumentException("--measure answers or clones");
            }
        }
    }

    private record Server(String name, Process process, URI json, URI release) {}

    private void answers(int rounds, int seconds, int warmup, int connections) throws Exception {
        HttpServer upstream = upstream(bytes(RELEASE_MIB * MIB));
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
                "{\"tag_name\":\"v1\",\"body\":\"%s\",\"assets\":[{\"id\":1,\"name\":\"tool\",\"digest\":\"sha256:%s\"}]}"
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
        Process process =
                gateway(
                        admin,
                        port,
                        "api.github.com=" + remote,
                        "github.com=" + remote,
                        "release-assets.githubusercontent.com=" + remote);
        Bench.await(Bench.url(admin, "/health"));
        storeToken(admin);
        return new Server(
                OURS,
                process,
                Bench.url(port, "/api.github.com/repos/octo/pub/releases/latest"),
                Bench.url(port, "/github.com/octo/pub/releases/download/v1/tool"));
    }

    private Process gateway(int admin, int port, String... upstreams) throws IOException {
        Path config = Files.writeString(bench.work().resolve("windows.toml"), WINDOWS);
        List<String> more = new ArrayList<>(List.of("--config", config.toString()));
        for (String upstream : upstreams) {
            more.addAll(List.of("--upstream", upstream));
        }
        return bench.product(bench.work(), admin, port, "", more.toArray(String[]::new));
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
        try (HttpClient http = HttpClient.newHttpClient()) {
            int status =
                    http.send(
                                    HttpRequest.newBuilder(Bench.url(admin, "/api/v1/mos/tokens"))
                                            .header("Authorization", "Bearer " + local)
                                            .header("Content-Type", "application/json")
                                            .POST(BodyPublishers.ofString("{\"github\":\"" + "gh" + "p_" + "a1B2".repeat(9) + "\"}"))
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

    private void clones(int rounds, int mib, int many) throws Exception {
        Path bare = bench.work().resolve("repositories/octo/pub.git");
        git("init", "-q", "--bare", "-b", "main", bare.toString());
        for (int i = 0; i < COMMITS; i++) {
            commit(bare, "file" + i, 2 * mib * MIB / COMMITS, i == 0);
        }
        git("-C", bare.toString(), "repack", "-q", "-a", "-d");
        int behind = gitServer();
        int port = Bench.freePort();
        gateway(0, port, "github.com=http://127.0.0.1:" + behind);
        Bench.await(Bench.url(port, "/health"));
        URI ours = Bench.url(port, "/github.com/octo/pub.git");
        URI direct = Bench.url(behind, "/octo/pub.git");
        clone(ours, 1);
        clone(direct, 1);
        for (int round = 1; round <= rounds; round++) {
            for (int count : new int[] {1, many}) {
                String name = count == 1 ? "a clone" : count + " clones at once";
                commit(bare, "round", MIB / 16, false);
                double straight = clone(direct, count);
                for (String state : List.of("nothing kept", "the pack kept")) {
                    String figure = name + ", " + state + ", seconds";
                    figures.note(round, OURS, figure, clone(ours, count));
                    figures.note(round, "direct", figure, straight);
                }
            }
        }
        figures.table(List.of(OURS, "direct"));
    }

    /// Adds a commit with a file of random text, which shrinks to half.
    private void commit(Path bare, String file, int length, boolean first) throws Exception {
        String text = HexFormat.of().formatHex(bytes(length / 2));
        String from = first ? "" : "from refs/heads/main^0\n";
        String commit =
                "commit refs/heads/main\ncommitter Bench <bench@example.com> 1767225600 +0000\ndata 0\n%sM 644 inline %s\ndata %d\n%s\n"
                        .formatted(from, file, text.length(), text);
        Path input = Files.writeString(bench.work().resolve("commit"), commit);
        Process importing =
                process("-C", bare.toString(), "fast-import", "--quiet").redirectInput(input.toFile()).start();
        ended(importing, "git fast-import");
    }

    /// Seconds until all of so many clones at once are there.
    private double clone(URI url, int count) throws Exception {
        Path into = Files.createDirectory(bench.work().resolve("clones"));
        long begin = System.nanoTime();
        List<Process> clones = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clones.add(process("clone", "-q", "--bare", url.toString(), into.resolve("c" + i).toString()).start());
        }
        for (Process clone : clones) {
            ended(clone, "git clone " + url);
        }
        double seconds = Bench.seconds(begin);
        try (var files = Files.walk(into)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        return seconds;
    }

    private int gitServer() throws Exception {
        Path socket = bench.work().resolve("fcgi.sock");
        bench.start(Map.of(), bench.work().resolve("fcgi.log"), List.of("fcgiwrap", "-c", "20", "-s", "unix:" + socket));
        int port = Bench.freePort();
        bench.nginx(
                port,
                """
                location / {
                    client_max_body_size 0;
                    fastcgi_pass unix:%s;
                    fastcgi_read_timeout 300s;
                    fastcgi_param SCRIPT_FILENAME /usr/lib/git-core/git-http-backend;
                    fastcgi_param GIT_PROJECT_ROOT %s/repositories;
                    fastcgi_param GIT_HTTP_EXPORT_ALL 1;
                    fastcgi_param GIT_CONFIG_COUNT 1;
                    fastcgi_param GIT_CONFIG_KEY_0 safe.directory;
                    fastcgi_param GIT_CONFIG_VALUE_0 *;
                    fastcgi_param PATH_INFO $uri;
                    fastcgi_param QUERY_STRING $args;
                    fastcgi_param REQUEST_METHOD $request_method;
                    fastcgi_param CONTENT_TYPE $content_type;
                    fastcgi_param CONTENT_LENGTH $content_length;
                    fastcgi_param GIT_PROTOCOL $http_git_protocol;
                    fastcgi_param SERVER_PROTOCOL $server_protocol;
                    fastcgi_param REMOTE_ADDR $remote_addr;
                }
                """
                        .formatted(socket, bench.work()),
                "");
        return port;
    }

    private void git(String... arguments) throws Exception {
        ended(process(arguments).start(), "git " + String.join(" ", arguments));
    }

    private ProcessBuilder process(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectOutput(ProcessBuilder.Redirect.appendTo(bench.work().resolve("git.log").toFile()));
        builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
        builder.environment().put("HOME", bench.work().toString());
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        return builder;
    }

    private void ended(Process process, String what) throws InterruptedException {
        if (process.waitFor() != 0) {
            try {
                throw new IllegalStateException(what + ": " + Files.readString(bench.work().resolve("git.log")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
