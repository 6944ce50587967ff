package mos.token.migrate;

import java.util.List;

/// What becomes of one thing that MOS has.
///
/// @param kind `admin token`, `service token`, `boot token`, `users` or `file`
/// @param name of the token, service or file; empty where there is none
/// @param id of the admin token here; else empty
/// @param says more, in short sentences; nowhere a part of a secret
/// @param attention whether its owner has something to do
public record Item(
        Outcome outcome,
        String kind,
        String name,
        String id,
        List<String> says,
        boolean attention) {
    /// How it ended.
    public enum Outcome {
        IMPORTED("imported"),
        PRESENT("already there"),
        SKIPPED("skipped");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        /// In words.
        public String text() {
            return text;
        }
    }

    public Item {
        says = List.copyOf(says);
    }

    static Item skipped(String kind, String name, String why) {
        return new Item(Outcome.SKIPPED, kind, name, "", List.of(why), false);
    }

    static Item unfit(String kind, String name, String why) {
        return new Item(Outcome.SKIPPED, kind, name, "", List.of(why), true);
    }
}
