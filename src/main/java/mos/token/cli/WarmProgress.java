package mos.token.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How far an order to fetch images is: one line for each image that is over, and at a terminal
/// below them a bar for all.
final class WarmProgress {
    private static final int WIDTH = 30;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final Terminal terminal;
    private final Output output;
    private final Set<String> told = new HashSet<>();

    WarmProgress(Terminal terminal) {
        this.terminal = terminal;
        this.output = new Output(terminal);
    }

    /// Shows an answer of the server; to be called with each one.
    void show(JsonNode order) {
        boolean bar = terminal.prompt() != null;
        if (bar) {
            draw(CLEAR_LINE);
        }
        for (JsonNode image : order.path("images").values()) {
            over(image);
        }
        if (bar && !order.path("over").asBoolean(true)) {
            draw(Terminal.printable(bar(order.path("images"))));
        }
    }

    private void over(JsonNode image) {
        String name = image.path("image").asString("?");
        String state = image.path("state").asString("?");
        if (state.equals("waiting") || state.equals("loading") || !told.add(name)) {
            return;
        }
        switch (state) {
            case "done" ->
                    output.line(
                            "%s: %s are kept"
                                    .formatted(name, Sizes.of(image.path("total").asLong(0))));
            case "failed" ->
                    output.remark(
                            "%s: failed, %s".formatted(name, image.path("problem").asString("?")));
            default -> output.remark(name + ": " + state);
        }
    }

    private void draw(String text) {
        terminal.err().print(text);
        terminal.err().flush();
    }

    private static String bar(JsonNode images) {
        long done = 0;
        long total = 0;
        List<String> loading = new ArrayList<>();
        for (JsonNode image : images.values()) {
            done += image.path("done").asLong(0);
            total += image.path("total").asLong(0);
            if (image.path("state").asString("").equals("loading")) {
                loading.add(image.path("image").asString("?"));
            }
        }
        int full = total == 0 ? 0 : (int) Math.min(WIDTH, done * WIDTH / total);
        return "[%s%s] %s of %s  %s"
                .formatted(
                        "#".repeat(full),
                        "-".repeat(WIDTH - full),
                        Sizes.of(done),
                        Sizes.of(total),
                        String.join(", ", loading));
    }
}
