package mos.token.api;

import java.util.List;
import mos.token.json.Json;
import mos.token.servicetoken.Described;
import mos.token.servicetoken.RecentUse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What may be shown of one service's token.
final class DescribedJson {
    private DescribedJson() {}

    static ObjectNode of(Described token) {
        boolean configured = token.mask() != null;
        ObjectNode node = Json.object();
        node.put("service", token.service().key());
        node.put("label", token.service().label());
        node.put("configured", configured);
        node.put("mask", token.mask());
        node.put("since", AdminTokenJson.timeOrNull(token.changedAt()));
        node.put("state", configured ? token.state().word() : null);
        node.put("detail", token.state().sentence());
        node.put("user", token.user());
        node.put("level", token.level());
        node.put("canWrite", token.canWrite());
        node.put("expiresAt", AdminTokenJson.timeOrNull(token.expires()));
        node.put(
                "expiresFrom",
                token.expires() == null ? null : token.expiresEntered() ? "entered" : "service");
        ObjectNode hosts = node.putObject("hosts");
        token.hosts()
                .forEach((host, seen) -> {
                    ObjectNode one = hosts.putObject(host);
                    one.put("state", seen.state().word());
                    one.put("detail", seen.state().sentence());
                    one.put("since", AdminTokenJson.time(seen.at()));
                });
        node.put("lastSpent", AdminTokenJson.timeOrNull(token.spentAt()));
        uses(node.putArray("spentFor"), "what", token.spentFor());
        uses(node.putArray("askedBy"), "who", token.askedBy());
        Described.Former former = token.former();
        if (former == null) {
            node.putNull("former");
        } else {
            node.putObject("former")
                    .put("mask", former.mask())
                    .put("since", AdminTokenJson.time(former.changedAt()));
        }
        node.put("revokeAt", token.revokeAt());
        return node;
    }

    private static void uses(ArrayNode array, String label, List<RecentUse> uses) {
        for (RecentUse use : uses) {
            array.addObject()
                    .put(label, use.label())
                    .put("last", AdminTokenJson.time(use.last()))
                    .put("times", use.times());
        }
    }
}
