package mos.token.migrate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import mos.token.access.Change;
import mos.token.access.Permissions;
import mos.token.admintoken.LegacyToken;
import mos.token.admintoken.LegacyTokens;
import mos.token.admintoken.Takeover;

/// Brings over a box's admin tokens.
final class MosAdminTokens {
    private static final String KIND = "admin token";

    private final LegacyTokens tokens;

    MosAdminTokens(LegacyTokens tokens) {
        this.tokens = tokens;
    }

    /// Brings over what is not here yet.
    ///
    /// @param items gets one for each
    /// @return the places in MOS's list of those that are here now
    Set<Integer> bringOver(Change change, MosBox box, Choices choices, List<Item> items) {
        Set<Integer> here = new HashSet<>();
        List<MosToken> entries = box.adminTokens().tokens();
        List<Takeover> outcomes =
                tokens.take(
                        change,
                        entries.stream()
                                .flatMap(MosToken::taken)
                                .filter(token -> !choices.leaves(token))
                                .toList());
        int next = 0;
        for (MosToken entry : entries) {
            LegacyToken token = entry.token();
            if (token == null) {
                items.add(Item.unfit(KIND, "entry " + entry.place(), "it is no token"));
                continue;
            }
            if (choices.leaves(token)) {
                items.add(Item.skipped(KIND, token.shownName(), "left to MOS, as --except says"));
                continue;
            }
            Takeover outcome = outcomes.get(next++);
            if (!(outcome instanceof Takeover.Formless || outcome instanceof Takeover.Ended)) {
                here.add(entry.place());
            }
            items.add(item(entry, outcome));
        }
        return here;
    }

    private static Item item(MosToken one, Takeover outcome) {
        return switch (outcome) {
            case Takeover.Taken taken -> {
                Permissions permissions = taken.token().permissions();
                List<String> says =
                        Stream.of(
                                        Stream.of(permissions.mode()),
                                        taken.token().active()
                                                ? Stream.<String>of()
                                                : Stream.of("deactivated"),
                                        one.says().stream(),
                                        taken.changes().stream())
                                .flatMap(words -> words)
                                .toList();
                boolean odd = !one.says().isEmpty() || !taken.changes().isEmpty();
                yield new Item(
                        Item.Outcome.IMPORTED, KIND, taken.name(), taken.token().id(), says, odd);
            }
            case Takeover.Known known -> {
                boolean stopped = one.token() != null && !one.token().active();
                boolean differs = known.active() && stopped;
                yield new Item(
                        Item.Outcome.PRESENT,
                        KIND,
                        known.name(),
                        known.id(),
                        differs ? List.of("deactivated in MOS, and active here") : List.of(),
                        differs);
            }
            case Takeover.Ended ended ->
                    Item.skipped(
                            KIND,
                            ended.name(),
                            "it was deleted or rotated here, and does not come back");
            case Takeover.Twice twice ->
                    Item.skipped(KIND, twice.name(), "another one has the same secret");
            case Takeover.Formless formless ->
                    Item.unfit(
                            KIND,
                            formless.name(),
                            "its secret is not 64 small hex digits, as MOS makes them: create a new"
                                    + " token");
        };
    }
}
