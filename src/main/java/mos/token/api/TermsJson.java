package mos.token.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import mos.token.access.Permissions;
import mos.token.access.Presets;
import mos.token.admintoken.Terms;
import mos.token.http.BadRequest;
import mos.token.net.Cidr;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what a person decides about a token. A member that is not known is refused: a misspelt
/// `expiresAt` would else make a token that never ends.
final class TermsJson {
    private static final Set<String> OF_A_CHANGE =
            Set.of("name", "description", "notBefore", "expiresAt", "networks");
    private static final Set<String> OF_A_CREATION =
            Set.of(
                    "name",
                    "description",
                    "permissions",
                    "preset",
                    "notBefore",
                    "expiresAt",
                    "networks");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private TermsJson() {}

    /// The terms of a new token; without permissions it gets full ones, as MOS has it.
    ///
    /// @throws BadRequest naming the member and what it must be
    static Terms created(JsonNode body) {
        known(body, OF_A_CREATION);
        Terms terms = Terms.of("", "", permissions(body));
        return changes(body).apply(terms);
    }

    /// The changes that a body asks for.
    ///
    /// @throws BadRequest naming the member and what it must be
    static UnaryOperator<Terms> changed(JsonNode body) {
        known(body, OF_A_CHANGE);
        if (body.isEmpty()) {
            throw new BadRequest(
                    "nothing to change: send at least one of name, description, notBefore,"
                            + " expiresAt, networks");
        }
        return changes(body);
    }

    private static UnaryOperator<Terms> changes(JsonNode body) {
        List<UnaryOperator<Terms>> changes = new ArrayList<>();
        if (body.has("name")) {
            String name = text(body.path("name"));
            changes.add(terms -> terms.withName(name));
        }
        if (body.has("description")) {
            String description = description(body.path("description"));
            changes.add(terms -> terms.withDescription(description));
        }
        if (body.has("notBefore")) {
            Instant begins = time("notBefore", body.path("notBefore"));
            changes.add(terms -> terms.withLife(terms.life().withNotBefore(begins)));
        }
        if (body.has("expiresAt")) {
            Instant ends = time("expiresAt", body.path("expiresAt"));
            changes.add(terms -> terms.withLife(terms.life().withExpiresAt(ends)));
        }
        if (body.has("networks")) {
            List<Cidr> networks = networks(body.path("networks"));
            changes.add(terms -> terms.withLife(terms.life().withNetworks(networks)));
        }
        return terms -> {
            Terms changed = terms;
            for (UnaryOperator<Terms> change : changes) {
                changed = change.apply(changed);
            }
            return changed;
        };
    }

    /// The permissions that a body names, in full or by a preset; full ones when it names none.
    ///
    /// @throws BadRequest naming the member and what it must be
    static Permissions permissions(JsonNode body) {
        if (body.has("preset")) {
            if (body.has("permissions")) {
                throw new BadRequest("send permissions or preset, not both");
            }
            return Presets.named(text(body.path("preset")))
                    .orElseThrow(() ->
                            new BadRequest(
                                    "preset must be one of: " + String.join(", ", Presets.ids())))
                    .permissions();
        }
        return body.has("permissions") ? read(body.path("permissions")) : Permissions.full();
    }

    /// @throws BadRequest naming the member and what it must be
    static Permissions read(JsonNode permissions) {
        try {
            return Permissions.parse(permissions);
        } catch (IllegalArgumentException e) {
            throw new BadRequest(String.valueOf(e.getMessage()));
        }
    }

    private static String description(JsonNode node) {
        if (!node.isString() && !node.isNull()) {
            throw new BadRequest("description must be a string");
        }
        return text(node);
    }

    /// @throws BadRequest naming the member and what it must be
    static @Nullable Instant time(String member, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(text(node)).toInstant();
            if (!time.isAfter(LATEST)) {
                return time.truncatedTo(ChronoUnit.MILLIS);
            }
        } catch (DateTimeException _) {
            // Answered below.
        }
        throw new BadRequest(
                member
                        + " must be null or a moment with its offset, as in"
                        + " 2027-01-31T00:00:00Z (RFC 3339)");
    }

    private static List<Cidr> networks(JsonNode node) {
        if (node.isNull()) {
            return List.of();
        }
        String fix =
                "networks must be null or a list of texts such as 192.168.1.0/24, fd00::/8 or"
                        + " 10.0.0.7";
        if (!node.isArray()) {
            throw new BadRequest(fix);
        }
        List<Cidr> networks = new ArrayList<>();
        for (JsonNode one : node.values()) {
            if (!one.isString()) {
                throw new BadRequest(fix);
            }
            try {
                networks.add(Cidr.parse(one.stringValue()));
            } catch (IllegalArgumentException e) {
                throw new BadRequest("networks: " + e.getMessage());
            }
        }
        return List.copyOf(networks);
    }

    /// Names the members that there are, and not what was sent: it may be a secret.
    static void known(JsonNode body, Set<String> members) {
        for (String name : body.propertyNames()) {
            if (!members.contains(name)) {
                throw new BadRequest(
                        "the body has an unknown member; it may hold: "
                                + String.join(", ", members.stream().sorted().toList()));
            }
        }
    }

    /// A text member; anything else counts as an empty text, as in MOS.
    static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : "";
    }
}
