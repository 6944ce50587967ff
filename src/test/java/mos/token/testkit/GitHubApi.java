package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `api.github.com`: who asks, what it costs, is it unchanged. The resources themselves come from
/// [GitHubResources].
final class GitHubApi {
    private final GitHubAccounts accounts;
    private final GitHubResources resources;
    private final Violations violations;

    GitHubApi(GitHubAccounts accounts, GitHubResources resources, Violations violations) {
        this.accounts = accounts;
        this.resources = resources;
        this.violations = violations;
    }

    Answer answer(Recorded request) {
        Optional<GitHubAccounts.Token> token = Optional.empty();
        Optional<String> authorization = request.header("Authorization");
        if (request.header("User-Agent").isEmpty()) {
            return Answer.json(403, GitHubJson.message(403, "Request forbidden: no User-Agent"));
        }
        if (authorization.isPresent()) {
            token = known(authorization.get(), "api.github.com", accounts, violations);
            if (token.filter(accounts::isLive).isEmpty()) {
                accounts.refused();
                return Answer.json(401, GitHubJson.message(401, "Bad credentials"))
                        .withAll(accounts.headers(GitHubAccounts.ANONYMOUS, Optional.empty()));
            }
        }
        Optional<String> login = token.map(GitHubAccounts.Token::login);
        String bucket = login.orElse(GitHubAccounts.ANONYMOUS);
        if (request.path().equals("/rate_limit")) {
            return Answer.json(200, Json.text(accounts.rateLimit(bucket)))
                    .withAll(accounts.headers(bucket, token));
        }
        if (accounts.isExhausted(bucket)) {
            return Answer.json(
                            403, GitHubJson.message(403, "API rate limit exceeded for " + bucket))
                    .withAll(accounts.headers(bucket, token));
        }
        Answer answer = resources.answer(request, login);
        Answer result = answer.status() == 200 ? conditional(request, answer) : answer;
        // A 304 is free only for a caller with a token.
        if (result.status() != 304 || login.isEmpty()) {
            accounts.spend(bucket);
        }
        return result.withAll(accounts.headers(bucket, token))
                .with("x-github-media-type", "github.v3; format=json")
                .with("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP")
                .with(
                        "Cache-Control",
                        (login.isPresent() ? "private" : "public") + ", max-age=60, s-maxage=60");
    }

    /// The facts of a token that was given to this fake; any other credential is a violation.
    static Optional<GitHubAccounts.Token> known(
            String authorization, String host, GitHubAccounts accounts, Violations violations) {
        String token = authorization.replaceFirst("^(Bearer|token) ", "");
        Optional<GitHubAccounts.Token> facts =
                token.equals(authorization) ? Optional.empty() : accounts.find(token);
        if (facts.isEmpty()) {
            violations.add(host + ": a credential nobody gave for this host");
        }
        return facts;
    }

    /// The same of Basic, as git and image clients log in.
    static Optional<GitHubAccounts.Token> knownBasic(
            String authorization, String host, GitHubAccounts accounts, Violations violations) {
        return known(
                "Bearer " + Basic.pair(authorization).orElse("").replace("x-access-token:", ""),
                host,
                accounts,
                violations);
    }

    private static Answer conditional(Recorded request, Answer answer) {
        byte[] body = Bodies.bytes(answer);
        String etag = "W/\"" + etag(request, body) + "\"";
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.put("ETag", etag);
        boolean unchanged =
                request.joined("If-None-Match").stream()
                        .flatMap(line -> List.of(line.split(",\\s*", -1)).stream())
                        .anyMatch(known -> weak(known).equals(weak(etag)));
        if (unchanged) {
            headers.remove("Content-Type");
            return Answer.empty(304).withAll(headers);
        }
        return Bodies.of(200, headers, body);
    }

    private static String weak(String etag) {
        return etag.startsWith("W/") ? etag.substring(2) : etag;
    }

    /// SHA-256 over the values of Accept, Authorization and Cookie, each with a colon, and the
    /// body.
    private static String etag(Recorded request, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String name : List.of("Accept", "Authorization", "Cookie")) {
                request.joined(name)
                        .ifPresent(value ->
                                digest.update((value + ":").getBytes(StandardCharsets.UTF_8)));
            }
            return HexFormat.of().formatHex(digest.digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
