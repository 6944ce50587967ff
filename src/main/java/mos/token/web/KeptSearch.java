package mos.token.web;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mos.token.http.Request;
import mos.token.registry.KeptRepository;

/// Which kept repositories to show, and in what order.
///
/// @param find what their names hold, in any case; empty for all
/// @param page from 1
record KeptSearch(String find, Order order, int page) {
    /// Repositories of a page.
    static final int PAGE = 25;

    private static final int LONGEST = 255;

    /// What comes first.
    enum Order {
        SIZE(Comparator.comparingLong(KeptRepository::bytes).reversed()),
        NAME(Comparator.comparing(KeptRepository::name)),
        USED(Comparator.comparing(KeptRepository::lastUse).reversed());

        @SuppressWarnings("ImmutableEnumChecker") // comparators keep nothing
        private final Comparator<KeptRepository> comparator;

        Order(Comparator<KeptRepository> comparator) {
            this.comparator = comparator.thenComparing(KeptRepository::name);
        }

        /// The word in the address and in keys of texts.
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What a request asks for; whatever is not understood is as if it were missing.
    static KeptSearch of(Request request) {
        String find = request.query("find").orElse("").strip();
        String order = request.query("order").orElse("");
        return new KeptSearch(
                find.substring(0, Math.min(find.length(), LONGEST)),
                Stream.of(Order.values())
                        .filter(one -> one.text().equals(order))
                        .findFirst()
                        .orElse(Order.SIZE),
                request.query("page").map(KeptSearch::page).orElse(1));
    }

    private static int page(String text) {
        return text.matches("[1-9][0-9]{0,4}") ? Integer.parseInt(text) : 1;
    }

    /// All that fit, in order.
    List<KeptRepository> in(List<KeptRepository> all) {
        String wanted = find.toLowerCase(Locale.ROOT);
        return all.stream()
                .filter(one -> one.name().toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(order.comparator)
                .toList();
    }
}
