package mos.token.github;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mos.token.net.Headers;
import mos.token.quota.Quotas;
import mos.token.servicetoken.Lease;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// Asks GitHub one thing, and says in our words what came of it.
final class Asker {
    /// Where GitHub redirects to; the token stays on the host that it was lent for, and signed
    /// addresses of the others never reach the client.
    static final Redirects REDIRECTS =
            new Redirects(
                    Set.of(
                            "api.github.com",
                            "github.com",
                            "codeload.github.com",
                            "raw.githubusercontent.com",
                            "objects.githubusercontent.com",
                            "release-assets.githubusercontent.com",
                            "media.githubusercontent.com",
                            "github-cloud.githubusercontent.com"),
                    Set.of());

    /// What is read of an answer that is no success.
    private static final int ERROR_BODY = 1024 * 1024;

    private final Upstreams upstreams;
    private final GithubToken tokens;
    private final Limits limits;
    private final Moved moved;
    private final Quotas quotas;

    Asker(Upstreams upstreams, GithubToken tokens, Limits limits, Moved moved, Quotas quotas) {
        this.upstreams = upstreams;
        this.tokens = tokens;
        this.limits = limits;
        this.moved = moved;
        this.quotas = quotas;
    }

    /// Asks once.
    ///
    /// @param lease the token to ask with, or null to ask anonymously
    /// @param more further headers of the allow-list: `If-None-Match` or `Range`
    Asked ask(Ask ask, @Nullable Lease lease, boolean head, Headers more) {
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        Optional<Instant> pause = limits.pass(ask, tokenId);
        if (pause.isPresent()) {
            return new Asked.Limited(pause.get());
        }
        if (lease != null && !tokens.lends(lease)) {
            // Refused or replaced since it was lent.
            return new Asked.Unauthorized();
        }
        Headers headers = ask.headers();
        for (Headers.Field field : more.fields()) {
            headers = headers.and(field.name(), field.value());
        }
        Optional<URI> place = moved.of(ask);
        Asked asked = send(ask, place.orElseGet(ask::uri), lease, head, headers);
        if (place.isPresent() && asked instanceof Asked.Other other && other.status() == 404) {
            moved.forget(ask);
            return send(ask, ask.uri(), lease, head, headers);
        }
        return asked;
    }

    private Asked send(Ask ask, URI uri, @Nullable Lease lease, boolean head, Headers headers) {
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        @Nullable Credential credential = lease == null ? null : lease.credential();
        var request = new UpstreamRequest.Read(head, uri, headers, credential, redirects(ask));
        return switch (upstreams.send(request, () -> lease == null || tokens.lends(lease))) {
            case UpstreamAnswer.Refusal refusal -> refused(refusal);
            case UpstreamAnswer.Answered answer -> {
                noted(ask, uri, lease, answer);
                int status = answer.status();
                if (status == 200 || status == 206) {
                    limits.answered(ask, tokenId, answer.headers());
                    yield new Asked.Got(answer);
                }
                try (answer) {
                    yield judge(ask, lease, answer);
                } catch (IOException _) {
                    yield new Asked.Down(502, ask.host() + ": its answer broke off");
                }
            }
        };
    }

    /// A Gitea or Forgejo leads nowhere but to itself.
    private static Redirects redirects(Ask ask) {
        return ask.ofGithub() ? REDIRECTS : new Redirects(Set.of(ask.host()), Set.of());
    }

    private void noted(Ask ask, URI asked, @Nullable Lease lease, UpstreamAnswer.Answered answer) {
        boolean here = answer.uri().getHost().equals(ask.host());
        if (here) {
            quotas.observe(ask.host(), lease == null ? null : lease.tokenId(), answer.headers());
        }
        if (ask.costs() && !answer.uri().equals(asked)) {
            quotas.spent(ask.host()); // The redirect.
        }
        if (ask.costs() && here && (answer.status() != 304 || lease == null)) {
            quotas.spent(ask.host());
        }
        if (lease != null) {
            tokens.answered(lease, ask.subject(), answer);
        }
        moved.answered(ask, asked, answer.uri(), answer.status());
    }

    private Asked judge(Ask ask, @Nullable Lease lease, UpstreamAnswer.Answered answer)
            throws IOException {
        int status = answer.status();
        @Nullable String tokenId = lease == null ? null : lease.tokenId();
        if (status == 304) {
            limits.answered(ask, tokenId, answer.headers());
            return new Asked.Unchanged(answer.headers());
        }
        String host = answer.uri().getHost();
        if (status >= 500 || (status >= 300 && status < 400)) {
            return new Asked.Down(502, host + " answered " + status);
        }
        byte[] body = answer.bodyUpTo(ERROR_BODY);
        if (!host.equals(ask.host()) && status != 404) {
            // A signed address that ended, or a storage that is unwell: nothing about the file.
            return new Asked.Down(502, host + " answered " + status);
        }
        Optional<Instant> limit = limits.refused(ask, tokenId, status, answer.headers(), body);
        if (limit.isPresent()) {
            return new Asked.Limited(limit.get());
        }
        limits.answered(ask, tokenId, answer.headers());
        if (status == 401 && lease != null && ask.rest()) {
            // The REST API alone says that a token is bad; it is not tried again until it is
            // edited.
            tokens.refused(lease);
        }
        return status == 401
                ? new Asked.Unauthorized()
                : new Asked.Other(
                        status, answer.headers(), DerivedTokens.without(body, answer.headers()));
    }

    /// Looks whether the REST API still takes the token: it alone says that one is dead, a 401 of
    /// git alone does not.
    void doubted() {
        Optional<Lease> api = tokens.lease(Ask.API);
        if (api.isEmpty()) {
            return;
        }
        Ask rateLimit =
                Ask.api(ApiPath.parse("rate_limit"), Optional.empty(), List.of(), Optional.empty());
        if (ask(rateLimit, api.get(), false, Headers.NONE) instanceof Asked.Got got) {
            got.answer().close();
        }
        // What else it says of the token was noted where it was asked.
    }

    /// Says why there is no answer.
    static Asked refused(UpstreamAnswer.Refusal refusal) {
        return switch (refusal.reason()) {
            case UNREACHABLE, REDIRECT_REFUSED -> new Asked.Down(502, refusal.detail());
            case TIMEOUT -> new Asked.Down(504, refusal.detail());
            case BUSY -> new Asked.Down(503, refusal.detail());
            case WITHDRAWN -> new Asked.Unauthorized();
        };
    }
}
