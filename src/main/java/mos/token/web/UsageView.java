package mos.token.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the templates of the usage page draw: plain data, already put into words.
///
/// @param reserve what part of the quotas is kept back, in a sentence
/// @param cache null for a caller who may not see it
record UsageView(List<Service> services, String reserve, @Nullable Cache cache) {
    /// What is known of one service.
    ///
    /// @param key the service's word in the API
    /// @param none what to say when no quota was told yet, or null
    /// @param saved empty when nobody asked for anything
    record Service(
            String key,
            String title,
            List<Quota> quotas,
            @Nullable String none,
            List<Saved> saved,
            History history) {}

    /// One thing that the service counts, with the stored token and without one.
    ///
    /// @param standings that with the token first
    /// @param gain what the token is worth, in a sentence, or null
    record Quota(String title, List<Standing> standings, @Nullable String gain) {}

    /// One quota now.
    ///
    /// @param holder whether it is that with the token or without, in words
    /// @param left what is left; null when that is not known
    /// @param of the limit, in words
    /// @param remaining the same as a number for the gauge, within 0 and `limit`
    /// @param tone `good`, `warn` or `bad`: the colour of the gauge
    /// @param state a word for what is unusual, or null
    /// @param words how long it lasts, or why nothing is known
    /// @param note what the owner should know of it, or null
    record Standing(
            String holder,
            @Nullable String left,
            String of,
            long remaining,
            long limit,
            String tone,
            @Nullable String state,
            String words,
            @Nullable String note,
            List<View.Fact> facts) {}

    /// What the gateway saved in a time.
    record Saved(String when, String asked, String spent, String saved) {}

    /// How the quotas of a service went.
    ///
    /// @param rows hour by hour, the latest first
    record History(List<Line> lines, List<Row> rows) {}

    /// A line of the chart, and a column of its table.
    ///
    /// @param id names it as the API's JSON does: resource, space, `token` or `anonymous`
    record Line(String id, String label) {}

    /// An hour of the table.
    ///
    /// @param left the least that was left, for each line; empty where nothing was read
    record Row(String hour, List<String> left) {}

    /// How full the cache is.
    ///
    /// @param hosts what is kept of each host of images
    /// @param searchable whether any image is kept
    record Cache(
            String used,
            String of,
            long bytes,
            long limit,
            String contents,
            String pinned,
            List<Pin> pins,
            List<View.Fact> hosts,
            boolean searchable,
            Kept kept) {}

    /// An image that stays.
    record Pin(String image, String size, String since) {}

    /// Repositories of images that are kept.
    ///
    /// @param count which of how many are shown, in words
    /// @param earlier the number of the page before, or 0
    /// @param later that of the next one, or 0
    record Kept(
            KeptSearch search,
            String count,
            List<Repository> repositories,
            int earlier,
            int later) {}

    /// A repository.
    ///
    /// @param tags some of its tags
    /// @param more how many others there are, or null
    record Repository(
            String name,
            String size,
            String contents,
            String lastUse,
            List<Tag> tags,
            @Nullable String more) {}

    /// A tag.
    record Tag(String name, boolean pinned) {}
}
