package mos.token.servicetoken;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mos.token.json.Json;
import mos.token.net.Headers;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import tools.jackson.databind.JsonNode;

/// Asks one host one thing, in bounded time and size.
final class Asking {
    /// What GitHub's `X-GitHub-SSO: required` asks for.
    static final String SINGLE_SIGN_ON =
            "an organization wants it authorized for single sign-on (SAML): GitHub, Settings,"
                    + " Developer settings, the token, Configure SSO";

    private static final int LARGEST = 256 * 1024;

    /// What came.
    sealed interface Got {
        /// An answer, whatever its status.
        ///
        /// @param json the body; missing when it was no JSON
        record Answer(int status, Headers headers, Optional<JsonNode> json) implements Got {
            /// A member's text, or an empty text.
            String text(String member) {
                return json.map(node -> node.path(member).asString("")).orElse("");
            }
        }

        /// None; why, in a sentence.
        record None(String why) implements Got {}
    }

    private final Upstreams upstreams;
    private final ExecutorService threads;
    private final Duration limit;

    Asking(Upstreams upstreams, ExecutorService threads, Duration limit) {
        this.upstreams = upstreams;
        this.threads = threads;
        this.limit = limit;
    }

    Future<Got> start(UpstreamRequest request) {
        try {
            return threads.submit(() -> exchange(request));
        } catch (RejectedExecutionException _) {
            return CompletableFuture.completedFuture(
                    new Got.None(request.host() + ": we are stopping"));
        }
    }

    /// Waits for what [#start] began; what takes too long is given up.
    Got await(String host, Future<Got> begun) {
        try {
            return begun.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            begun.cancel(true);
            return new Got.None(host + ": no answer within " + limit.toSeconds() + " s");
        } catch (InterruptedException _) {
            begun.cancel(true);
            Thread.currentThread().interrupt();
            return new Got.None(host + ": we are stopping");
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking " + host + " failed", e.getCause());
        }
    }

    Got ask(UpstreamRequest request) {
        return await(request.host(), start(request));
    }

    private Got exchange(UpstreamRequest request) {
        try (UpstreamAnswer answer = upstreams.send(request)) {
            return switch (answer) {
                case UpstreamAnswer.Refusal refusal -> new Got.None(refusal.detail());
                case UpstreamAnswer.Answered answered ->
                        new Got.Answer(
                                answered.status(),
                                answered.headers(),
                                json(answered.bodyUpTo(LARGEST)));
            };
        } catch (IOException _) {
            return new Got.None(request.host() + ": its answer broke off or is too large");
        }
    }

    private static Optional<JsonNode> json(byte[] body) {
        try {
            return Optional.of(Json.read(body));
        } catch (Json.Malformed _) {
            return Optional.empty();
        }
    }

    /// The verdict on an answer that is neither good nor a 401.
    static State odd(String host, Got got, Instant now) {
        return switch (got) {
            case Got.None none -> new State.Unknown(none.why());
            case Got.Answer answer -> {
                Optional<State.Throttled> throttled =
                        Throttling.of(answer.status(), answer.headers(), now);
                if (throttled.isPresent()) {
                    yield throttled.get();
                }
                if (answer.headers().first("X-GitHub-SSO").orElse("").startsWith("required")) {
                    yield new State.Unknown(SINGLE_SIGN_ON);
                }
                yield new State.Unknown(
                        answer.status() == 200
                                ? host + ": its answer was not understood"
                                : host + " answered " + answer.status());
            }
        };
    }
}
