package mos.token.admintoken;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import mos.token.figure.Figure;

/// How often tokens that were presented got each verdict. Counted on event loops.
final class VerdictCounts {
    private final Map<Class<?>, LongAdder> byKind =
            Arrays.stream(Verdict.class.getPermittedSubclasses())
                    .collect(Collectors.toUnmodifiableMap(kind -> kind, _ -> new LongAdder()));

    /// Counts a verdict, and returns it.
    Verdict counted(Verdict verdict) {
        LongAdder count = byKind.get(verdict.getClass());
        if (count != null) {
            count.increment();
        }
        return verdict;
    }

    Figure figure() {
        return new Figure.Counter(
                "mos_token_checks_total",
                "Admin tokens presented to any door, by verdict",
                () ->
                        byKind.entrySet().stream()
                                .map(one ->
                                        new Figure.Sample(
                                                Map.of("verdict", word(one.getKey())),
                                                one.getValue().sum()))
                                .toList());
    }

    /// `NotYetValid` as `not_yet_valid`: a record's name is the label's value.
    private static String word(Class<?> kind) {
        return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
