package mos.token.cli;

import java.util.Iterator;
import java.util.stream.Stream;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;

/// What commands print: results to `out`, remarks to `err`.
final class Output {
    private final Terminal terminal;

    Output(Terminal terminal) {
        this.terminal = terminal;
    }

    void json(Object value) {
        terminal.out().println(Json.writeText(value));
    }

    /// An array, printed while it comes: a list of many pages need not fit into memory.
    void json(Stream<JsonNode> items) {
        Iterator<JsonNode> each = items.iterator();
        terminal.out().print('[');
        while (each.hasNext()) {
            terminal.out().print(Json.writeText(each.next()));
            terminal.out().print(each.hasNext() ? "," : "");
        }
        terminal.out().println(']');
    }

    void line(String text) {
        terminal.out().println(Terminal.printable(text));
    }

    void table(Table table) {
        table.lines().forEach(terminal.out()::println);
    }

    void remark(String text) {
        terminal.err().println(Terminal.printable(text));
    }
}
