package mos.token.testkit;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a fake host lets pass without a violation: methods, header names in lower case (null: any)
/// and whether a credential may come at all.
public record HostRules(
        Set<String> methods, @Nullable Set<String> headers, boolean credentialAllowed) {
    private static final Set<String> READ = Set.of("GET", "HEAD");

    /// Headers of a request that a gateway built from nothing; all others are a client's.
    private static final Set<String> BUILT =
            Set.of(
                    "host",
                    "user-agent",
                    "accept",
                    "authorization",
                    "connection",
                    "if-none-match",
                    "if-modified-since",
                    "range",
                    "if-range",
                    "x-github-api-version");

    private static final Set<String> POSTED =
            Set.of("content-type", "content-length", "content-encoding", "transfer-encoding");

    /// Reads with a credential, from a gateway.
    public static HostRules gatewayReads() {
        return new HostRules(READ, BUILT, true);
    }

    /// Reads of signed addresses: a credential there is a leak.
    public static HostRules signedReads() {
        return new HostRules(READ, BUILT, false);
    }

    /// Reads, and posts of a git client through a gateway.
    public static HostRules gatewayGit() {
        return gatewayReads().plus(Set.of("POST"), Set.of("git-protocol")).plus(Set.of(), POSTED);
    }

    /// Posts from a gateway.
    public static HostRules gatewayPosts() {
        return new HostRules(Set.of("POST"), BUILT, false).plus(Set.of(), POSTED);
    }

    /// The same rules for a client that talks to the fake directly: its headers are its own.
    public HostRules anyHeader() {
        return new HostRules(methods, null, credentialAllowed);
    }

    private HostRules plus(Set<String> moreMethods, Set<String> moreHeaders) {
        Set<String> known = headers == null ? Set.of() : headers;
        return new HostRules(
                union(methods, moreMethods), union(known, moreHeaders), credentialAllowed);
    }

    private static Set<String> union(Set<String> one, Set<String> two) {
        Set<String> all = new HashSet<>(one);
        all.addAll(two);
        return Set.copyOf(all);
    }

    /// Notes everything in the request that these rules do not allow.
    void judge(String host, Recorded request, Violations violations) {
        String where = host + ": " + request.method() + " " + request.path() + ": ";
        if (!methods.contains(request.method())) {
            violations.add(where + "method must be one of " + methods);
        }
        for (String name : request.headers().keySet()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (headers != null && !headers.contains(lower)) {
                violations.add(where + "header '" + name + "' does not belong upstream");
            }
        }
        if (request.header("User-Agent").isEmpty()) {
            violations.add(where + "no User-Agent");
        }
        if (!credentialAllowed
                && (request.header("Authorization").isPresent()
                        || request.header("Cookie").isPresent())) {
            violations.add(where + "a credential where none belongs");
        }
    }
}
