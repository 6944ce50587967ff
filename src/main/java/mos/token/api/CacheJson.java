package mos.token.api;

import java.util.List;
import mos.token.json.Json;
import mos.token.registry.KeptRepository;
import mos.token.registry.KeptTotals;
import mos.token.registry.Pruned;
import mos.token.registry.Warming;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What is kept of registries, on the wire.
final class CacheJson {
    private CacheJson() {}

    static ObjectNode of(KeptTotals totals) {
        ObjectNode node = Json.object();
        node.put("bytes", totals.bytes());
        node.put("limit", totals.limit());
        node.put("contents", totals.contents());
        node.put("pinnedBytes", totals.pinnedBytes());
        node.put("mostPinned", totals.mostPinned());
        ArrayNode pins = node.putArray("pins");
        for (KeptTotals.Pin pin : totals.pins()) {
            pins.addObject()
                    .put("image", pin.image())
                    .put("since", AdminTokenJson.time(pin.since()))
                    .put("bytes", pin.bytes());
        }
        return node;
    }

    static ArrayNode of(List<KeptRepository> repositories) {
        ArrayNode array = Json.array();
        for (KeptRepository repository : repositories) {
            ObjectNode node = array.addObject();
            node.put("repository", repository.name());
            node.put("bytes", repository.bytes());
            node.put("contents", repository.contents());
            node.put("pinnedBytes", repository.pinnedBytes());
            node.put("lastUse", AdminTokenJson.time(repository.lastUse()));
            ArrayNode tags = node.putArray("tags");
            for (KeptRepository.Tag tag : repository.tags()) {
                tags.addObject()
                        .put("tag", tag.name())
                        .put("digest", tag.digest())
                        .put("since", AdminTokenJson.time(tag.since()))
                        .put("checkedAt", AdminTokenJson.time(tag.checked()))
                        .put("pinned", tag.pinned());
            }
        }
        return array;
    }

    static ObjectNode of(Pruned pruned) {
        return Json.object()
                .put("contents", pruned.contents())
                .put("bytes", pruned.bytes())
                .put("inUse", pruned.inUse());
    }

    static ObjectNode of(Warming warming) {
        ObjectNode node = Json.object();
        node.put("id", warming.id());
        node.put("since", AdminTokenJson.time(warming.since()));
        node.put("over", warming.over());
        ArrayNode images = node.putArray("images");
        for (Warming.Image image : warming.images()) {
            ObjectNode one = images.addObject();
            one.put("image", image.image());
            one.put("state", QueryParameters.word(image.state()));
            one.put("done", image.done());
            if (image.total() >= 0) {
                one.put("total", image.total());
            } else {
                one.putNull("total");
            }
            if (image.problem() != null) {
                one.put("problem", image.problem());
            }
        }
        return node;
    }
}
