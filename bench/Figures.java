import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// Of each figure and each server one value a round, printed as it comes, and as a table at the end.
final class Figures {
    private final Map<String, Map<String, List<Double>>> figures = new LinkedHashMap<>();

    void note(int round, String server, String figure, double value) {
        figures.computeIfAbsent(figure, _ -> new LinkedHashMap<>())
                .computeIfAbsent(server, _ -> new ArrayList<>())
                .add(value);
        System.out.printf("round %d, %s: %s %.2f%n", round, figure, server, value);
    }

    /// Medians, and the median ratios of the first server to the others.
    void table(List<String> servers) {
        StringJoiner head = new StringJoiner(" | ", "\n| ", " |").add("figure, medians");
        StringJoiner line = new StringJoiner("|", "|", "|").add("---");
        for (String server : servers) {
            head.add(server);
            line.add("---");
            if (!server.equals(servers.getFirst())) {
                head.add("ratio to it");
                line.add("---");
            }
        }
        System.out.println(head);
        System.out.println(line);
        figures.forEach((figure, values) -> System.out.println(row(figure, values, servers)));
    }

    private static StringJoiner row(String figure, Map<String, List<Double>> values, List<String> servers) {
        StringJoiner row = new StringJoiner(" | ", "| ", " |").add(figure);
        List<Double> ours = values.get(servers.getFirst());
        for (String server : servers) {
            List<Double> theirs = values.get(server);
            row.add("%.2f".formatted(Bench.median(theirs)));
            if (!server.equals(servers.getFirst())) {
                List<Double> ratios = new ArrayList<>();
                for (int i = 0; i < ours.size(); i++) {
                    ratios.add(ours.get(i) / theirs.get(i));
                }
                row.add("%.2f".formatted(Bench.median(ratios)));
            }
        }
        return row;
    }
}
