package mos.token.web;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mos.token.registry.KeptRepository;
import mos.token.registry.KeptTotals;

/// Says what the cache keeps.
final class CacheWords {
    /// Tags shown of a repository.
    private static final int TAGS = 6;

    private final Texts texts;

    CacheWords(Texts texts) {
        this.texts = texts;
    }

    /// @param all repositories of images
    UsageView.Cache of(KeptTotals totals, List<KeptRepository> all, KeptSearch search) {
        return new UsageView.Cache(
                texts.size(totals.bytes()),
                texts.of("cache.of", texts.size(totals.limit())),
                Math.min(totals.bytes(), totals.limit()),
                totals.limit(),
                texts.number(totals.contents()),
                texts.of(
                        "cache.pinned.of",
                        texts.size(totals.pinnedBytes()),
                        texts.size(totals.mostPinned())),
                totals.pins().stream().map(this::pin).toList(),
                hosts(all),
                !all.isEmpty(),
                kept(all, search));
    }

    private UsageView.Pin pin(KeptTotals.Pin pin) {
        return new UsageView.Pin(pin.image(), texts.size(pin.bytes()), texts.time(pin.since()));
    }

    private List<View.Fact> hosts(List<KeptRepository> all) {
        Map<String, Long> bytes = new TreeMap<>();
        for (KeptRepository one : all) {
            String host = one.name().substring(0, Math.max(0, one.name().indexOf('/')));
            bytes.merge(host, one.bytes(), Long::sum);
        }
        return bytes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(each -> new View.Fact(each.getKey(), texts.size(each.getValue())))
                .toList();
    }

    /// The page that was asked for; the last one when there are not so many.
    UsageView.Kept kept(List<KeptRepository> all, KeptSearch search) {
        List<KeptRepository> found = search.in(all);
        int pages = Math.max(1, Math.ceilDiv(found.size(), KeptSearch.PAGE));
        int page = Math.min(search.page(), pages);
        int from = (page - 1) * KeptSearch.PAGE;
        int to = Math.min(found.size(), from + KeptSearch.PAGE);
        return new UsageView.Kept(
                search,
                count(all.size(), found.size(), from, to),
                found.subList(from, to).stream().map(this::repository).toList(),
                page - 1,
                page < pages ? page + 1 : 0);
    }

    private String count(int all, int found, int from, int to) {
        if (all == 0) {
            return texts.of("cache.none");
        }
        return found == 0 ? texts.of("cache.nofit") : texts.of("cache.count", from + 1, to, found);
    }

    private UsageView.Repository repository(KeptRepository one) {
        int more = one.tags().size() - TAGS;
        return new UsageView.Repository(
                one.name(),
                texts.size(one.bytes()),
                texts.number(one.contents()),
                texts.time(one.lastUse()),
                one.tags().stream()
                        .limit(TAGS)
                        .map(tag -> new UsageView.Tag(tag.name(), tag.pinned()))
                        .toList(),
                more > 0 ? texts.of("cache.tags.more", more) : null);
    }
}
