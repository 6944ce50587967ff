package mos.token.json;

import java.util.List;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvSchema;

/// Writes CSV (RFC 4180) in UTF-8.
///
/// A text that a spreadsheet would run as a formula, because of its first character, gets a `'` in
/// front: a token may be called `=HYPERLINK(…)` by whoever was allowed to name it.
public final class Csv {
    private static final ObjectWriter WRITER =
            new CsvMapper().writer(CsvSchema.emptySchema().withLineSeparator("\r\n"));

    private static final String FORMULA = "=+-@\t\r";

    private Csv() {}

    /// Lines of texts and numbers, each ended with CR LF.
    public static byte[] write(List<? extends List<?>> lines) {
        return WRITER.writeValueAsBytes(
                lines.stream().map(line -> line.stream().map(Csv::cell).toList()).toList());
    }

    private static Object cell(Object value) {
        return value instanceof String text
                        && !text.isEmpty()
                        && FORMULA.indexOf(text.charAt(0)) >= 0
                ? "'" + text
                : value;
    }
}
