package mos.token.api;

import mos.token.json.Json;
import mos.token.quota.QuotaReading;
import mos.token.servicetoken.Look;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.State;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// One service's part of `validatetokens`: MOS's members first, then ours.
final class LookJson {
    private LookJson() {}

    static ObjectNode of(Look look) {
        ObjectNode node = Json.object();
        node.put("configured", look.configured());
        node.put("valid", valid(look));
        if (look.configured()
                && (look.state() instanceof State.Refused
                        || look.state() instanceof State.Unknown)) {
            node.put("error", look.state().reason());
        }
        if (look.service() == Service.DOCKERHUB && look.user() != null) {
            node.put("username", look.user());
        }
        node.set("rate", rate(look.service(), look.rate()));
        node.put("user", look.user());
        node.put("canWrite", look.canWrite());
        node.put("state", look.configured() ? look.state().word() : null);
        node.put("detail", look.configured() ? look.state().reason() : null);
        node.put("expires", AdminTokenJson.timeOrNull(look.expires()));
        ObjectNode hosts = node.putObject("hosts");
        look.hosts()
                .forEach((host, state) -> {
                    ObjectNode one = hosts.putObject(host);
                    one.put("state", state.word());
                    one.put("detail", state.reason());
                });
        node.put("checkedAt", AdminTokenJson.time(look.at()));
        return node;
    }

    /// True and false only where the service said so; null when there is none, or nobody knows.
    private static @Nullable Boolean valid(Look look) {
        return switch (look.state()) {
            case State.Good _, State.TooPowerful _, State.Expiring _, State.Throttled _ -> true;
            case State.Refused _ -> false;
            case State.Unknown _ -> null;
        };
    }

    private static ObjectNode rate(Service service, @Nullable QuotaReading rate) {
        ObjectNode node = Json.object();
        if (rate == null) {
            return node;
        }
        node.put("limit", rate.limit());
        if (rate.used() != null) {
            node.put("used", rate.used());
        }
        node.put("remaining", rate.remaining());
        if (rate.reset() != null) {
            node.put("reset", rate.reset().getEpochSecond());
        }
        if (rate.window() != null) {
            node.put("window", rate.window().toSeconds());
        }
        if (rate.source() != null) {
            node.put("source", rate.source());
        }
        if (service == Service.GITHUB) {
            node.put("resource", rate.resource());
        }
        return node;
    }
}
