import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32C;

/// Many readers of one blob that is cold at the gateway (`-Xmx128m`), beside the same readers of the
/// finished file at nginx: several rounds with a new blob each, medians. The upstream is a plain file
/// server on loopback. Needs nginx; run by `bench/readers`.
public class ReadersBench {
    private static final int CHUNK = 256 * 1024;

    record Blob(Path file, String digest, long crc, long size) {}

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(arguments, Map.of("rounds", "3", "readers", "200", "mib", "64"));
        try (Bench bench = new Bench()) {
            run(
                    bench,
                    Integer.parseInt(options.get("rounds")),
                    Integer.parseInt(options.get("readers")),
                    Integer.parseInt(options.get("mib")));
        }
    }

    private static void run(Bench bench, int rounds, int readers, int mib) throws Exception {
        Path blobs = Files.createDirectories(bench.work().resolve("blobs"));
        AtomicInteger asked = new AtomicInteger();
        HttpServer upstream = upstream(blobs, asked);
        try {
            measure(bench, upstream, blobs, asked, rounds, readers, mib);
        } finally {
            upstream.stop(0);
        }
    }

    private static void measure(
            Bench bench, HttpServer upstream, Path blobs, AtomicInteger asked, int rounds, int readers, int mib)
            throws Exception {
        int nginxPort = Bench.freePort();
        bench.nginx(nginxPort, "root " + blobs + ";", "sendfile on;");
        int gateway = Bench.freePort();
        Process product =
                bench.product(
                        bench.work(), 0, gateway, "-Xmx128m", "--upstream",
                        "registry-1.docker.io=http://127.0.0.1:" + upstream.getAddress().getPort());
        Bench.await(Bench.url(gateway, "/health"));

        Blob warm = blob(blobs, 4, 1);
        for (int i = 0; i < 3; i++) {
            read(gateway, path(warm), warm, readers);
            read(nginxPort, "/" + warm.digest(), warm, readers);
        }
        long before = Bench.residentMiB(product);
        List<Double> ratios = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            Blob blob = blob(blobs, mib, 100 + round);
            asked.set(0);
            double ours = read(gateway, path(blob), blob, readers);
            int times = asked.get();
            double theirs = read(nginxPort, "/" + blob.digest(), blob, readers);
            double again = read(gateway, path(blob), blob, readers);
            ratios.add(ours / theirs);
            System.out.printf(
                    "round %d: cold %.1f s (asked upstream %d times), nginx %.1f s, ratio %.2f; kept %.1f s, ratio %.2f%n",
                    round, ours, times, theirs, ratios.getLast(), again, again / theirs);
            Files.delete(blob.file());
        }
        System.out.printf("median ratio of time, cold against nginx: %.2f (aim: at most 1.5)%n", Bench.median(ratios));
        System.out.printf(
                "memory: %d MiB after warming up, at most %d MiB since the start (growth aim: under 64 MiB)%n",
                before, Bench.memoryMiB(product, "VmHWM"));
    }

    private static String path(Blob blob) {
        return "/v2/bench/x/blobs/" + blob.digest();
    }

    /// All readers at once; returns the seconds until the last one is done. Every byte is checked.
    private static double read(int port, String path, Blob blob, int readers) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                all.add(() -> reader(port, path, blob));
            }
            long begin = System.nanoTime();
            for (Future<Boolean> each : threads.invokeAll(all)) {
                if (!each.get()) {
                    throw new IllegalStateException("a reader got other bytes from port " + port);
                }
            }
            return Bench.seconds(begin);
        }
    }

    private static boolean reader(int port, String path, Blob blob) throws IOException {
        try (SocketChannel socket =
                SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n\r\n";
            socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
            String head = "";
            while (!head.contains("\r\n\r\n")) {
                if (socket.read(chunk) < 0) {
                    throw new IOException("no headers: " + head);
                }
                head = new String(chunk.array(), 0, chunk.position(), StandardCharsets.ISO_8859_1);
            }
            int body = head.indexOf("\r\n\r\n") + 4;
            CRC32C crc = new CRC32C();
            crc.update(chunk.array(), body, chunk.position() - body);
            long size = chunk.position() - body;
            while (true) {
                chunk.clear();
                int n = socket.read(chunk);
                if (n < 0) {
                    return head.startsWith("HTTP/1.1 200") && size == blob.size() && crc.getValue() == blob.crc();
                }
                crc.update(chunk.array(), 0, n);
                size += n;
            }
        }
    }

    private static Blob blob(Path blobs, int mib, long seed) throws Exception {
        Path file = blobs.resolve("new");
        Random random = new Random(seed);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        CRC32C crc = new CRC32C();
        byte[] chunk = new byte[1 << 20];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int i = 0; i < mib; i++) {
                random.nextBytes(chunk);
                sha256.update(chunk);
                crc.update(chunk);
                out.write(chunk);
            }
        }
        String digest = "sha256:" + HexFormat.of().formatHex(sha256.digest());
        Path place = Files.move(file, blobs.resolve(digest));
        return new Blob(place, digest, crc.getValue(), (long) mib << 20);
    }

    /// A registry that is open to everybody: HEAD and GET of blobs.
    private static HttpServer upstream(Path blobs, AtomicInteger asked) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                Path file = blobs.resolve(path.substring(path.lastIndexOf('/') + 1));
                if (exchange.getRequestMethod().equals("HEAD")) {
                    exchange.getResponseHeaders().set("Content-Length", Long.toString(Files.size(file)));
                    exchange.sendResponseHeaders(200, -1);
                } else {
                    asked.incrementAndGet();
                    exchange.sendResponseHeaders(200, Files.size(file));
                    Files.copy(file, exchange.getResponseBody());
                }
            }
        });
        server.start();
        return server;
    }
}
