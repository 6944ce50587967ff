package mos.token.cli;

import java.util.ArrayList;
import java.util.List;

/// Rows of text in columns as wide as their widest cell; the first row is the headings, where there
/// are some.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final int[] widths;

    Table(String... first) {
        widths = new int[first.length];
        row(first);
    }

    void row(String... cells) {
        List<String> row = List.of(cells).stream().map(Terminal::printable).toList();
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], width(row.get(i)));
        }
        rows.add(row);
    }

    /// One row per text, the label in front of the first.
    void rows(String label, List<String> texts) {
        String first = label;
        for (String text : texts) {
            row(first, text);
            first = "";
        }
    }

    /// The rows since the last call, as lines without trailing spaces. A long table is taken in
    /// parts, so that it need not fit into memory; from part to part columns only get wider.
    List<String> lines() {
        List<String> lines = rows.stream().map(this::line).toList();
        rows.clear();
        return lines;
    }

    private String line(List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).repeat(' ', widths[i] - width(row.get(i)) + 2);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
