package mos.token.access;

import java.time.Instant;
import java.util.HexFormat;
import mos.token.store.Row;

/// One row of the audit trail, as it was written.
///
/// @param seq the row's number: the first is 1, and none is left out
/// @param at to the millisecond
/// @param callerKind one of [AuditFilter#KINDS]
/// @param callerId the id of the token or session, or an empty text
/// @param address the caller's address; of a refusal the network, as in `192.0.2.0/24`
/// @param mac in hexadecimal; chains the row to the one before it
public record AuditRow(
        long seq,
        Instant at,
        String callerKind,
        String callerId,
        String callerName,
        String address,
        String action,
        String subject,
        String detail,
        String mac) {

    static AuditRow of(Row row) {
        return new AuditRow(
                row.number("seq"),
                row.time("at"),
                row.text("caller_kind"),
                row.text("caller_id"),
                row.text("caller_name"),
                row.text("address"),
                row.text("action"),
                row.text("subject"),
                row.text("detail"),
                HexFormat.of().formatHex(row.bytes("mac")));
    }
}
