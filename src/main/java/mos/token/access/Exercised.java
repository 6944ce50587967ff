package mos.token.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The permissions that a token has made use of, in one number: a check adds to it without a lock.
///
/// @param bits two for each resource of [Resource#ALL] (read, write), and one for what only full
///   permissions open
public record Exercised(long bits) {
    /// Nothing yet.
    public static final Exercised NOTHING = new Exercised(0);

    private static final List<Level> LEVELS = List.of(Level.READ, Level.WRITE);
    private static final String FULL = "full";
    private static final long FULL_BIT = 1L << 63;

    private static final Map<Resource, Integer> INDEX =
            IntStream.range(0, Resource.ALL.size())
                    .boxed()
                    .collect(Collectors.toUnmodifiableMap(Resource.ALL::get, i -> i));

    /// The bit of one demand; 0 when it asks for no permission.
    public static long bit(Demand demand) {
        return switch (demand) {
            case Demand.On(Resource resource, Level level) -> bit(resource, level);
            case Demand.Everything _ -> FULL_BIT;
            case Demand.Nothing _ -> 0;
        };
    }

    /// What only these permissions, or more, cover: whoever gives them away makes use of them.
    public static Exercised of(Permissions permissions) {
        if (permissions instanceof Permissions.Full) {
            return new Exercised(FULL_BIT);
        }
        long bits = 0;
        for (Resource resource : Resource.ALL) {
            for (Level level : LEVELS) {
                bits |= permissions.allows(resource, level) ? bit(resource, level) : 0;
            }
        }
        return new Exercised(bits);
    }

    /// These and `more`.
    public Exercised plus(Exercised more) {
        return new Exercised(bits | more.bits);
    }

    /// Whether only full permissions cover it.
    public boolean needsFull() {
        return (bits & FULL_BIT) != 0;
    }

    /// The smallest permissions that cover all of it.
    public Permissions smallest() {
        if (needsFull()) {
            return Permissions.full();
        }
        Map<String, Level> levels = new TreeMap<>();
        for (Resource resource : Resource.ALL) {
            if ((bits & bit(resource, Level.WRITE)) != 0) {
                levels.put(resource.name(), Level.WRITE);
            } else if ((bits & bit(resource, Level.READ)) != 0) {
                levels.put(resource.name(), Level.READ);
            }
        }
        return new Permissions.Custom(levels);
    }

    /// As kept in the database: `docker:read mos:write`, by name, so that a new resource moves
    /// nothing.
    public String text() {
        List<String> words = new ArrayList<>();
        if (needsFull()) {
            words.add(FULL);
        }
        for (Resource resource : Resource.ALL) {
            for (Level level : LEVELS) {
                if ((bits & bit(resource, level)) != 0) {
                    words.add(resource.name() + ":" + level.text());
                }
            }
        }
        return String.join(" ", words);
    }

    /// Reads [#text()]; what this version does not know counts for nothing.
    public static Exercised parse(String text) {
        long bits = 0;
        for (String word : text.split(" ", -1)) {
            int colon = word.indexOf(':');
            if (word.equals(FULL)) {
                bits |= FULL_BIT;
            } else if (colon > 0) {
                Level level = Level.parse(word.substring(colon + 1)).orElse(Level.NONE);
                bits |=
                        Resource.known(word.substring(0, colon))
                                .map(resource -> bit(resource, level))
                                .orElse(0L);
            }
        }
        return new Exercised(bits);
    }

    private static long bit(Resource resource, Level level) {
        Integer index = INDEX.get(resource);
        if (index == null || level == Level.NONE) {
            return 0;
        }
        return 1L << (2 * index + (level == Level.WRITE ? 1 : 0));
    }
}
