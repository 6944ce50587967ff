package mos.token.check;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mos.token.access.Access;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.LocalToken;
import mos.token.admintoken.Verdict;
import mos.token.http.Authorization;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.net.Headers;
import mos.token.secret.SecretText;

/// The check that a proxy makes for each request it guards, in the words of nginx's `auth_request`:
/// the original request stands in `X-Original-Method` and `X-Original-URI`. Answers 200, 401 or 403
/// and nothing else, since nginx turns every other status into a 500, and sends no body.
///
/// Believing those headers from anybody is safe: they only choose the question, and whoever asks
/// learns what a token they hold may do.
public final class Check {
    private static final String METHOD = "X-Original-Method";
    private static final String URI = "X-Original-URI";

    /// Some proxies send the original request's body along. It is never read, however long it is: a
    /// 413 would reach people as a 500.
    private static final long ANY_BODY = Long.MAX_VALUE;

    private static final Reply NO_CREDENTIAL = challenge(401, "");
    private static final Reply LOCAL = allowed("local", "local", "full");

    private final AdminTokens adminTokens;
    private final LocalToken localToken;
    private final Access access;

    /// What a token is answered, as long as it stays as it is: a changed token is another object.
    private final Cache<AdminToken, Reply> answers = Caffeine.newBuilder().weakKeys().build();

    /// Checks against these tokens.
    public Check(AdminTokens adminTokens, LocalToken localToken, Access access) {
        this.adminTokens = adminTokens;
        this.localToken = localToken;
        this.access = access;
    }

    /// `/check` and everything under it: some proxies put the original path behind it.
    public List<Route> routes() {
        Need open = new Need.Open("decides itself");
        return List.of(
                Route.own(
                        "/check",
                        open,
                        ANY_BODY,
                        this::answer,
                        request -> Optional.of(answer(request))),
                Route.own(
                        "/check/{path...}",
                        open,
                        ANY_BODY,
                        this::answer,
                        request -> Optional.of(answer(request))));
    }

    private Reply answer(Request request) {
        return switch (Authorization.of(request.headers("Authorization"))) {
            case Authorization.None _ -> NO_CREDENTIAL;
            case Authorization.Several _ -> unusable(request, "more than one Authorization header");
            case Authorization.Unreadable(String explanation) -> unusable(request, explanation);
            case Authorization.Token(SecretText token) -> judge(request, token);
        };
    }

    private Reply unusable(Request request, String why) {
        access.refused("check", "unusable", "", request.client().text());
        return challenge(401, ", error=\"invalid_request\", error_description=\"" + why + '"');
    }

    private Reply judge(Request request, SecretText secret) {
        List<String> methods = request.headers(METHOD);
        List<String> uris = request.headers(URI);
        Verdict verdict = adminTokens.verify(secret);
        if (verdict instanceof Verdict.Valid(AdminToken token)) {
            return decide(request, token, Target.of(methods, uris));
        }
        // A proxy that names the original request asks for somebody else, who is not local.
        boolean local = request.client().local() && methods.isEmpty() && uris.isEmpty();
        if (localToken.opens(secret, local)) {
            return LOCAL;
        }
        access.refused("check", verdict.reason(), verdict.tokenId(), request.client().text());
        return challenge(
                401,
                ", error=\"invalid_token\", error_description=\"" + verdict.explanation() + '"');
    }

    private Reply decide(Request request, AdminToken token, Target target) {
        Permissions permissions = token.permissions();
        boolean allows =
                switch (target) {
                    case Target.On(var resource, var level) -> permissions.allows(resource, level);
                    case Target.Me _ -> true;
                    case Target.Elsewhere _ -> permissions instanceof Permissions.Full;
                };
        if (allows) {
            return allowed(token);
        }
        String scope =
                switch (target) {
                    case Target.On(var resource, var level) -> resource.name() + ":" + level.text();
                    case Target.Me _, Target.Elsewhere _ -> "full";
                };
        access.refused("check " + scope, "denied", token.id(), request.client().text());
        return challenge(403, ", error=\"insufficient_scope\", scope=\"" + scope + '"');
    }

    private Reply allowed(AdminToken token) {
        Reply known = answers.getIfPresent(token);
        if (known == null) {
            known = allowed(escaped(token.name()), token.id(), scopes(token.permissions()));
            answers.put(token, known);
        }
        return known;
    }

    /// All three identity headers, always: a proxy that copies them must never let a client's own
    /// header of that name through because ours was missing.
    private static Reply allowed(String subject, String tokenId, String scopes) {
        return new Reply(
                200,
                Headers.of(
                        "Cache-Control",
                        "no-store",
                        "X-Mos-Subject",
                        subject,
                        "X-Mos-Token-Id",
                        tokenId,
                        "X-Mos-Scopes",
                        scopes),
                new Reply.Body.Empty());
    }

    /// RFC 6750 §3; without a credential it names no error.
    private static Reply challenge(int status, String details) {
        return new Reply(
                status,
                Headers.of(
                        "Cache-Control",
                        "no-store",
                        "WWW-Authenticate",
                        "Bearer realm=\"MOS Token\"" + details),
                new Reply.Body.Empty());
    }

    /// `full`, `readonly`, or `RESOURCE:LEVEL …`; `none` when nothing is granted, since an empty
    /// header would not take the place of a client's own.
    private static String scopes(Permissions permissions) {
        return switch (permissions) {
            case Permissions.Full _, Permissions.Readonly _ -> permissions.mode();
            case Permissions.Custom(Map<String, Level> resources) -> {
                String granted =
                        new TreeMap<>(resources)
                                .entrySet().stream()
                                        .filter(e -> e.getValue() != Level.NONE)
                                        .map(e -> e.getKey() + ":" + e.getValue().text())
                                        .collect(Collectors.joining(" "));
                yield granted.isEmpty() ? "none" : granted;
            }
        };
    }

    /// A name as a header value: printable ASCII but `%` as it is, everything else as the percent
    /// escapes of its UTF-8 bytes.
    private static String escaped(String name) {
        StringBuilder text = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b < 0x7f && b != '%') {
                text.append((char) b);
            } else {
                text.append("%%%02X".formatted(b));
            }
        }
        return text.toString();
    }
}
