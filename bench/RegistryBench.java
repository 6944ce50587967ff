import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// The gateway beside CNCF distribution as pull-through cache (stock, and with `GOGC=1000`) and nginx
/// `proxy_cache`, all in front of one registry: manifests and blobs that are kept, and a new blob that is
/// cold. Needs docker-registry, nginx and wrk; run by `bench/registry`.
///
/// For a manifest by tag each does what it does by itself: distribution asks upstream every time (twice,
/// since it looks for a challenge that an open registry never gives), the gateway once a minute, nginx
/// once an hour. The upstream's CPU is not counted. MiB/s of large blobs may be the limit of wrk: there
/// CPU tells more.
public class RegistryBench {
    private static final int MIB = 1 << 20;
    private static final int BLOB_MIB = 100;
    private static final String REPOSITORY = "/v2/bench/x/";
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
    private static final String ACCEPT = "wrk.headers['Accept'] = '" + MANIFEST + "'\n";
    private static final long QUIET_MILLIS = 300;

    private final Bench bench;
    private final int connections;
    private final Random random = new Random(7);
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Figures figures = new Figures();

    private RegistryBench(Bench bench, int connections) {
        this.bench = bench;
        this.connections = connections;
    }

    private record Server(String name, Process process, int port) {
        URI url(String path) {
            return Bench.url(port, REPOSITORY + path);
        }
    }

