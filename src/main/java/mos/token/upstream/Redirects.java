package mos.token.upstream;

import java.util.Set;

/// Which redirect targets are followed; every hop is https on port 443 by its name as written.
///
/// @param hosts exact host names
/// @param suffixes host name suffixes with their leading dot, for content that is verified by
///   digest
public record Redirects(Set<String> hosts, Set<String> suffixes) {
    /// None: a redirect is the answer.
    public static final Redirects NONE = new Redirects(Set.of(), Set.of());
}
