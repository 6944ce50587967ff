package mos.token.api;

import mos.token.access.AuditRow;
import mos.token.json.Json;
import tools.jackson.databind.node.ObjectNode;

/// Audit rows on the wire.
final class AuditJson {
    private AuditJson() {}

    static ObjectNode of(AuditRow row) {
        return Json.object()
                .put("seq", row.seq())
                .put("at", AdminTokenJson.time(row.at()))
                .put("callerKind", row.callerKind())
                .put("callerId", row.callerId())
                .put("callerName", row.callerName())
                .put("address", row.address())
                .put("action", row.action())
                .put("subject", row.subject())
                .put("detail", row.detail());
    }

    /// With the MAC, which makes an exported trail evidence.
    static ObjectNode withMac(AuditRow row) {
        return of(row).put("mac", row.mac());
    }
}
