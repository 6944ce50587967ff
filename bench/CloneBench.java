import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Clones of one repository through the GitHub door, alone and many at once, beside clones straight from the
/// `git http-backend` that is its upstream. Needs git, nginx and fcgiwrap; run by `bench/clone`.
///
/// Each clone writes and checks its own copy, which is most of what a few cores have to do: the ratio tells what
/// people feel, not what a server spends. The gateway asks anew for each clone which branches there are.
public class CloneBench {
    private static final int MIB = 1 << 20;
    private static final int COMMITS = 400;
    private static final String OURS = "MOS Token";

    private final Bench bench;
    private final Figures figures = new Figures();
    private final Random random = new Random(7);

    private CloneBench(Bench bench) {
        this.bench = bench;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options =
                Bench.options(arguments, Map.of("rounds", "5", "mib", "20", "clones", "20"));
        try (Bench bench = new Bench()) {
            new CloneBench(bench)
                    .run(
                            Integer.parseInt(options.get("rounds")),
                            Integer.parseInt(options.get("mib")),
                            Integer.parseInt(options.get("clones")));
        }
    }

    private void run(int rounds, int mib, int many) throws Exception {
        Path bare = bench.work().resolve("repositories/octo/pub.git");
        git("init", "-q", "--bare", "-b", "main", bare.toString());
        for (int i = 0; i < COMMITS; i++) {
            commit(bare, "file" + i, 2 * mib * MIB / COMMITS, i == 0);
        }
        git("-C", bare.toString(), "repack", "-q", "-a", "-d");
        int behind = gitServer();
        int port = Bench.freePort();
        Path config = Files.writeString(bench.work().resolve("windows.toml"), "[gateway]\ngithub-git = \"0s\"\n");
        String upstream = "github.com=http://127.0.0.1:" + behind;
        bench.product(bench.work(), 0, port, "", "--config", config.toString(), "--upstream", upstream);
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
                """
                commit refs/heads/main
                committer Bench <bench@example.com> 1767225600 +0000
                data 0
                %sM 644 inline %s
                data %d
                %s
                """
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
        List<String> fcgi = List.of("fcgiwrap", "-c", "20", "-s", "unix:" + socket);
        bench.start(Map.of(), bench.work().resolve("fcgi.log"), fcgi);
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
