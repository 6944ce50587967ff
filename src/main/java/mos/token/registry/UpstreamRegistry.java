package mos.token.registry;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mos.token.net.Headers;
import mos.token.quota.Quotas;
import mos.token.servicetoken.Lease;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.upstream.Credential;
import mos.token.upstream.Redirects;
import mos.token.upstream.UpstreamAnswer;
import mos.token.upstream.UpstreamRequest;
import mos.token.upstream.Upstreams;
import org.jspecify.annotations.Nullable;

/// Asks registries, with the owner's token where there is one. Which scheme a registry wants is
/// learnt from its challenge and remembered, so that a revalidation costs one request.
final class UpstreamRegistry {
    /// An answer, and the service token that was used for it, or null.
    record Told(UpstreamAnswer.Answered answer, @Nullable String serviceToken)
            implements AutoCloseable {
        /// The body, at most `limit` bytes of it.
        ///
        /// @throws Trouble when it is longer, or broke off: a kept copy may stand in then
        byte[] body(int limit) throws Trouble {
            try {
                return answer.bodyUpTo(limit);
            } catch (IOException e) {
                throw new Trouble(Trouble.Kind.UNAVAILABLE, String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void close() {
            answer.close();
        }
    }

    /// What to ask of a repository.
    ///
    /// @param path behind the repository's name, for example `manifests/latest`
    record Question(
            boolean head,
            Repository repository,
            String path,
            Headers headers,
            Redirects redirects) {
        /// Looks by HEAD and everything that is no manifest are free.
        private boolean spendsPull() {
            return !head && path.startsWith("manifests/");
        }

        /// A range may be answered by the part, by all, or by that there is no such part.
        private boolean answeredBy(int status) {
            boolean range = headers.first("Range").isPresent();
            return status == 200 || (range && (status == 206 || status == 416));
        }

        /// Whether the answer tells what the registry has. A registry that it led to tells that
        /// too; a storage knows nothing of repositories, and must not tell how to log in: whatever
        /// it answers, it is only unwell, or its signed address ended.
        private boolean isToldBy(UpstreamAnswer.Answered answer) {
            return answer.uri().getHost().equals(repository.registry().host())
                    || answeredBy(answer.status())
                    || (answer.status() == 404 && !path.startsWith("blobs/"));
        }

        private UpstreamRequest with(@Nullable Credential credential) {
            String url =
                    "https://%s/v2/%s/%s"
                            .formatted(repository.registry().host(), repository.name(), path);
            return new UpstreamRequest.Read(head, URI.create(url), headers, credential, redirects);
        }
    }

    private record Authorized(@Nullable Credential credential, @Nullable Lease lease) {}

    private final Upstreams upstreams;
    private final ServiceTokens serviceTokens;
    private final PullTokens pullTokens;
    private final Quotas quotas;
    private final Throttles throttles;
    private final Map<Registry, Scheme> schemes = new ConcurrentHashMap<>();

    UpstreamRegistry(
            Upstreams upstreams,
            ServiceTokens serviceTokens,
            PullTokens pullTokens,
            Quotas quotas,
            Throttles throttles) {
        this.quotas = quotas;
        this.throttles = throttles;
        this.upstreams = upstreams;
        this.serviceTokens = serviceTokens;
        this.pullTokens = pullTokens;
    }

    /// Asks with the best credential that there is: the owner's token unless it was refused, else
    /// none. The caller closes the answer, whose status is 200; of a range also 206 or 416.
    ///
    /// @throws Trouble for everything else
    Told ask(Question question) throws IOException {
        return ask(question, true);
    }

    /// Asks as anybody could: what comes is public.
    Told askAnonymously(Question question) throws IOException {
        return ask(question, false);
    }

    /// Whether the pulls that are left are for what is not kept, and for the owner.
    boolean inReserve(Repository repository) {
        Registry registry = repository.registry();
        @Nullable Lease lease = lease(registry, registry.realmHost());
        return quotas.inReserve(registry.host(), "pulls", lease == null ? null : lease.tokenId());
    }

    /// An anonymous token for the repository, when its registry works with tokens.
    Optional<PullToken> anonymousToken(Repository repository) throws IOException {
        return schemes.get(repository.registry()) instanceof Scheme.Token(TokenService from)
                ? Optional.of(pullTokens.get(repository, from, null))
                : Optional.empty();
    }

    private Told ask(Question question, boolean owner) throws IOException {
        Registry registry = question.repository().registry();
        boolean freshToken = false;
        // One round to learn the scheme, one for a token that ended early, one for a refusal or a
        // token that was taken back.
        for (int round = 0; round < 4; round++) {
            Scheme scheme = schemes.getOrDefault(registry, new Scheme.None());
            Throttles.Key all = Throttles.Key.all(registry.host());
            // Before the log-in: the abuse limit counts those, too. It passes the limit of its own
            // host by itself, which may be the same.
            throttles.peek(all);
            Authorized authorized = authorize(question.repository(), scheme, owner);
            Throttles.Key limit = limit(question, authorized.lease());
            throttles.pass(all, limit);
            Optional<UpstreamAnswer.Answered> sent = send(question, authorized);
            if (sent.isEmpty()) {
                continue;
            }
            UpstreamAnswer.Answered answer = sent.get();
            if (answer.status() != 429) {
                throttles.answered(all);
                throttles.answered(limit);
            }
            boolean good = question.answeredBy(answer.status());
            if (!question.isToldBy(answer)) {
                answer.close();
                throw new Trouble(Trouble.Kind.UNAVAILABLE, elsewhere(answer));
            }
            if (answer.status() != 401) {
                Lease spent = authorized.lease();
                String token = spent == null ? null : spent.tokenId();
                quotas.observe(registry.host(), token, answer.headers());
                if (question.spendsPull() && good) {
                    quotas.spent(registry.host());
                }
                if (spent != null) {
                    serviceTokens.answered(
                            spent,
                            answer.uri().getHost(),
                            question.repository().name(),
                            answer.status(),
                            answer.headers());
                }
                if (answer.status() == 429) {
                    throw throttles.refused(limit, answer);
                }
                return told(answer, good, authorized, registry);
            }
            answer.close();
            Scheme wanted = Scheme.of(registry, answer);
            if (!wanted.equals(scheme)) {
                schemes.put(registry, wanted);
                continue;
            }
            if (wanted instanceof Scheme.Token(TokenService from) && !freshToken) {
                pullTokens.forget(question.repository(), from, authorized.lease());
                freshToken = true;
                continue;
            }
            if (wanted instanceof Scheme.Plain && authorized.lease() != null) {
                serviceTokens.refused(authorized.lease());
                continue;
            }
            break;
        }
        throw new Trouble(Trouble.Kind.NOT_ALLOWED, registry.host() + " answered 401");
    }

    /// The limit that a question is under, beside that of all requests.
    private static Throttles.Key limit(Question question, @Nullable Lease lease) {
        Throttles.What what =
                question.spendsPull()
                        ? Throttles.What.PULLS
                        : question.path().startsWith("manifests/")
                                ? Throttles.What.LOOKS
                                : Throttles.What.REST;
        return new Throttles.Key(
                question.repository().registry().host(),
                what,
                lease == null ? null : lease.tokenId());
    }

    /// A storage that the registry led to knows nothing of repositories, and must not tell how to
    /// log in: whatever it answers, it is only unwell, or its signed address ended.
    private static String elsewhere(UpstreamAnswer.Answered answer) {
        return answer.uri().getHost() + ", where it led, answered " + answer.status();
    }

    private static Told told(
            UpstreamAnswer.Answered answer, boolean good, Authorized authorized, Registry registry)
            throws Trouble {
        if (good) {
            Lease lease = authorized.lease();
            return new Told(answer, lease == null ? null : lease.tokenId());
        }
        answer.close();
        throw Answers.trouble(answer, registry.host());
    }

    /// Empty when the token was taken back before it was sent: there is another by now, or none.
    private Optional<UpstreamAnswer.Answered> send(Question question, Authorized authorized)
            throws Trouble {
        @Nullable Lease lease = authorized.lease();
        UpstreamRequest request = question.with(authorized.credential());
        return switch (upstreams.send(request, () -> lease == null || serviceTokens.lends(lease))) {
            case UpstreamAnswer.Answered answered -> Optional.of(answered);
            case UpstreamAnswer.Refusal refusal
                    when refusal.reason() == UpstreamAnswer.Reason.WITHDRAWN ->
                    Optional.empty();
            case UpstreamAnswer.Refusal refusal ->
                    throw new Trouble(
                            Trouble.Kind.UNAVAILABLE, refusal.detail(), refusal.retryAfter());
        };
    }

    private Authorized authorize(Repository repository, Scheme scheme, boolean owner)
            throws IOException {
        Registry registry = repository.registry();
        return switch (scheme) {
            case Scheme.None _ -> new Authorized(null, null);
            case Scheme.Plain _ -> {
                Lease lease = owner ? lease(registry, registry.host()) : null;
                yield new Authorized(lease == null ? null : lease.credential(), lease);
            }
            case Scheme.Token(TokenService from) -> {
                Lease lease = owner ? lease(registry, registry.realmHost()) : null;
                try {
                    yield bearer(repository, from, lease);
                } catch (PullTokens.CredentialRefused _) {
                    // Once, then anonymous: repeated bad log-ins lock accounts.
                    yield bearer(repository, from, null);
                } catch (PullTokens.NotForThisCredential _) {
                    // Says nothing against the credential, and what is public is had without it.
                    yield bearer(repository, from, null);
                }
            }
        };
    }

    private Authorized bearer(Repository repository, TokenService from, @Nullable Lease lease)
            throws IOException {
        PullToken token = pullTokens.get(repository, from, lease);
        return new Authorized(
                new Credential.Bearer(repository.registry().host(), token.token()), lease);
    }

    private @Nullable Lease lease(Registry registry, String host) {
        return Optional.ofNullable(registry.service())
                .flatMap(Service::known)
                .flatMap(service -> serviceTokens.lease(service, host))
                .orElse(null);
    }
}
