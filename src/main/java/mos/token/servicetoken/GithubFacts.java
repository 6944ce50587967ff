package mos.token.servicetoken;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mos.token.net.Headers;

/// What the headers of GitHub's REST answers tell of the token that was sent: a classic token's
/// scopes (`X-OAuth-Scopes`), and the end of both kinds.
final class GithubFacts {
    private static final String FINE_GRAINED = "github_pat_";
    private static final Pattern SCOPE = Pattern.compile("[a-z_:]{1,64}");
    private static final int MOST_SCOPES = 50;

    private GithubFacts() {}

    /// The scopes of a classic token, with a comma and a space between; empty when it is none.
    static Optional<String> scopes(Headers headers) {
        return headers.first("X-OAuth-Scopes")
                .map(scopes ->
                        Arrays.stream(scopes.split(",", -1))
                                .map(String::strip)
                                .filter(name -> SCOPE.matcher(name).matches())
                                .limit(MOST_SCOPES)
                                .collect(Collectors.joining(", ")));
    }

    /// The scopes that can change something.
    static List<String> writing(String scopes) {
        return Arrays.stream(scopes.split(", ", -1))
                .filter(name -> !name.isEmpty())
                .filter(name -> !name.startsWith("read:") && !name.equals("user:email"))
                .toList();
    }

    /// Whether it is known that ghcr.io gives nothing for the token: it takes classic ones with a
    /// scope of packages, and no fine-grained ones.
    static boolean cannotPullImages(Held token) {
        String scopes = token.facts.level();
        return token.service == Service.GITHUB
                && (token.mask.startsWith(FINE_GRAINED)
                        || (scopes != null && !scopes.contains(":packages")));
    }

    /// What is known with what an answer in use told; what it did not tell stays.
    static TokenFacts told(TokenFacts known, Headers headers) {
        Optional<String> scopes = scopes(headers);
        Optional<Instant> end = Times.expiration(headers);
        return new TokenFacts(
                known.user(),
                scopes.orElse(known.level()),
                scopes.map(GithubFacts::writing).map(w -> !w.isEmpty()).orElse(known.canWrite()),
                end.orElse(known.expires()),
                known.expiresEntered() && end.isEmpty());
    }
}
