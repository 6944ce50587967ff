package mos.token.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mos.token.access.AuditChain;
import mos.token.access.AuditFilter;
import mos.token.access.AuditRow;

/// The audit log in words. What has a sentence in the catalogue can be chosen in the filter; what
/// has none shows its code.
final class AuditWords {
    private static final String ACTION = "audit.action.";
    private static final String REFUSED = "refused";

    private final Texts texts;

    AuditWords(Texts texts) {
        this.texts = texts;
    }

    AuditView.Row of(AuditRow row) {
        String kind = texts.or("audit.kind." + row.callerKind(), row.callerKind());
        // The others have no names of their own, but words that stand for them.
        boolean named = List.of("token", "session", "mos").contains(row.callerKind());
        String name = row.callerName().isEmpty() ? row.callerId() : row.callerName();
        return new AuditView.Row(
                texts.time(row.at()),
                row.at().toString(),
                action(row.action()),
                row.action().equals(REFUSED),
                named ? Pages.who(texts, name) : kind,
                named ? kind : "",
                row.callerId().isEmpty() ? null : AuditSearch.by(row.callerId()),
                row.address(),
                row.subject(),
                row.subject().isEmpty() ? null : AuditSearch.about(row.subject()),
                row.detail());
    }

    AuditView.Check of(AuditChain chain) {
        return switch (chain) {
            case AuditChain.Intact(long rows) ->
                    new AuditView.Check(true, texts.of("audit.intact", rows));
            case AuditChain.Broken(long row) ->
                    new AuditView.Check(false, texts.of("audit.broken", row));
        };
    }

    /// The actions to choose from: of each kind first all, then each.
    ///
    /// @param chosen the one that is, which stands there even when it has no sentence
    List<AuditView.Group> actions(String chosen) {
        Map<String, List<AuditView.Choice>> families = new TreeMap<>();
        for (String key : texts.keys()) {
            if (key.startsWith(ACTION)) {
                String action = key.substring(ACTION.length());
                families.computeIfAbsent(family(action), _ -> new ArrayList<>())
                        .add(new AuditView.Choice(action, texts.of(key)));
            }
        }
        List<AuditView.Group> groups = new ArrayList<>();
        families.forEach((family, choices) -> {
            choices.sort(Comparator.comparing(AuditView.Choice::label));
            if (choices.size() > 1) {
                choices.addFirst(
                        new AuditView.Choice(family + ".*", texts.of("audit.all." + family)));
            }
            groups.add(new AuditView.Group(texts.of("audit.family." + family), choices));
        });
        boolean known =
                groups.stream()
                        .flatMap(group -> group.choices().stream())
                        .anyMatch(choice -> choice.value().equals(chosen));
        if (!known && !chosen.isEmpty()) {
            groups.add(
                    new AuditView.Group(
                            texts.of("audit.family.other"),
                            List.of(new AuditView.Choice(chosen, chosen))));
        }
        return groups;
    }

    /// The kinds of callers to choose from.
    List<AuditView.Choice> kinds() {
        return AuditFilter.KINDS.stream()
                .map(kind -> new AuditView.Choice(kind, texts.of("audit.kind." + kind)))
                .toList();
    }

    private String action(String action) {
        return texts.or(ACTION + action, action);
    }

    private static String family(String action) {
        return action.replaceFirst("\\..*", "");
    }
}
