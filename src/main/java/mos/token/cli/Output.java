package mos.token.cli;

import mos.token.json.Json;

/// What commands print: results to `out`, remarks to `err`.
final class Output {
    private final Terminal terminal;

    Output(Terminal terminal) {
        this.terminal = terminal;
    }

    void json(Object value) {
        terminal.out().println(Json.writeText(value));
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
