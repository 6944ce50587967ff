package mos.token.config;

import java.util.List;

/// One thing that the owner can set, as the file, the options, the dump and the manual name it.
///
/// @param name the key in the TOML file, with its section (`gateway.freshness`); without a section
///   also the name of the option
/// @param shape one value, several, or a table
/// @param value what a value looks like, for people: `HOST:PORT`
/// @param standard the value without a setting, as text; empty when there is none
/// @param meaning one sentence
public record Setting(String name, Shape shape, String value, String standard, String meaning) {
    /// How many values there can be.
    public enum Shape {
        /// One text or number.
        ONE,
        /// A list; the option may be repeated.
        MANY,
        /// A table in the file; the option is repeated as `KEY=VALUE`.
        TABLE
    }

    /// Every setting, in the order of the manual; those with a section exist in the file only.
    public static final List<Setting> ALL =
            List.of(
                    one(
                            "listen",
                            "HOST:PORT",
                            "127.0.0.1:8998",
                            "Address of the page and the API; port 0 picks a free one."),
                    one(
                            "gateway-listen",
                            "HOST:PORT",
                            "127.0.0.1:8999",
                            "Address of the gateway; port 0 picks a free one."),
                    one(
                            "data",
                            "DIR",
                            "${XDG_DATA_HOME:-~/.local/share}/mos-token",
                            "Data directory: database, cached content, local token."),
                    one(
                            "master-key-file",
                            "FILE",
                            "${XDG_CONFIG_HOME:-~/.config}/mos-token/master.key",
                            "The key that seals the service tokens; must lie outside of the data"
                                    + " directory and is made at the first start."),
                    new Setting(
                            "upstream",
                            Shape.TABLE,
                            "HOST=URL",
                            "",
                            "Where the bytes of an outside host come from instead of https://HOST,"
                                    + " for mirrors; https, or http to this machine."),
                    new Setting(
                            "anonymous",
                            Shape.MANY,
                            "CIDR",
                            "127.0.0.0/8, ::1/128",
                            "Networks that may use the gateway for public content without a token;"
                                    + " 'none' for nobody."),
                    new Setting(
                            "trusted-proxy",
                            Shape.MANY,
                            "CIDR",
                            "127.0.0.0/8, ::1/128",
                            "Reverse proxies whose X-Forwarded-For is believed, and what they ask"
                                    + " /check for others; 'none' for nobody."),
                    new Setting(
                            "host",
                            Shape.MANY,
                            "NAME",
                            "",
                            "A further name under which the page may be opened, besides IP"
                                    + " addresses, localhost and the machine's own name."),
                    one(
                            "tls-cert",
                            "FILE",
                            "",
                            "Certificate chain (PEM) for both listeners; needs tls-key."),
                    one("tls-key", "FILE", "", "Private key (PEM) of tls-cert."),
                    one(
                            "audit-retention",
                            "TIME",
                            "365d",
                            "How long audit rows are kept, back from the newest one, 1d to 36500d;"
                                    + " 0 keeps them for ever."),
                    one(
                            "limits.header-bytes",
                            "SIZE",
                            "32KiB",
                            "Size of a request's line and headers, 1KiB to 1MiB."),
                    one(
                            "limits.header-time",
                            "TIME",
                            "10s",
                            "Time for a request's headers to arrive, 1s to 5m."),
                    one(
                            "limits.idle-time",
                            "TIME",
                            "60s",
                            "How long a connection may be silent, 1s to 1h."),
                    one(
                            "limits.concurrency",
                            "NUMBER",
                            "512",
                            "Requests worked on at the same time, per listener, 1 to 100000; more"
                                    + " are answered 503."),
                    one(
                            "gateway.freshness",
                            "TIME",
                            "60s",
                            "How long a tag or JSON answer is served without asking the upstream,"
                                    + " 0s to 1d."),
                    one(
                            "gateway.max-stale",
                            "TIME",
                            "7d",
                            "How long a kept answer is served while the upstream cannot be asked,"
                                    + " 0s to 365d."),
                    one(
                            "gateway.content-bytes",
                            "SIZE",
                            "50GiB",
                            "Content kept on disk before the least recently used goes, 1MiB to"
                                    + " 1024TiB."),
                    one(
                            "gateway.scrub",
                            "TIME",
                            "7d",
                            "How often each kept content is read again and compared with its"
                                    + " digest, 1d to 365d; 0 for never."),
                    one(
                            "gateway.quota-reserve",
                            "PERCENT",
                            "10",
                            "When no more than this share of an upstream's quota is left, kept"
                                    + " answers are served without asking, 0 to 90; 0 for never."),
                    new Setting(
                            "gateway.registry",
                            Shape.MANY,
                            "HOST [realm=HOST] [blobs=HOST]",
                            "quay.io, registry.k8s.io, mcr.microsoft.com, gcr.io, lscr.io,"
                                    + " codeberg.org",
                            "Registries served besides docker.io and ghcr.io, public images only;"
                                    + " with another host of its token service, and hosts or"
                                    + " .suffixes where it keeps its blobs; 'none' for no other."),
                    one(
                            "gateway.github-releases",
                            "TIME",
                            "",
                            "The same as gateway.freshness for releases, release files and tags of"
                                    + " GitHub, Gitea and Forgejo."),
                    one(
                            "gateway.github-files",
                            "TIME",
                            "",
                            "The same for raw files, archives, contents and trees; those of a"
                                    + " commit are kept for ever."),
                    one(
                            "gateway.github-search",
                            "TIME",
                            "",
                            "The same for searches, of which GitHub grants 30 a minute."),
                    one(
                            "gateway.github-git",
                            "TIME",
                            "",
                            "The same for git: which branches and tags a repository has."),
                    new Setting(
                            "gateway.github-mirror",
                            Shape.MANY,
                            "HOST/OWNER/REPO",
                            "",
                            "Repositories that are kept whole, by the program git: fetched once,"
                                    + " cloned from here, also while their host is away."),
                    one(
                            "check.proxy",
                            "NAME",
                            "nginx",
                            "The product that asks /check, in whose words the original request is"
                                    + " read: nginx, caddy, traefik, haproxy or envoy."),
                    new Setting(
                            "check.path",
                            Shape.MANY,
                            "PATH",
                            "/api/v1/{resource}",
                            "Which paths behind that proxy need which resource: /PREFIX/=RESOURCE,"
                                    + " or /PREFIX/{resource} when the next segment names it;"
                                    + " everything else needs full permissions."),
                    one(
                            "mos.env-file",
                            "FILE",
                            "none",
                            "MOS's file env, as in /boot/config/api/env: who is signed in to that"
                                    + " MOS as an admin, and is one still in users.json beside it,"
                                    + " is known here too; 'none' for nobody."),
                    one(
                            "mos.stock-page",
                            "true or false",
                            "false",
                            "Whether who is signed in sees a token that they made within 5 minutes"
                                    + " once more, in the list: MOS's own page looks for it"
                                    + " there."),
                    one(
                            "notify.webhook",
                            "URL",
                            "none",
                            "Where notices are posted as JSON, http or https; 'none' for"
                                    + " nowhere. Path and query are masked wherever it is"
                                    + " shown."),
                    one(
                            "notify.webhook-file",
                            "FILE",
                            "none",
                            "A file that holds that URL instead, readable by its owner alone."),
                    one(
                            "notify.webhook-key-file",
                            "FILE",
                            "none",
                            "A key of 16 to 4096 bytes, readable by its owner alone, that signs"
                                    + " what is posted to the webhook; 'none' for no signature."),
                    one(
                            "notify.socket",
                            "FILE",
                            "/run/mos-notify.sock",
                            "MOS's notify socket, where notices are written too; without MOS there"
                                    + " is none at the default place, and nothing is sent; 'none'"
                                    + " for never."));

    private static Setting one(String name, String value, String standard, String meaning) {
        return new Setting(name, Shape.ONE, value, standard, meaning);
    }

    /// Whether `serve` takes it as `--NAME` too.
    public boolean isOption() {
        return name.indexOf('.') < 0;
    }
}
