package mos.token.api;

import java.util.List;
import mos.token.access.Access;
import mos.token.access.AuditChain;
import mos.token.access.AuditExport;
import mos.token.access.AuditPage;
import mos.token.access.AuditRow;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.json.Json;
import mos.token.net.Headers;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// `/api/v1/audit`: the audit trail in pages, as a file, and checked.
public final class AuditApi {
    private static final String BASE = "/api/v1/audit";
    private static final Need READ = new Need.Granted(Resource.AUDIT, Level.READ);

    private final Access access;

    /// Serves this trail.
    public AuditApi(Access access) {
        this.access = access;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", BASE, READ, this::audit),
                Route.api("GET", BASE + "/verify", READ, this::verify));
    }

    private Reply audit(Request request) {
        AuditParameters asked = AuditParameters.of(request);
        return switch (asked.format()) {
            case JSON -> page(request, asked);
            case JSONL, CSV -> export(request, asked);
        };
    }

    private Reply page(Request request, AuditParameters asked) {
        AuditPage page = access.audit(request.caller(), asked.query());
        ArrayNode rows = Json.array();
        page.rows().forEach(row -> rows.add(AuditJson.of(row)));
        Reply reply = Reply.json(200, rows);
        return page.more()
                ? reply.with("Link", asked.behind(BASE, page.rows().getLast().seq()))
                : reply;
    }

    private Reply export(Request request, AuditParameters asked) {
        AuditFormat format = asked.format();
        AuditExport export = access.exportAudit(request.caller(), asked.query());
        return new Reply(
                200,
                Headers.of(
                        "Content-Type",
                        format.type(),
                        "Content-Disposition",
                        "attachment; filename=\"mos-token-audit." + format.word() + "\"",
                        "Cache-Control",
                        "no-store"),
                new Reply.Body.Stream(
                        -1,
                        out -> {
                            out.write(format.head());
                            List<AuditRow> rows = export.next();
                            while (!rows.isEmpty()) {
                                out.write(format.bytes(rows));
                                rows = export.next();
                            }
                        }));
    }

    private Reply verify(Request request) {
        ObjectNode node = Json.object();
        switch (access.verifyAudit(request.caller())) {
            case AuditChain.Intact(long rows) -> node.put("rows", rows).put("intact", true);
            case AuditChain.Broken(long row) -> node.put("intact", false).put("firstBroken", row);
        }
        return Reply.json(200, node);
    }
}
