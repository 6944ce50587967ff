package mos.token.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.ListedToken;
import mos.token.admintoken.TokenDetails;
import mos.token.admintoken.Uses;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Admin tokens on the wire: MOS's members in MOS's order, then ours.
final class AdminTokenJson {
    /// Stands where MOS shows the token itself: MOS's page expects a text there. It shows what the
    /// format says anyway, and nothing of the token.
    static final String MASK = "mos_…";

    /// Always three digits behind the second, as JavaScript writes it.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private AdminTokenJson() {}

    static ObjectNode masked(AdminToken token) {
        return write(token, MASK);
    }

    /// With the token's text: for the answer to its creation or rotation, and no other.
    static ObjectNode once(AdminToken token, SecretText secret) {
        return write(token, secret.exposeText());
    }

    /// Puts the text where the mask stands, and forgets it.
    static void reveal(ObjectNode listed, SecretText text) {
        listed.put("token", text.exposeText());
        text.wipe();
    }

    /// With what it did.
    static ObjectNode listed(ListedToken listed) {
        ObjectNode node = masked(listed.token());
        Uses uses = listed.uses();
        node.put("state", QueryParameters.word(listed.state()));
        node.set("lastUsed", sighting(uses.last()));
        return node;
    }

    /// With everything that is known.
    static ObjectNode details(TokenDetails details) {
        ObjectNode node = listed(details.listed());
        Uses uses = details.listed().uses();
        Uses.Refusal refused = uses.refused();
        if (refused == null) {
            node.putNull("lastRefused");
        } else {
            node.putObject("lastRefused")
                    .put("at", time(refused.at()))
                    .put("reason", refused.reason())
                    .put("address", refused.address());
        }
        ArrayNode secrets = node.putArray("secrets");
        for (TokenDetails.Secret secret : details.secrets()) {
            ObjectNode one = secrets.addObject();
            one.put("serial", secret.serial());
            one.put("createdAt", time(secret.createdAt()));
            one.put("endsAt", timeOrNull(secret.endsAt()));
            if (secret.endsAt() != null) {
                one.set("lastUsed", sighting(secret.lastUsed()));
            }
        }
        ObjectNode calls = node.putObject("calls");
        details.calls().forEach((day, count) -> calls.put(day.toString(), count));
        ObjectNode networks = node.putObject("seenIn");
        details.networks().forEach((network, first) -> networks.put(network, time(first)));
        node.set("usedPermissions", uses.exercised().smallest().toJson());
        return node;
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static @Nullable String timeOrNull(@Nullable Instant instant) {
        return instant == null ? null : time(instant);
    }

    private static ObjectNode write(AdminToken token, String text) {
        ObjectNode node = Json.object();
        node.put("id", token.id());
        node.put("name", token.name());
        node.put("description", token.description());
        node.put("token", text);
        node.set("permissions", token.permissions().toJson());
        node.put("createdAt", time(token.createdAt()));
        node.put("isActive", token.active());
        Instant deactivatedAt = token.deactivatedAt();
        if (deactivatedAt != null) {
            node.put("deactivatedAt", time(deactivatedAt));
        }
        node.put("notBefore", timeOrNull(token.life().notBefore()));
        node.put("expiresAt", timeOrNull(token.life().expiresAt()));
        ArrayNode networks = node.putArray("networks");
        token.life().networks().forEach(network -> networks.add(network.toString()));
        node.put("legacy", token.legacy());
        if (token.permissions() instanceof Permissions.Custom custom && !custom.inert().isEmpty()) {
            ObjectNode inert = node.putObject("unknownResources");
            custom.inert().forEach((name, level) -> inert.put(name, level.text()));
        }
        return node;
    }

    private static @Nullable ObjectNode sighting(Uses.@Nullable Sighting seen) {
        return seen == null
                ? null
                : Json.object()
                        .put("at", time(seen.at()))
                        .put("address", seen.address())
                        .put("userAgent", seen.userAgent());
    }
}
