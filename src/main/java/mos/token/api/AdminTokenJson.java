package mos.token.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import mos.token.admintoken.AdminToken;
import mos.token.json.Json;
import mos.token.secret.SecretText;
import tools.jackson.databind.node.ObjectNode;

/// Admin tokens on the wire: MOS's members in MOS's order.
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

    /// With the token's text: for the answer to its creation, and no other.
    static ObjectNode once(AdminToken token, SecretText secret) {
        return write(token, secret.exposeText());
    }

    static String time(Instant instant) {
        return TIME.format(instant);
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
        return node;
    }
}
