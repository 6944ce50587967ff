package mos.token.api;

import java.time.Instant;
import java.util.List;
import mos.token.json.Json;
import mos.token.quota.Forecast;
import mos.token.quota.QuotaReading;
import mos.token.quota.QuotaReport;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Quotas on the wire.
final class QuotaJson {
    private QuotaJson() {}

    /// @param history whether lines were asked for: an empty array then says that there are none
    static ObjectNode report(QuotaReport report, boolean history) {
        ObjectNode node = Json.object();
        node.put("reserve", report.reserve());
        ObjectNode services = node.putObject("services");
        for (QuotaReport.OfService one : report.services()) {
            ObjectNode service = services.putObject(one.service());
            service.set("now", standings(one.now()));
            service.set("anonymous", standings(one.anonymous()));
            ObjectNode saved = service.putObject("saved");
            saved.set("today", saved(one.today()));
            saved.set("days7", saved(one.week()));
            saved.set("days30", saved(one.month()));
            if (history) {
                service.set("history", lines(one.history()));
            }
        }
        return node;
    }

    private static ObjectNode standings(List<QuotaReport.Standing> standings) {
        ObjectNode node = Json.object();
        standings.forEach(one -> node.set(one.reading().resource(), standing(one)));
        return node;
    }

    private static ObjectNode standing(QuotaReport.Standing standing) {
        QuotaReading reading = standing.reading();
        ObjectNode node = Json.object();
        node.put("limit", reading.limit());
        if (!standing.over()) {
            node.put("remaining", reading.remaining());
            node.put("used", reading.used());
            node.put("share", Math.round(reading.share() * 1000) / 1000.0);
        }
        node.put("state", standing.over() ? "over" : standing.reserved() ? "reserve" : "open");
        node.put("reset", AdminTokenJson.timeOrNull(reading.reset()));
        if (reading.window() != null) {
            node.put("windowSeconds", reading.window().toSeconds());
        }
        if (reading.source() != null) {
            node.put("source", reading.source());
        }
        node.put("observedAt", AdminTokenJson.time(reading.observedAt()));
        node.set("forecast", forecast(standing.forecast(), standing.words()));
        if (standing.note() != null) {
            node.put("note", standing.note());
        }
        return node;
    }

    private static ObjectNode forecast(Forecast forecast, String words) {
        ObjectNode node = Json.object();
        switch (forecast) {
            case Forecast.UsedUp _ -> node.put("outcome", "used up");
            case Forecast.Empty(Instant at, double perHour) -> {
                node.put("outcome", "empty");
                node.put("emptyAt", AdminTokenJson.time(at));
                node.put("perHour", rounded(perHour));
            }
            case Forecast.Lasts(double perHour, Instant _) -> {
                node.put("outcome", "lasts");
                node.put("perHour", rounded(perHour));
            }
            case Forecast.Unknown _ -> node.put("outcome", "unknown");
        }
        return node.put("text", words);
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }

    private static ObjectNode saved(QuotaReport.Saved saved) {
        return Json.object()
                .put("asked", saved.asked())
                .put("spent", saved.spent())
                .put("saved", saved.saved());
    }

    private static ArrayNode lines(List<QuotaReport.Line> lines) {
        ArrayNode array = Json.array();
        for (QuotaReport.Line line : lines) {
            ObjectNode node = array.addObject();
            node.put("resource", line.resource());
            node.put("credential", line.token() ? "token" : "anonymous");
            ArrayNode points = node.putArray("points");
            for (QuotaReport.Point point : line.points()) {
                points.addObject()
                        .put("at", AdminTokenJson.time(point.at()))
                        .put("remaining", point.remaining())
                        .put("limit", point.limit());
            }
        }
        return array;
    }
}
