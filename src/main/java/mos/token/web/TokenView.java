package mos.token.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the templates draw of admin tokens.
final class TokenView {
    private TokenView() {}

    /// One page of the list.
    ///
    /// @param count how many tokens there are in all, in words
    /// @param first the address of the first page; null on it
    /// @param next the address of the next page; null on the last
    record Listing(
            TokenSearch search,
            List<Row> rows,
            @Nullable String count,
            @Nullable String first,
            @Nullable String next) {}

    /// One token in the list.
    ///
    /// @param allows what its permissions allow, in a sentence
    /// @param active whether it can be deactivated
    /// @param state why it opens nothing now, in a word; null when it does
    /// @param used by whom and from where it was used last; null for never
    /// @param old who still uses the secret that was replaced; null when there is none
    /// @param networks from where it opens, in words; null for anywhere
    /// @param legacy whether it still has the secret that MOS kept in clear
    record Row(
            String id,
            String name,
            String description,
            String mode,
            String allows,
            boolean active,
            @Nullable String state,
            List<View.Moment> times,
            @Nullable String used,
            @Nullable String old,
            @Nullable String networks,
            boolean legacy) {}

    /// Everything about one token.
    ///
    /// @param parts tables of facts
    /// @param adoption the smallest permissions it could live with, or null when it did nothing yet
    record Details(Row row, List<View.Facts> parts, @Nullable Adoption adoption) {}

    /// The permissions that a token made use of.
    ///
    /// @param allows what they allow, in a sentence
    /// @param possible whether they are less than it has
    record Adoption(String allows, boolean possible) {}

    /// The question for a rotation.
    ///
    /// @param overlaps what can be chosen
    record RotationForm(String id, String name, @Nullable String used, List<Overlap> overlaps) {}

    /// How long the old secret opens too.
    record Overlap(int hours, String label, boolean chosen) {}
}
