package mos.token.github;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mos.token.net.Headers;
import mos.token.secret.SecretText;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Where one large file is, as its host said (git-lfs, docs/api/batch.md, "Successful Responses").
sealed interface LfsLink {
    /// It can be had.
    ///
    /// @param href whoever has it gets the file; never given to a client
    /// @param own whether it is on the repository's own host, which takes the token
    /// @param until when the host no longer takes it
    record Given(SecretText href, boolean own, Instant until) implements LfsLink {
        /// The request for it, to be sent to listed hosts only.
        ///
        /// @param credential for the repository's own host, or null
        UpstreamRequest.Read read(GitHost host, Headers range, @Nullable Credential credential) {
            return new UpstreamRequest.Read(
                    false,
                    URI.create(href.exposeText()),
                    range,
                    own ? credential : null,
                    new Redirects(hosts(host), Set.of()));
        }
    }

    /// It cannot.
    ///
    /// @param code an HTTP status
    /// @param message why; safe to show
    record Missing(int code, String message) implements LfsLink {}

    /// Where GitHub keeps large files, besides where its other files are.
    String GITHUB_STORAGE = "github-cloud.s3.amazonaws.com";

    /// Of a link whose end is not told, and the longest that any is believed.
    Duration STANDARD = Duration.ofMinutes(10);

    Duration LONGEST = Duration.ofHours(1);

    /// The longest address that is taken, in characters: links are remembered by the thousand.
    int LONGEST_HREF = 8 * 1024;

    /// Nobody begins with a link that ends while he does.
    Duration MARGIN = Duration.ofSeconds(30);

    /// Reads what a host told of an object.
    static LfsLink read(GitHost host, JsonNode told, Instant now) {
        if (told.path("error").isObject()) {
            int code = told.path("error").path("code").asInt(502);
            return new Missing(
                    code >= 400 && code < 600 ? code : 502,
                    code == 404
                            ? host.name() + " has no such object in this repository"
                            : host.name() + " answered " + code + " to this object");
        }
        JsonNode download = told.path("actions").path("download");
        String href = download.path("href").asString("");
        if (href.length() > LONGEST_HREF) {
            return new Missing(502, host.name() + " tells an address of over 8 KiB");
        }
        Optional<URI> target = target(href);
        if (target.isEmpty()) {
            return new Missing(502, host.name() + " tells no https address of it");
        }
        String name = target.get().getHost();
        boolean own = name.equals(host.name());
        boolean askedToLogIn = download.path("header").propertyStream().anyMatch(LfsLink::logsIn);
        if (!hosts(host).contains(name) || (askedToLogIn && !own)) {
            return new Missing(
                    502,
                    host.name() + " keeps it at " + name + ", which this gateway does not ask");
        }
        return new Given(
                SecretText.of(target.get().toString()),
                own,
                now.plus(life(download, now)).minus(MARGIN));
    }

    private static boolean logsIn(Map.Entry<String, JsonNode> header) {
        return header.getKey().equalsIgnoreCase("Authorization");
    }

    private static Optional<URI> target(String href) {
        try {
            URI uri = URI.create(href);
            boolean https =
                    "https".equals(uri.getScheme())
                            && uri.getHost() != null
                            && uri.getRawUserInfo() == null
                            && (uri.getPort() == -1 || uri.getPort() == 443)
                            && uri.getRawFragment() == null;
            return https ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Set<String> hosts(GitHost host) {
        if (!host.name().equals(FilePath.GITHUB)) {
            return Set.of(host.name());
        }
        Set<String> hosts = new HashSet<>(Asker.REDIRECTS.hosts());
        hosts.add(GITHUB_STORAGE);
        return hosts;
    }

    private static Duration life(JsonNode download, Instant now) {
        Duration told = STANDARD;
        if (download.path("expires_in").isIntegralNumber()) {
            told = Duration.ofSeconds(download.path("expires_in").asInt(0));
        } else if (download.path("expires_at").isString()) {
            try {
                told = Duration.between(now, Instant.parse(download.path("expires_at").asString()));
            } catch (DateTimeParseException _) {
                // No worse than a link whose end is not told.
            }
        }
        return told.compareTo(LONGEST) > 0 ? LONGEST : told;
    }
}
