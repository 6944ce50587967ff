package mos.token.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mos.token.net.Cidr;
import mos.token.net.HostPort;
import org.jspecify.annotations.Nullable;

/// The effective configuration of one node.
///
/// @param listen the admin listener's address
/// @param gatewayListen the gateway listener's address
/// @param data the data directory: database, content, local token
/// @param masterKeyFile the master key's file, outside of `data`
/// @param upstreams where the bytes of an upstream host go instead of to `https://HOST`; keys are
///   host names in lower case
/// @param anonymous networks that may use the gateway for public content without a token
/// @param trustedProxies peers whose `X-Forwarded-For` is believed, and what they ask for others
/// @param hosts further names under which the page may be opened, besides IP literals, localhost
///   and the machine's own name
/// @param tls certificate and key for both listeners, or null for plain HTTP
/// @param limits what a request may cost
/// @param gateway how long the gateway believes what it keeps, and how much it keeps
/// @param check what `/check` and its proxy agreed on
/// @param delivery where notices are sent
/// @param mos what we do for the MOS of this machine
/// @param auditRetention how long audit rows are kept; zero for ever
public record Config(
        HostPort listen,
        HostPort gatewayListen,
        Path data,
        Path masterKeyFile,
        Map<String, URI> upstreams,
        List<Cidr> anonymous,
        List<Cidr> trustedProxies,
        List<String> hosts,
        @Nullable Tls tls,
        Limits limits,
        Gateway gateway,
        Check check,
        Delivery delivery,
        Mos mos,
        Duration auditRetention) {

    /// A year.
    public static final Duration AUDIT_RETENTION = Duration.ofDays(365);

    /// PEM files, read again when they change.
    public record Tls(Path certificate, Path key) {}

    /// Bounds of a request on either listener.
    ///
    /// @param headerBytes the request line and all header lines together
    /// @param headerTime from the first byte of a request to the end of its headers
    /// @param idleTime how long a connection may be silent
    /// @param concurrency slow-lane requests at the same time per listener; more are answered 503
    public record Limits(int headerBytes, Duration headerTime, Duration idleTime, int concurrency) {
        /// 32 KiB, 10 s, 60 s, 512.
        public static final Limits DEFAULT =
                new Limits(32 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60), 512);
    }

    /// The gateway's memory.
    ///
    /// @param freshness how long a tag or JSON answer is served without asking the upstream again
    /// @param maxStale how long a kept answer is served while the upstream cannot be asked
    /// @param contentBytes bytes of content kept on disk before the least recently used goes
    /// @param scrub how often each kept content is compared with its digest; zero for never
    /// @param quotaReserve the percentage of an upstream's quota at which kept answers are no
    ///   longer revalidated, 0 for never
    /// @param registries served besides Docker Hub and ghcr.io
    /// @param github instead of `freshness` for some answers of GitHub, Gitea and Forgejo
    public record Gateway(
            Duration freshness,
            Duration maxStale,
            long contentBytes,
            Duration scrub,
            int quotaReserve,
            List<ListedRegistry> registries,
            Github github) {
        /// Everything of GitHub is as fresh as everything else.
        public Gateway(
                Duration freshness,
                Duration maxStale,
                long contentBytes,
                Duration scrub,
                int quotaReserve,
                List<ListedRegistry> registries) {
            this(
                    freshness,
                    maxStale,
                    contentBytes,
                    scrub,
                    quotaReserve,
                    registries,
                    new Github(freshness, freshness, freshness, freshness, List.of()));
        }

        /// 60 s, 7 days, 50 GiB, 7 days, 10 %, and the public registries of the manual.
        public static final Gateway DEFAULT =
                new Gateway(
                        Duration.ofSeconds(60),
                        Duration.ofDays(7),
                        50L << 30,
                        Duration.ofDays(7),
                        10,
                        ListedRegistry.STANDARD);
    }

    /// How long answers of GitHub, Gitea and Forgejo are served without asking again, by what they
    /// are about.
    ///
    /// @param releases releases, their files, and tags
    /// @param files raw files, archives, contents, trees
    /// @param search searches
    /// @param git which branches and tags a repository has
    /// @param mirrors repositories that are kept whole
    public record Github(
            Duration releases,
            Duration files,
            Duration search,
            Duration git,
            List<MirroredRepository> mirrors) {
        public Github {
            mirrors = List.copyOf(mirrors);
        }
    }

    /// What `/check` and the proxy in front of other programs agreed on.
    ///
    /// @param proxy whose way of naming the original request is read; all others are not
    /// @param paths which paths belong to which resource; none lies within another
    public record Check(CheckProxy proxy, List<ProtectedPath> paths) {
        /// As nginx says it, resources named by the first segment behind `/api/v1/`.
        public static final Check DEFAULT =
                new Check(CheckProxy.NGINX, List.of(ProtectedPath.parse("/api/v1/{resource}")));

        public Check {
            paths = List.copyOf(paths);
        }
    }

    /// What we do for the MOS of this machine.
    ///
    /// @param envFile MOS's file `env`, `users.json` beside it: who is signed in to MOS is known
    ///   here too; null for nobody
    /// @param stockPage whether a session sees a token that it has just made in its next list too,
    ///   where MOS's page looks for it
    public record Mos(@Nullable Path envFile, boolean stockPage) {
        /// Nothing.
        public static final Mos NONE = new Mos(null, false);
    }

    /// Where notices are sent besides the page.
    ///
    /// @param webhook an http or https URL, or null; whoever knows it may post there, so it is not
    ///   printed
    /// @param webhookKeyFile holds the key that signs what is posted, or null
    /// @param socket MOS's notify socket, or null
    public record Delivery(
            @Nullable URI webhook, @Nullable Path webhookKeyFile, @Nullable Path socket) {
        /// Where a MOS listens. A machine without MOS has no such file.
        public static final Path MOS_SOCKET = Path.of("/run/mos-notify.sock");

        /// Nowhere.
        public static final Delivery NONE = new Delivery(null, null, null);

        @Override
        public String toString() {
            return "Delivery[webhook=%s, webhookKeyFile=%s, socket=%s]"
                    .formatted(webhook == null ? null : webhook.getHost(), webhookKeyFile, socket);
        }
    }
}
