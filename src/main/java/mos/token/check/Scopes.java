package mos.token.check;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;

/// Permissions as words.
final class Scopes {
    private static final List<Level> LEVELS = List.of(Level.READ, Level.WRITE);

    private Scopes() {}

    /// In few words: `full`, `readonly`, or `RESOURCE:LEVEL …`; `none` when nothing is granted,
    /// since an empty header would not take the place of a client's own.
    static String brief(Permissions permissions) {
        return switch (permissions) {
            case Permissions.Full _, Permissions.Readonly _ -> permissions.mode();
            case Permissions.Custom custom -> {
                String granted =
                        custom.known().entrySet().stream()
                                .filter(e -> e.getValue() != Level.NONE)
                                .map(e -> e.getKey() + ":" + e.getValue().text())
                                .collect(Collectors.joining(" "));
                yield granted.isEmpty() ? "none" : granted;
            }
        };
    }

    /// Everything that is granted, a word for each, so that a program that asks for `docker:read`
    /// finds it whatever the token's mode: `full` or `readonly` first, a `read` with each `write`.
    /// Empty when nothing is granted.
    static String each(Permissions permissions) {
        List<String> words = new ArrayList<>();
        if (!(permissions instanceof Permissions.Custom)) {
            words.add(permissions.mode());
        }
        for (Resource resource : Resource.ALL) {
            for (Level level : LEVELS) {
                if (permissions.allows(resource, level)) {
                    words.add(resource.name() + ":" + level.text());
                }
            }
        }
        return String.join(" ", words);
    }
}
