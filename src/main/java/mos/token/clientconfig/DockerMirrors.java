package mos.token.clientconfig;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import mos.token.json.Json;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Entries of lists in Docker's `daemon.json`. The file has no comments and dockerd refuses unknown
/// members, so which entries are ours stands in a note beside it.
///
/// @param entries by the member whose list they are in
record DockerMirrors(Path file, SortedMap<String, String> entries) implements Part {
    DockerMirrors {
        // In the same order at each run: only then is what we wrote seen to be unchanged.
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    static DockerMirrors to(Path file, Gateway gateway) {
        SortedMap<String, String> entries = new TreeMap<>();
        entries.put("registry-mirrors", gateway.url());
        if (gateway.plain() && !gateway.loopback()) {
            entries.put("insecure-registries", gateway.authority());
        }
        return new DockerMirrors(file, entries);
    }

    @Override
    public Optional<DockerMirrors> found(Held held) {
        ObjectNode root = JsonText.object(file, Held.plain(held.text()));
        SortedMap<String, String> ours = new TreeMap<>();
        JsonText.object(
                        file.resolveSibling(file.getFileName() + ClientFiles.NOTE),
                        Held.plain(held.note()))
                .forEachEntry((member, entry) -> {
                    if (list(root, member).valueStream().anyMatch(entry::equals)) {
                        ours.put(member, entry.asString());
                    }
                });
        return ours.isEmpty() ? Optional.empty() : Optional.of(new DockerMirrors(file, ours));
    }

    /// Ours comes first: Docker asks mirrors in their order.
    @Override
    public String with(@Nullable String text) {
        ObjectNode root = JsonText.object(file, text);
        boolean changed = false;
        for (Map.Entry<String, String> entry : entries.entrySet()) {
            ArrayNode list = list(root, entry.getKey());
            if (!holds(list, entry.getValue())) {
                root.set(entry.getKey(), list.insert(0, entry.getValue()));
                changed = true;
            }
        }
        return changed || text == null ? JsonText.of(root) : text;
    }

    @Override
    public String without(String text, @Nullable String before) {
        ObjectNode root = JsonText.object(file, text);
        ObjectNode was = JsonText.object(file, before);
        entries.forEach((member, entry) -> {
            ArrayNode list = list(root, member);
            if (!holds(list(was, member), entry)) {
                list.removeIf(item -> item.asString("").equals(entry));
            }
            if (list.isEmpty() && !was.has(member)) {
                root.remove(member);
            }
        });
        return root.isEmpty() ? "" : JsonText.of(root);
    }

    @Override
    public String note() {
        return Json.writeText(entries) + "\n";
    }

    private static boolean holds(ArrayNode list, String entry) {
        return list.valueStream().anyMatch(item -> item.asString("").equals(entry));
    }

    /// The list of a member; a new one that is in no object yet when there is none.
    private ArrayNode list(ObjectNode root, String member) {
        JsonNode value = root.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return Json.array();
        }
        if (value instanceof ArrayNode list && list.valueStream().allMatch(JsonNode::isString)) {
            return list;
        }
        throw new ConfigProblem(
                "%s: '%s' is not a list of texts, which Docker needs: correct it; nothing was changed"
                        .formatted(file, member));
    }
}
