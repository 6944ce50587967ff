package mos.token.migrate;

import java.util.List;
import java.util.Set;

/// What was brought over from a box, and what was not.
public final class Report {
    private final List<Item> items;
    private final Set<Integer> tokens;
    private final Set<String> services;

    /// @param tokens the places in MOS's list of those that are here now
    /// @param services the keys of the service tokens that are here now
    Report(List<Item> items, Set<Integer> tokens, Set<String> services) {
        this.items = List.copyOf(items);
        this.tokens = Set.copyOf(tokens);
        this.services = Set.copyOf(services);
    }

    /// A line each, in MOS's order.
    public List<Item> items() {
        return items;
    }

    /// How many ended so.
    public long count(Item.Outcome outcome) {
        return items.stream().filter(item -> item.outcome() == outcome).count();
    }

    /// Whether something was left behind that its owner can still bring over.
    public boolean incomplete() {
        return items.stream()
                .anyMatch(item -> item.outcome() == Item.Outcome.SKIPPED && item.attention());
    }

    Set<Integer> tokens() {
        return tokens;
    }

    Set<String> services() {
        return services;
    }
}
