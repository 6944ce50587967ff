package mos.token.api;

import java.util.List;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.quota.QuotaQuery;
import mos.token.quota.QuotaReport;
import mos.token.quota.Quotas;

/// `/api/v1/mos/quota`: what the services still grant, where that goes, and what the gateway saved.
public final class QuotaApi {
    private static final String PATH = "/api/v1/mos/quota";
    private static final List<String> PARAMETERS = List.of("history", "service", "resource");

    private final Quotas quotas;

    /// Serves what is known of these quotas.
    public QuotaApi(Quotas quotas) {
        this.quotas = quotas;
    }

    /// The routes of this part of the API.
    public List<Route> routes() {
        return List.of(
                Route.api("GET", PATH, new Need.Granted(Resource.MOS, Level.READ), this::report));
    }

    private Reply report(Request request) {
        QueryParameters given = QueryParameters.of(request, PARAMETERS);
        QuotaQuery query;
        try {
            query =
                    new QuotaQuery(
                            given.text("service").orElse(null),
                            given.text("resource").orElse(null),
                            given.time("history", "from 10m to 30d").orElse(null));
        } catch (IllegalArgumentException e) {
            return Problem.badRequest(String.valueOf(e.getMessage()));
        }
        QuotaReport report = quotas.report(request.caller(), query);
        return Reply.json(200, QuotaJson.report(report, query.history() != null));
    }
}
