package mos.token.registry;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import mos.token.upstream.UpstreamAnswer;

/// How a registry wants to be asked.
sealed interface Scheme {
    /// Nothing was asked for yet.
    record None() implements Scheme {}

    /// A token of a listed token service.
    record Token(TokenService from) implements Scheme {}

    /// The credential itself.
    record Plain() implements Scheme {}

    /// What the challenge asks for. A realm that is not listed is not asked.
    ///
    /// @throws Trouble when it is nothing that we know
    static Scheme of(Registry registry, UpstreamAnswer.Answered answer) throws Trouble {
        List<Challenge> challenges = Challenge.parse(answer.headers().all("WWW-Authenticate"));
        for (Challenge challenge : challenges) {
            Optional<URI> realm = challenge.parameter("realm").flatMap(registry::realm);
            if (challenge.scheme().equals("bearer") && realm.isPresent()) {
                String service = challenge.parameter("service").orElse(registry.host());
                return new Token(new TokenService(realm.get(), service));
            }
        }
        for (Challenge challenge : challenges) {
            if (challenge.scheme().equals("basic")) {
                return new Plain();
            }
        }
        throw new Trouble(
                Trouble.Kind.UNAVAILABLE,
                registry.host() + " asks for a log-in in a way that is not on our list");
    }
}
