import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the benchmarks share: a work directory and the servers in it, which both go when the benchmark
/// ends, fails or is interrupted; load by wrk; what a process has used.
final class Bench implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(120);
    private static final Pattern SUMMARY = Pattern.compile("summary (\\d+) (\\d+) (\\d+) (\\d+)");

    /// Exact numbers, where wrk itself prints rounded ones.
    private static final String SUMMARIZE =
            """

            function done(summary)
              local e = summary.errors
              io.write(string.format("summary %d %d %d %d\\n", summary.requests, summary.bytes, summary.duration,
                e.connect + e.read + e.write + e.status + e.timeout))
            end
            """;

    private final Path work;
    private final List<Process> started = Collections.synchronizedList(new ArrayList<>());

    Bench() throws IOException {
        work = Files.createTempDirectory("mos-token-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /// What one load came to; CPU is the server's.
    record Load(long requests, long bytes, double seconds, double cpuSeconds) {
        double rate() {
            return requests / seconds;
        }

        double cpuMicros() {
            return cpuSeconds * 1e6 / requests;
        }

        double mibPerSecond() {
            return bytes / seconds / (1 << 20);
        }

        double cpuSecondsPerGib() {
            return cpuSeconds / bytes * (1 << 30);
        }
    }

    /// The defaults with what `--name value` says instead.
    static Map<String, String> options(String[] arguments, Map<String, String> defaults) {
        Map<String, String> options = new HashMap<>(defaults);
        for (int i = 0; i < arguments.length; i += 2) {
            String name = arguments[i].replaceFirst("^--", "");
            if (!defaults.containsKey(name) || i + 1 == arguments.length) {
                throw new IllegalArgumentException("options, each with a value: --" + String.join(", --", defaults.keySet()));
            }
            options.put(name, arguments[i + 1]);
        }
        return options;
    }

    Path work() {
        return work;
    }

    /// Starts the product with its data and keys in `home`; `javaOptions` may be empty.
    Process product(Path home, int admin, int gateway, String javaOptions, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("./mos-token", "serve"));
        command.addAll(List.of("--listen", "127.0.0.1:" + admin, "--gateway-listen", "127.0.0.1:" + gateway));
        command.addAll(List.of("--data", home.resolve("data").toString()));
        command.addAll(List.of("--master-key-file", home.resolve("master.key").toString()));
        command.addAll(Arrays.asList(more));
        Map<String, String> environment = javaOptions.isEmpty() ? Map.of() : Map.of("MOS_TOKEN_JAVA_OPTS", javaOptions);
        return start(environment, home.resolve("serve.log"), command);
    }

    /// Starts nginx with one worker, these lines in its `server` block and those in its `http` block.
    Process nginx(int port, String server, String http) throws Exception {
        Path config = work.resolve("nginx.conf");
        Files.writeString(
                config,
                """
                %3$s
                worker_processes 1;
                daemon off;
                pid %1$s/nginx.pid;
                events { worker_connections 4096; }
                http {
                    access_log off;
                    keepalive_requests 1000000000;
                    client_body_temp_path %1$s/t1;
                    proxy_temp_path %1$s/t2;
                    fastcgi_temp_path %1$s/t3;
                    uwsgi_temp_path %1$s/t4;
                    scgi_temp_path %1$s/t5;
                    %5$s
                    server {
                        listen 127.0.0.1:%2$d;
                        location = /health { return 200; }
                        %4$s
                    }
                }
                """
                        .formatted(
                                work, port, System.getProperty("user.name").equals("root") ? "user root;" : "", server, http));
        Path log = work.resolve("nginx.log");
        Process nginx = start(Map.of(), log, List.of("nginx", "-c", config.toString(), "-e", log.toString()));
        await(url(port, "/health"));
        return nginx;
    }

    Process start(Map<String, String> environment, Path log, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        Process process =
                builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile())).start();
        started.add(process);
        return process;
    }

    /// Loads a server by wrk with a Lua script, which may be empty; a request that fails ends the benchmark.
    Load load(Process server, URI url, String lua, int connections, int seconds) throws Exception {
        Path script = Files.writeString(work.resolve("load.lua"), lua + SUMMARIZE);
        double before = cpuSeconds(server);
        Process wrk =
                new ProcessBuilder(
                                "wrk", "-t1", "-c" + connections, "-d" + seconds + "s", "--timeout", "60s", "-s",
                                script.toString(), url.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(wrk.getInputStream().readAllBytes());
        wrk.waitFor();
        double cpu = cpuSeconds(server) - before;
        Matcher summary = SUMMARY.matcher(said);
        if (!summary.find() || !summary.group(4).equals("0") || summary.group(1).equals("0")) {
            throw new IllegalStateException(url + ", wrk said: " + said);
        }
        return new Load(
                Long.parseLong(summary.group(1)),
                Long.parseLong(summary.group(2)),
                Long.parseLong(summary.group(3)) / 1e6,
                cpu);
    }

    /// User and system time of a process and its children: nginx works in those (`man 5 proc`,
    /// /proc/PID/stat, fields 14 and 15, in ticks of 10 ms).
    static double cpuSeconds(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .mapToLong(each -> cpuTicks(each.pid()))
                        .sum()
                / 100.0;
    }

    private static long cpuTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long residentMiB(Process process) throws IOException {
        return memoryMiB(process, "VmRSS");
    }

    /// A line of /proc/PID/status, such as VmHWM for the most that was ever resident.
    static long memoryMiB(Process process, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith(name + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("no " + name);
    }

    static URI url(int port, String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /// Waits until this is answered, be it that it is not there or needs a credential.
    static void await(URI url) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(url).build();
            long end = System.nanoTime() + START.toNanos();
            while (System.nanoTime() < end) {
                try {
                    if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 500) {
                        return;
                    }
                } catch (IOException e) {
                    // It does not listen yet.
                }
                Thread.sleep(5);
            }
            throw new IllegalStateException(url + " did not answer");
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not found in: " + text);
        }
        return matcher.group(1);
    }

    @Override
    public synchronized void close() {
        try {
            for (Process process : List.copyOf(started)) {
                List<ProcessHandle> workers = process.descendants().toList();
                process.destroy();
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
                // fcgiwrap leaves its own behind.
                workers.forEach(ProcessHandle::destroy);
            }
            if (Files.exists(work)) {
                try (var files = Files.walk(work)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
