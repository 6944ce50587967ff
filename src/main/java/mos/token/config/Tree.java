package mos.token.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mos.token.net.HostPort;
import org.jspecify.annotations.Nullable;

/// Builds the record tree and checks what concerns more than one setting.
final class Tree {
    private final Values values;

    Tree(Values values) {
        this.values = values;
    }

    /// The whole tree; only to be used when no problem was reported.
    Config config() {
        HostPort listen = values.one("listen", HostPort::parse);
        HostPort gatewayListen = values.one("gateway-listen", HostPort::parse);
        if (listen.port() != 0 && listen.equals(gatewayListen)) {
            values.problem("gateway-listen", "it is the same as 'listen': pick another port");
        }
        Path data = values.path("data");
        Path masterKeyFile = values.path("master-key-file");
        if (FilePaths.real(masterKeyFile).startsWith(FilePaths.real(data))) {
            values.problem(
                    "master-key-file",
                    "%s lies in the data directory %s: whoever copies that would have the key too; name a file outside of it"
                            .formatted(masterKeyFile, data));
        }
        Map<String, URI> upstreams = values.table("upstream", UpstreamMap::add);
        return new Config(
                listen,
                gatewayListen,
                data,
                masterKeyFile,
                upstreams,
                values.networks("anonymous"),
                values.networks("trusted-proxy"),
                values.many("host", UpstreamMap::host),
                tls(),
                limits(),
                gateway(),
                check(),
                delivery(),
                new Config.Mos(
                        values.pathIf("mos.env-file").orElse(null),
                        values.one("mos.stock-page", Units::yesOrNo)),
                values.one("audit-retention", t -> timeOrNever(t, "1d", "36500d")));
    }

    private static Duration timeOrNever(String text, String least, String most) {
        return text.equals("0") ? Duration.ZERO : Units.time(text, least, most);
    }

    private Config.@Nullable Tls tls() {
        boolean certificate = values.isSet("tls-cert");
        boolean key = values.isSet("tls-key");
        if (!certificate && !key) {
            return null;
        }
        if (!certificate) {
            values.problem("tls-key", "tls-cert is missing: give both, or none for plain HTTP");
            return null;
        }
        if (!key) {
            values.problem("tls-cert", "tls-key is missing: give both, or none for plain HTTP");
            return null;
        }
        return new Config.Tls(readable("tls-cert"), readable("tls-key"));
    }

    private Path readable(String name) {
        Path file = values.path(name);
        if (!Files.isRegularFile(file)) {
            values.problem(name, "there is no file " + file);
        } else if (!Files.isReadable(file)) {
            values.problem(name, "cannot read %s: give this user the right to".formatted(file));
        }
        return file;
    }

    private Config.Limits limits() {
        return new Config.Limits(
                values.one("limits.header-bytes", t -> (int) Units.size(t, "1KiB", "1MiB")),
                values.one("limits.header-time", t -> Units.time(t, "1s", "5m")),
                values.one("limits.idle-time", t -> Units.time(t, "1s", "1h")),
                values.one("limits.concurrency", t -> Units.number(t, 1, 100_000)));
    }

    private Config.Gateway gateway() {
        Duration freshness = values.one("gateway.freshness", t -> Units.time(t, "0s", "1d"));
        return new Config.Gateway(
                freshness,
                values.one("gateway.max-stale", t -> Units.time(t, "0s", "365d")),
                values.one("gateway.content-bytes", t -> Units.size(t, "1MiB", "1024TiB")),
                values.one("gateway.scrub", t -> timeOrNever(t, "1d", "365d")),
                values.one("gateway.quota-reserve", t -> Units.number(t, 0, 90)),
                registries(),
                new Config.Github(
                        window("gateway.github-releases", freshness),
                        window("gateway.github-files", freshness),
                        window("gateway.github-search", freshness),
                        window("gateway.github-git", freshness),
                        values.many("gateway.github-mirror", MirroredRepository::parse)));
    }

    private Duration window(String name, Duration otherwise) {
        return values.isSet(name) ? values.one(name, t -> Units.time(t, "0s", "1d")) : otherwise;
    }

    private List<ListedRegistry> registries() {
        List<ListedRegistry> listed = values.manyOrNone("gateway.registry", ListedRegistry::parse);
        Set<String> seen = new HashSet<>();
        listed.stream()
                .map(ListedRegistry::host)
                .filter(host -> !seen.add(host))
                .forEach(host ->
                        values.problem(
                                "gateway.registry", "'" + host + "' is given twice: keep one"));
        return listed;
    }

    private Config.Check check() {
        CheckProxy proxy = values.one("check.proxy", CheckProxy::parse);
        List<ProtectedPath> paths = values.many("check.path", ProtectedPath::parse);
        try {
            ProtectedPath.requireApart(paths);
        } catch (IllegalArgumentException e) {
            values.problem("check.path", String.valueOf(e.getMessage()));
        }
        return new Config.Check(proxy, paths);
    }

    private Config.Delivery delivery() {
        Path file = values.pathIf("notify.webhook-file").orElse(null);
        URI webhook = webhook(file);
        Path keyFile = values.pathIf("notify.webhook-key-file").orElse(null);
        if (keyFile != null && webhook == null && file == null) {
            values.problem(
                    "notify.webhook-key-file",
                    "notify.webhook is missing: name the URL too, or drop the key");
        }
        return new Config.Delivery(webhook, keyFile, values.pathIf("notify.socket").orElse(null));
    }

    private @Nullable URI webhook(@Nullable Path file) {
        URI written =
                values.secret("notify.webhook", WebhookUrl::parse, WebhookUrl::masked).orElse(null);
        if (file == null) {
            return written;
        }
        if (written != null) {
            values.problem("notify.webhook-file", "notify.webhook is set too: keep one of the two");
        }
        try {
            return WebhookUrl.read(file);
        } catch (IllegalArgumentException e) {
            values.problem("notify.webhook-file", String.valueOf(e.getMessage()));
            return null;
        }
    }
}