    /// What is asked for again and again.
    private record Kept(String name, String path, boolean isBlob) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(arguments, Map.of("rounds", "5", "seconds", "5", "warmup", "20", "connections", "16"));
        try (Bench bench = new Bench()) {
            new RegistryBench(bench, Integer.parseInt(options.get("connections")))
                    .run(
                            Integer.parseInt(options.get("rounds")),
                            Integer.parseInt(options.get("seconds")),
                            Integer.parseInt(options.get("warmup")));
        }
    }

    private void run(int rounds, int seconds, int warmup) throws Exception {
        Server upstream = distribution("upstream", Map.of(), "");
        String remote = "http://127.0.0.1:" + upstream.port();
        String proxy = "proxy: {remoteurl: \"" + remote + "\"}";
        List<Server> servers = new ArrayList<>();
        servers.add(product(remote));
        servers.add(distribution("distribution", Map.of(), proxy));
        servers.add(distribution("distribution GOGC=1000", Map.of("GOGC", "1000"), proxy));
        servers.add(nginx(remote));
        List<String> columns = servers.stream().map(Server::name).toList();

        String small = push(upstream, bytes(1));
        String large = push(upstream, bytes(BLOB_MIB));
        String manifest = tag(upstream, small, large);
        List<Kept> all =
                List.of(
                        new Kept("kept manifest by digest", "manifests/" + manifest, false),
                        new Kept("kept manifest by tag", "manifests/latest", false),
                        new Kept("kept blob of 1 MiB", "blobs/" + small, true),
                        new Kept("kept blob of 100 MiB", "blobs/" + large, true));
        for (Server server : servers) {
            for (Kept kept : all) {
                read(server, kept.path());
                settle(server);
                load(server, kept, Math.max(1, warmup / all.size()));
            }
        }
        for (int round = 1; round <= rounds; round++) {
            for (Kept kept : all) {
                for (Server server : servers) {
                    measure(round, server, kept, seconds);
                }
            }
            String cold = push(upstream, bytes(BLOB_MIB));
            for (Server server : servers) {
                measureCold(round, server, cold);
            }
            // Nobody is always the first or behind the same neighbour.
            Collections.rotate(servers, 1);
        }
        figures.table(columns);
    }

    private void measure(int round, Server server, Kept kept, int seconds) throws Exception {
        settle(server);
        Bench.Load load = load(server, kept, seconds);
        if (kept.isBlob()) {
            note(round, server, kept.name() + ", MiB/s", load.mibPerSecond());
            note(round, server, kept.name() + ", CPU s/GiB", load.cpuSecondsPerGib());
        } else {
            note(round, server, kept.name() + ", requests/s", load.rate());
            note(round, server, kept.name() + ", CPU µs a request", load.cpuMicros());
        }
    }

    private Bench.Load load(Server server, Kept kept, int seconds) throws Exception {
        return bench.load(server.process(), server.url(kept.path()), ACCEPT, connections, seconds);
    }

    private void measureCold(int round, Server server, String digest) throws Exception {
        settle(server);
        double cpu = Bench.cpuSeconds(server.process());
        long begin = System.nanoTime();
        long length = read(server, "blobs/" + digest);
        double seconds = Bench.seconds(begin);
        settle(server);
        if (length != (long) BLOB_MIB * MIB) {
            throw new IllegalStateException(server.name() + " sent " + length + " bytes");
        }
        note(round, server, "cold blob of 100 MiB, seconds", seconds);
        note(
                round,
                server,
                "cold blob of 100 MiB, CPU s/GiB",
                (Bench.cpuSeconds(server.process()) - cpu) * 1024 / BLOB_MIB);
    }

    /// Waits until a server works no more: distribution still stores when its answer has long been read.
    private static void settle(Server server) throws InterruptedException {
        double before = -1;
        double now = Bench.cpuSeconds(server.process());
        while (now > before) {
            Thread.sleep(QUIET_MILLIS);
            before = now;
            now = Bench.cpuSeconds(server.process());
        }
    }

    private void note(int round, Server server, String figure, double value) {
        figures.note(round, server.name(), figure, value);
    }

    /// Reads one answer to its end by a plain socket; returns the bytes of its body.
    private static long read(Server server, String path) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            ("GET " + REPOSITORY + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nAccept: "
                                            + MANIFEST + "\r\nConnection: close\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                if (next < 0) {
                    throw new EOFException(server.name() + ": " + head);
                }
                head.append((char) next);
            }
            if (!head.toString().startsWith("HTTP/1.1 200 ")) {
                throw new IOException(server.name() + ": " + head);
            }
            byte[] chunk = new byte[256 * 1024];
            long length = 0;
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                length += n;
            }
            return length;
        }
    }

    private Server product(String remote) throws Exception {
        int port = Bench.freePort();
        Process process = bench.product(bench.work(), 0, port, "", "--upstream", "registry-1.docker.io=" + remote);
        Bench.await(Bench.url(port, "/health"));
        return new Server("MOS Token", process, port);
    }

    /// As Debian configures it, with its cache of blob descriptors, but without a log of requests.
    private Server distribution(String name, Map<String, String> environment, String proxy) throws Exception {
        Path home = Files.createDirectory(bench.work().resolve(name));
        int port = Bench.freePort();
        Path config =
                Files.writeString(
                        home.resolve("config.yml"),
                        """
                        version: 0.1
                        log: {level: error, accesslog: {disabled: true}}
                        storage: {filesystem: {rootdirectory: "%s/data"}, cache: {blobdescriptor: inmemory}}
                        http: {addr: "127.0.0.1:%d", secret: not-a-secret}
                        %s
                        """
                                .formatted(home, port, proxy));
        Process process =
                bench.start(environment, home.resolve("log"), List.of("docker-registry", "serve", config.toString()));
        Bench.await(Bench.url(port, "/v2/"));
        return new Server(name, process, port);
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
        return new Server("nginx", process, port);
    }

    private byte[] bytes(int mib) {
        byte[] bytes = new byte[mib * MIB];
        random.nextBytes(bytes);
        return bytes;
    }

    /// Pushes a blob (OCI distribution spec, end-4a and end-6) and returns its digest.
    private String push(Server upstream, byte[] blob) throws Exception {
        String digest = digest(blob);
        HttpResponse<String> begun =
                send(HttpRequest.newBuilder(upstream.url("blobs/uploads/")).POST(BodyPublishers.noBody()), 202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        URI target = upstream.url("").resolve(location);
        send(
                HttpRequest.newBuilder(URI.create(target + (target.getRawQuery() == null ? "?" : "&") + "digest=" + digest))
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(blob)),
                201);
        return digest;
    }

    /// Tags an image of these layers as `latest` and returns the digest of its manifest.
    private String tag(Server upstream, String small, String large) throws Exception {
        byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
        String layers = descriptor(LAYER, MIB, small) + "," + descriptor(LAYER, BLOB_MIB * MIB, large);
        byte[] manifest =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(MANIFEST, descriptor(CONFIG, config.length, push(upstream, config)), layers)
                        .getBytes(StandardCharsets.UTF_8);
        send(
                HttpRequest.newBuilder(upstream.url("manifests/latest"))
                        .header("Content-Type", MANIFEST)
                        .PUT(BodyPublishers.ofByteArray(manifest)),
                201);
        return digest(manifest);
    }

    private static String descriptor(String type, long size, String digest) {
        return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}".formatted(type, size, digest);
    }

    private static String digest(byte[] content) throws Exception {
        return "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private HttpResponse<String> send(HttpRequest.Builder request, int expected) throws Exception {
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != expected) {
            throw new IllegalStateException("upstream: " + answer.statusCode() + " " + answer.body());
        }
        return answer;
    }
}
