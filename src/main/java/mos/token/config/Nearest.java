package mos.token.config;

import java.util.Comparator;
import java.util.List;

/// The known word that a mistyped one most likely meant.
final class Nearest {
    private Nearest() {}

    /// The word with the fewest changed letters; the first of several.
    static String to(String word, List<String> known) {
        return known.stream().min(Comparator.comparingInt(k -> distance(word, k))).orElseThrow();
    }

    /// Levenshtein's distance: letters to insert, delete or replace.
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            row[column] = column;
        }
        for (int line = 1; line <= from.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= to.length(); column++) {
                int replace = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replace, Math.min(row[column], row[column - 1]) + 1);
            }
        }
        return row[to.length()];
    }
}
