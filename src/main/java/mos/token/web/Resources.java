package mos.token.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;

/// How the page shows the resources of custom permissions: in groups, and in words.
final class Resources {
    /// A heading and the resources under it.
    record Group(String key, List<String> resources) {}

    private static final List<Group> KNOWN =
            List.of(
                    new Group("system", List.of("system", "mos", "cron", "notifications", "nut")),
                    new Group("storage", List.of("disks", "pools", "shares", "remotes", "iscsi")),
                    new Group("apps", List.of("docker", "lxc", "vm", "llm")),
                    new Group(
                            "product",
                            List.of("registry", "github", "metrics", "introspect", "audit")),
                    new Group("guarded", List.of("auth", "users", "terminal")));

    private Resources() {}

    /// Every resource exactly once; one that no group knows yet stands in the last.
    static List<Group> groups() {
        List<String> rest = new ArrayList<>(Resource.ALL.stream().map(Resource::name).toList());
        KNOWN.forEach(group -> rest.removeAll(group.resources()));
        if (rest.isEmpty()) {
            return KNOWN;
        }
        List<Group> groups = new ArrayList<>(KNOWN);
        groups.add(new Group("other", rest));
        return groups;
    }

    /// What permissions allow, in a sentence.
    static String sentence(Texts texts, Permissions permissions) {
        return switch (permissions) {
            case Permissions.Full _ -> texts.of("allows.full");
            case Permissions.Readonly _ -> texts.of("allows.readonly");
            case Permissions.Custom custom -> custom(texts, custom.known());
        };
    }

    private static String custom(Texts texts, Map<String, Level> levels) {
        Map<String, Level> sorted = new TreeMap<>(levels);
        String read = named(sorted, Level.READ);
        String write = named(sorted, Level.WRITE);
        if (read.isEmpty() && write.isEmpty()) {
            return texts.of("allows.nothing");
        }
        if (read.isEmpty()) {
            return texts.of("allows.write", write);
        }
        return write.isEmpty()
                ? texts.of("allows.read", read)
                : texts.of("allows.read", read) + " " + texts.of("allows.write", write);
    }

    private static String named(Map<String, Level> levels, Level level) {
        return String.join(
                ", ",
                levels.entrySet().stream()
                        .filter(e -> e.getValue() == level)
                        .map(Map.Entry::getKey)
                        .toList());
    }
}
