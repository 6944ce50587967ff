package mos.token.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import mos.token.figure.Counts;
import mos.token.figure.Figure;
import mos.token.net.Headers;
import mos.token.secret.Redaction;
import mos.token.upstream.UpstreamAnswer.Answered;
import mos.token.upstream.UpstreamAnswer.Reason;
import mos.token.upstream.UpstreamAnswer.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends requests to upstreams; one per node. Every hop is judged, and its credential decided, by
/// its URL as written; only then the `--upstream` map says where the bytes go.
public final class Upstreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);

    /// The hosts that figures name.
    private static final Set<String> SHOWN =
            Set.of(
                    "api.github.com",
                    "github.com",
                    "raw.githubusercontent.com",
                    "codeload.github.com",
                    "objects.githubusercontent.com",
                    "release-assets.githubusercontent.com",
                    "media.githubusercontent.com",
                    "github-cloud.githubusercontent.com",
                    "ghcr.io",
                    "auth.docker.io",
                    "registry-1.docker.io",
                    "hub.docker.com",
                    "quay.io",
                    "registry.k8s.io",
                    "mcr.microsoft.com",
                    "gcr.io",
                    "codeberg.org");

    private final Targets targets;
    private final UpstreamLimits limits;
    private final Gates gates;
    private final Wire wire;
    private final Watchdog watchdog;
    private final ExecutorService threads;
    private final HttpClient client;
    private final Counts requests =
            new Counts(
                    "mos_token_upstream_requests_total",
                    "Requests to upstreams, redirects counted each, by host (of content networks"
                            + " the listed suffix) and class of status (error: no answer)",
                    "host",
                    "status");

    /// With the usual limits.
    ///
    /// @param upstreams the `--upstream HOST=URL` map; host names in lower case
    /// @throws IllegalArgumentException naming a bad entry and the fix
    public Upstreams(Map<String, URI> upstreams) {
        this(upstreams, UpstreamLimits.DEFAULT);
    }

    /// With limits of one's own.
    ///
    /// @throws IllegalArgumentException naming a bad entry and the fix
    public Upstreams(Map<String, URI> upstreams, UpstreamLimits limits) {
        this.limits = limits;
        targets = new Targets(upstreams, limits.plainHttp());
        gates = new Gates(limits.perHost(), limits.turn());
        wire = new Wire(limits.headers());
        watchdog = new Watchdog(limits.stall());
        threads = Executors.newVirtualThreadPerTaskExecutor();
        client =
                HttpClient.newBuilder()
                        .executor(threads)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(limits.connect())
                        .build();
    }

    /// Sends, follows listed redirects (the credential stays on its host), and returns the answer
    /// once its headers are there. Blocks; never throws for what an upstream does.
    public UpstreamAnswer send(UpstreamRequest request) {
        return send(request, () -> true);
    }

    /// The same with a credential that may be taken back while the request waits for its turn.
    ///
    /// @param lent whether the credential may still be shown; asked each time just before it is
    public UpstreamAnswer send(UpstreamRequest request, BooleanSupplier lent) {
        URI uri = request.uri();
        String gate = request.host();
        for (int followed = 0; ; followed++) {
            switch (counted(gate, hop(request, lent, uri, gate))) {
                case Refusal refusal -> {
                    return refusal;
                }
                case Answered answer -> {
                    switch (Redirection.of(request, answer)) {
                        case Redirection.Final _ -> {
                            return answer;
                        }
                        case Redirection.Refused refused -> {
                            answer.close();
                            return refused.refusal();
                        }
                        case Redirection.Follow follow -> {
                            answer.close();
                            if (followed == limits.redirects()) {
                                return new Refusal(
                                        Reason.REDIRECT_REFUSED,
                                        uri.getHost() + ": too many redirects",
                                        null);
                            }
                            uri = follow.uri();
                            gate = follow.gate();
                        }
                    }
                }
            }
        }
    }

    /// What was asked.
    public List<Figure> figures() {
        return List.of(requests.figure());
    }

    /// Counts by the gate's name: hosts under a listed suffix are the upstream's to make up, and
    /// those that an owner entered are nobody's business.
    private UpstreamAnswer counted(String gate, UpstreamAnswer answer) {
        String status =
                switch (answer) {
                    case Answered answered -> answered.status() / 100 + "xx";
                    case Refusal _ -> "error";
                };
        requests.of(shown(gate), status).increment();
        return answer;
    }

    private static String shown(String gate) {
        return gate.startsWith(".") ? "*" + gate : SHOWN.contains(gate) ? gate : "other";
    }

    private UpstreamAnswer hop(
            UpstreamRequest request, BooleanSupplier lent, URI uri, String gate) {
        String host = uri.getHost();
        @Nullable Credential credential = credential(request, uri);
        HttpRequest outgoing;
        try {
            outgoing = wire.request(request, targets.of(uri), credential);
        } catch (IllegalArgumentException e) {
            return new Refusal(Reason.UNREACHABLE, host + ": " + e.getMessage(), null);
        }
        @Nullable Runnable leave = null;
        boolean handedOver = false;
        try {
            Optional<Runnable> turn = gates.enter(gate);
            if (turn.isEmpty()) {
                return new Refusal(
                        Reason.BUSY, host + ": too many requests wait for it already", null);
            }
            leave = turn.get();
            if (credential != null && !lent.getAsBoolean()) {
                return new Refusal(
                        Reason.WITHDRAWN, host + ": the token was taken back meanwhile", null);
            }
            HttpResponse<InputStream> response =
                    client.send(outgoing, BodyHandlers.ofInputStream());
            InputStream body = watchdog.watch(response.body(), host, leave);
            UpstreamAnswer answer = answered(response, body, uri);
            handedOver = true;
            return answer;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Refusal(Reason.UNREACHABLE, host + ": we are stopping", null);
        } catch (HttpTimeoutException _) {
            return new Refusal(Reason.TIMEOUT, host + ": no answer in time", null);
        } catch (IOException e) {
            return new Refusal(Reason.UNREACHABLE, host + ": " + Failure.sentence(e), null);
        } finally {
            if (!handedOver && leave != null) {
                leave.run();
            }
        }
    }

    private static UpstreamAnswer answered(
            HttpResponse<InputStream> response, InputStream body, URI uri) {
        int status = response.statusCode();
        Headers headers;
        try {
            if (status < 200 || status > 599) {
                throw new IllegalArgumentException("the answer's status " + status + " is unknown");
            }
            headers = Wire.headers(response.headers());
        } catch (IllegalArgumentException e) {
            new Answered(status, Headers.NONE, body, uri).close();
            return new Refusal(Reason.UNREACHABLE, uri.getHost() + ": " + e.getMessage(), null);
        }
        LOG.atDebug().log(() -> "upstream answered " + status + ": " + Redaction.url(uri));
        return new Answered(status, headers, body, uri);
    }

    /// The host must be the credential's, letter by letter as written; port and scheme were checked
    /// when the request was made or the redirect judged.
    private static @Nullable Credential credential(UpstreamRequest request, URI uri) {
        Credential credential = request.credential();
        return credential != null && credential.host().equals(uri.getHost()) ? credential : null;
    }

    /// Cuts what is under way.
    @Override
    public void close() {
        client.shutdownNow();
        watchdog.close();
        threads.shutdownNow();
    }
}
