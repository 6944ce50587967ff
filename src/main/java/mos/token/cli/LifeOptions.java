package mos.token.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The options that say when and from where an admin token opens anything.
final class LifeOptions {
    @Option(
            names = "--expires",
            paramLabel = "WHEN",
            description =
                    "When it ends: a time from now (12h, 90d, 4w), a date (2027-01-31: the start of"
                            + " that day in this machine's time zone), a moment"
                            + " (2027-01-31T12:00:00Z), or never.")
    Moments.@Nullable Expiry expires;

    @Option(
            names = "--not-before",
            paramLabel = "WHEN",
            description = "When it begins to work: written like --expires, or now.")
    Moments.@Nullable Beginning notBefore;

    @Option(
            names = "--network",
            paramLabel = "CIDR",
            description =
                    "Works only from this network or address, as in 192.168.1.0/24. Repeatable.")
    List<String> networks = List.of();

    /// Adds what was said, and nothing else.
    void addTo(ObjectNode body) {
        if (expires != null) {
            body.put("expiresAt", Moments.text(expires.at()));
        }
        if (notBefore != null) {
            body.put("notBefore", Moments.text(notBefore.at()));
        }
        if (!networks.isEmpty()) {
            ArrayNode list = body.putArray("networks");
            networks.forEach(list::add);
        }
    }
}
