package mos.token.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import mos.token.net.Cidr;
import mos.token.net.HostPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    @TempDir Path home;

    @Test
    void nothingGivenIsTheDefaults() {
        Config config = ready(Map.of(), "");
        assertEquals(new HostPort("127.0.0.1", 8998), config.listen());
        assertEquals(new HostPort("127.0.0.1", 8999), config.gatewayListen());
        assertEquals(home.resolve(".local/share/mos-token"), config.data());
        assertEquals(home.resolve(".config/mos-token/master.key"), config.masterKeyFile());
        assertEquals(List.of(Cidr.LOOPBACK4, Cidr.LOOPBACK6), config.anonymous());
        assertEquals(List.of(Cidr.LOOPBACK4, Cidr.LOOPBACK6), config.trustedProxies());
        assertNull(config.tls());
        assertEquals(Config.Limits.DEFAULT, config.limits());
        assertEquals(Config.Gateway.DEFAULT, config.gateway());
        assertEquals(Config.Check.DEFAULT, config.check());
        assertEquals(
                new Config.Delivery(null, null, Config.Delivery.MOS_SOCKET), config.delivery());
    }

    @Test
    void standardPlacesFollowTheXdgVariablesUnlessRelative() {
        Map<String, String> set =
                Map.of("HOME", "/home/a", "XDG_DATA_HOME", "/d", "XDG_CONFIG_HOME", "relative");
        var ready =
                assertInstanceOf(
                        Configured.Ready.class, new ConfigReader(set, home).read(Map.of(), null));
        assertEquals(Path.of("/d/mos-token"), ready.config().data());
        assertEquals(
                Path.of("/home/a/.config/mos-token/master.key"), ready.config().masterKeyFile());
    }

    @Test
    void anOptionWinsOverTheFileAndHostsAreTakenFromBoth() {
        Config config =
                ready(
                        options(
                                "listen=127.0.0.1:0",
                                "upstream=GitHub.com=http://127.0.0.1:1",
                                "upstream=ghcr.io=https://mirror.example/ghcr",
                                "anonymous=none"),
                        """
                        listen = "127.0.0.1:1"
                        gateway-listen = "[::1]:2"
                        data = "store"
                        master-key-file = "~/key"
                        host = "nas.example"
                        trusted-proxy = ["10.0.0.0/8", "fd00::/8"]
                        [upstream]
                        "github.com" = "https://other.example"
                        "api.github.com" = "http://localhost:3/api"
                        [limits]
                        header-bytes = 4096
                        header-time = "2s"
                        concurrency = 7
                        [gateway]
                        freshness = "2m"
                        max-stale = "1d"
                        content-bytes = "1GiB"
                        scrub = "0"
                        quota-reserve = 25
                        registry = ["quay.io", "Registry.example realm=login.example blobs=.cdn.example blobs=s3.example"]
                        github-mirror = ["github.com/Octo/Hello.World"]
                        [check]
                        proxy = "traefik"
                        path = ["/api/v1/{resource}", "/grafana/ = metrics", "/apps/portainer/=docker"]
                        [notify]
                        webhook = "http://hook.example:8080/a?b=c"
                        webhook-key-file = "hook.key"
                        socket = "none"
                        """);
        assertEquals(new HostPort("127.0.0.1", 0), config.listen());
        assertEquals(new HostPort("::1", 2), config.gatewayListen());
        assertEquals(home.resolve("etc/store"), config.data());
        assertEquals(home.resolve("key"), config.masterKeyFile());
        assertEquals(List.of("nas.example"), config.hosts());
        assertEquals(List.of(), config.anonymous());
        assertEquals(
                List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")), config.trustedProxies());
        assertEquals(
                Map.of(
                        "github.com", URI.create("http://127.0.0.1:1"),
                        "ghcr.io", URI.create("https://mirror.example/ghcr"),
                        "api.github.com", URI.create("http://localhost:3/api")),
                config.upstreams());
        assertEquals(
                new Config.Limits(4096, Duration.ofSeconds(2), Duration.ofSeconds(60), 7),
                config.limits());
        assertEquals(
                new Config.Gateway(
                        Duration.ofMinutes(2),
                        Duration.ofDays(1),
                        1L << 30,
                        Duration.ZERO,
                        25,
                        List.of(
                                new ListedRegistry("quay.io", null, Set.of()),
                                new ListedRegistry(
                                        "registry.example",
                                        "login.example",
                                        Set.of(".cdn.example", "s3.example"))),
                        new Config.Github(
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(2),
                                Duration.ofMinutes(2),
                                List.of(
                                        new MirroredRepository(
                                                "github.com", "octo", "hello.world")))),
                config.gateway());
        assertEquals(
                new Config.Check(
                        CheckProxy.TRAEFIK,
                        List.of(
                                new ProtectedPath("/api/v1/", null),
                                new ProtectedPath("/grafana/", "metrics"),
                                new ProtectedPath("/apps/portainer/", "docker"))),
                config.check());
        assertEquals(
                new Config.Delivery(
                        URI.create("http://hook.example:8080/a?b=c"),
                        home.resolve("etc/hook.key"),
                        null),
                config.delivery());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    listen=nowhere                    | --listen: 'nowhere' has no port: write HOST:PORT
                    listen=::1:80                     | --listen: '::1:80': write an IPv6 address in brackets, as in [::1]:8998
                    gateway-listen=127.0.0.1:8998     | --gateway-listen: it is the same as 'listen': pick another port
                    anonymous=10.0.0.1/8              | --anonymous: '10.0.0.1/8': bits behind the prefix are set; the network is 10.0.0.0/8; write a network as in 192.168.1.0/24 or fd00::/8, or 'none'
                    trusted-proxy=proxy               | --trusted-proxy: 'proxy' is not an IP address; write a network as in 192.168.1.0/24 or fd00::/8, or 'none'
                    host=nas.example:80               | --host: 'nas.example:80' is not a host name: write it as in api.github.com, without scheme, port and *
                    upstream=ghcr.io                  | --upstream: 'ghcr.io': write HOST=URL
                    upstream=*.github.com=https://a.b | --upstream: '*.github.com' is not a host name: write it as in api.github.com, without scheme, port and *
                    upstream=ghcr.io=http://10.0.0.1  | --upstream: 'http://10.0.0.1': write https://…; http is only for this machine (127.0.0.1, ::1, localhost), since tokens are sent there
                    upstream=ghcr.io=https://u:p@h    | --upstream: the URL has a user, password or query: leave them out; a token is entered on the page or by 'mos-token service set'
                    upstream=ghcr.io=https://h?a=b    | --upstream: the URL has a user, password or query: leave them out; a token is entered on the page or by 'mos-token service set'
                    upstream=ghcr.io=ftp://h          | --upstream: 'ftp://h': write https://…; http is only for this machine (127.0.0.1, ::1, localhost), since tokens are sent there
                    tls-cert=/no/cert                 | --tls-cert: tls-key is missing: give both, or none for plain HTTP
                    tls-key=/no/key                   | --tls-key: tls-cert is missing: give both, or none for plain HTTP
                    """)
    void aWrongOptionIsNamedWithItsFix(String option, String problem) {
        assertEquals(List.of(problem), wrong(options(option), ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    lisen = "a:1"                | lisen: there is no such key; the nearest is 'listen'
                    [gateway]~freshnes = "1s"    | gateway.freshnes: there is no such key; the nearest is 'gateway.freshness'
                    [gatewy]~freshness = "1s"    | gatewy: there is no such key; the nearest is 'gateway'
                    freshness = "1s"             | freshness: there is no such key; the nearest is 'gateway.freshness'
                    listen = ["a:1"]             | listen: write one value, HOST:PORT
                    upstream = "x"               | upstream: write a table with lines "HOST" = "URL"
                    [upstream]~api.github.com = "https://x" | upstream.api: put the whole host name in quotes: "HOST" = "URL"
                    [mos]~stock-page = "yes"     | mos.stock-page: 'yes' is neither true nor false
                    [gateway]~freshness = 60     | gateway.freshness: '60' is not a time: write a number and ms, s, m, h or d, as in 60s
                    [gateway]~freshness = "2d"   | gateway.freshness: '2d' is out of bounds: write 0s to 1d
                    [gateway]~quota-reserve = 91          | gateway.quota-reserve: '91' is out of bounds: write 0 to 90
                    [gateway]~content-bytes = "50 parsecs" | gateway.content-bytes: '50 parsecs' is not a size: write a number and KiB, MiB, GiB or TiB, as in 50GiB
                    [gateway]~registry = "localhost" | gateway.registry: 'localhost' is not a public host name: write it as in quay.io, no address and no name without a dot
                    [gateway]~registry = "10.0.0.1" | gateway.registry: '10.0.0.1' is not a public host name: write it as in quay.io, no address and no name without a dot
                    [gateway]~registry = "a.example realm=0x7f.1" | gateway.registry: '0x7f.1' is not a public host name: write it as in quay.io, no address and no name without a dot
                    [gateway]~registry = "a.example blobs=.example" | gateway.registry: 'example' is not a public host name: write it as in quay.io, no address and no name without a dot
                    [gateway]~registry = "a.example:5000" | gateway.registry: 'a.example:5000' is not a host name: write it as in api.github.com, without scheme, port and *
                    [gateway]~registry = "a.example b.example" | gateway.registry: 'b.example': write HOST, then at most one realm=HOST, then any number of blobs=HOST or blobs=.SUFFIX
                    [gateway]~registry = "GHCR.io" | gateway.registry: 'ghcr.io' is served anyway: drop it
                    [gateway]~github-mirror = "octo/pub" | gateway.github-mirror: 'octo/pub': write HOST/OWNER/REPO, as in github.com/octocat/hello-world, without https:// and .git
                    [gateway]~github-mirror = "github.com/octo/pub.git" | gateway.github-mirror: 'github.com/octo/pub.git': write HOST/OWNER/REPO, as in github.com/octocat/hello-world, without https:// and .git
                    [gateway]~github-mirror = "github.com/octo/.." | gateway.github-mirror: 'github.com/octo/..': write HOST/OWNER/REPO, as in github.com/octocat/hello-world, without https:// and .git
                    [gateway]~github-mirror = "https://github.com/octo/pub" | gateway.github-mirror: 'https://github.com/octo/pub': write HOST/OWNER/REPO, as in github.com/octocat/hello-world, without https:// and .git
                    [gateway]~github-mirror = "git hub/octo/pub" | gateway.github-mirror: 'git hub' is not a host name: write it as in api.github.com, without scheme, port and *
                    [gateway]~registry = ["none", "quay.io"] | gateway.registry: 'none' must stand alone: drop it or the others
                    [gateway]~registry = ["quay.io", "quay.io"] | gateway.registry: 'quay.io' is given twice: keep one
                    [limits]~header-bytes = 12   | limits.header-bytes: '12' is out of bounds: write 1KiB to 1MiB
                    [limits]~concurrency = "many"| limits.concurrency: 'many' is not a number
                    [notify]~webhook = "https://u:p@h/x" | notify.webhook: the URL has a user, password or fragment: leave them out; a key that signs is named with notify.webhook-key-file
                    [notify]~webhook = "ftp://h/x" | notify.webhook: it is not the URL of a web server: write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none
                    [notify]~webhook = "http:///x" | notify.webhook: it is not the URL of a web server: write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none
                    [notify]~webhook = "http://h:99999" | notify.webhook: it is not the URL of a web server: write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none
                    [notify]~webhook = "h x"     | notify.webhook: the URL is malformed: write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none
                    [notify]~webhook = ""        | notify.webhook: it is not the URL of a web server: write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none
                    [notify]~webhook-key-file = "k" | notify.webhook-key-file: notify.webhook is missing: name the URL too, or drop the key
                    [notify]~socket = ""         | notify.socket: the path is empty
                    [check]~proxy = "apache" | check.proxy: 'apache' is not known: write one of nginx, caddy, traefik, haproxy, envoy
                    [check]~path = "/grafana" | check.path: '/grafana': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "/grafana=metrics" | check.path: '/grafana=metrics': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "grafana/=metrics" | check.path: 'grafana/=metrics': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "/a//b/=metrics" | check.path: '/a//b/=metrics': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "/a/../b/=vm" | check.path: '/a/../b/=vm': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "/%61/=vm" | check.path: '/%61/=vm': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "/{resource}=vm" | check.path: '/{resource}=vm': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = "/a/{resource}/" | check.path: '/a/{resource}/': write /PREFIX/=RESOURCE, or /PREFIX/{resource} when the first segment behind it names the resource; a prefix has plain segments and a / at its end
                    [check]~path = ["/=vm", "/a/=docker"] | check.path: '/a/' lies within '/': give each path to one resource
                    [check]~path = ["/a/=vm", "/a/=docker"] | check.path: '/a/' lies within '/a/': give each path to one resource
                    [check]~path = ["/a/b/=vm", "/A/=docker"] | check.path: '/a/b/' lies within '/A/': give each path to one resource
                    [limits]~concurrency = 999999999999999999 | limits.concurrency: '999999999999999999' is not a number
                    """)
    void aWrongKeyIsNamedWithItsFix(String toml, String problem) {
        assertEquals(
                List.of(home.resolve("etc/mos-token.toml") + ": " + problem),
                wrong(Map.of(), toml.replace('~', '\n')));
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        List<String> problems =
                wrong(
                        options("listen=a", "listen=b", "upstream=x", "host=_"),
                        "gateway-listen = \"b\"\nwhat = 1\n");
        assertEquals(5, problems.size(), problems::toString);
        assertTrue(problems.contains("--listen: it is given 2 times: keep one"));
    }

    @Test
    void aMasterKeyInTheDataDirectoryIsRefusedAlsoThroughALink() throws IOException {
        Path data = Files.createDirectories(home.resolve("data"));
        Path link = Files.createSymbolicLink(home.resolve("link"), data);
        for (Path key : List.of(data.resolve("key"), link.resolve("sub/key"))) {
            List<String> problems = wrong(options("data=" + data, "master-key-file=" + key), "");
            assertEquals(1, problems.size(), problems::toString);
            assertTrue(problems.getFirst().contains("name a file outside of it"));
        }
    }

    @Test
    void aMissingOrBrokenFileIsOneProblem() throws IOException {
        Path missing = home.resolve("missing.toml");
        assertEquals(
                new Configured.Wrong(List.of("--config: there is no file " + missing)),
                new ConfigReader(Map.of(), home).read(Map.of(), missing));
        List<String> problems = wrong(Map.of(), "listen = \n");
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.getFirst().contains("is not valid TOML near line 1"));
    }

    @Test
    void theDumpIsAFileThatGivesTheSameConfiguration() throws IOException {
        Map<String, List<String>> options =
                options(
                        "data=/a \"b\"\\c",
                        "upstream=ghcr.io=https://m.example",
                        "host=nas",
                        "anonymous=none");
        var first =
                assertInstanceOf(
                        Configured.Ready.class,
                        new ConfigReader(Map.of(), home).read(options, null));
        assertTrue(first.dump().contains("host = [\"nas\"]  # --host\n"), first.dump());
        assertTrue(first.dump().contains("freshness = \"60s\"  # default\n"), first.dump());
        Path file = Files.writeString(home.resolve("dump.toml"), first.dump());
        var second =
                assertInstanceOf(
                        Configured.Ready.class,
                        new ConfigReader(Map.of(), home).read(Map.of(), file));
        assertEquals(first.config(), second.config());
    }

    private Config ready(Map<String, List<String>> options, String toml) {
        Configured configured = read(options, toml);
        return assertInstanceOf(Configured.Ready.class, configured, configured::toString).config();
    }

    private List<String> wrong(Map<String, List<String>> options, String toml) {
        Configured configured = read(options, toml);
        return assertInstanceOf(Configured.Wrong.class, configured).problems();
    }

    private Configured read(Map<String, List<String>> options, String toml) {
        try {
            Path file = home.resolve("etc/mos-token.toml");
            Files.createDirectories(file.getParent());
            Files.writeString(file, toml);
            return new ConfigReader(Map.of(), home).read(options, file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> options(String... pairs) {
        return Arrays.stream(pairs)
                .map(pair -> pair.split("=", 2))
                .collect(
                        Collectors.groupingBy(
                                pair -> pair[0],
                                LinkedHashMap::new,
                                Collectors.mapping(pair -> pair[1], Collectors.toList())));
    }
}
