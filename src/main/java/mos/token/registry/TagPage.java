package mos.token.registry;

import java.util.List;
import java.util.Optional;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// A page of tags.
///
/// @param next the query of the next page, or empty
@SuppressWarnings("ArrayRecordComponent") // never compared
record TagPage(byte[] body, Optional<String> next) {
    /// What a registry sent for a page. One that knows no pages (distribution 2 does not) shows it
    /// by more tags than were asked for: all of them, in no order. Then the page is cut here.
    static TagPage of(Lists.Listed list, Optional<String> n, Optional<String> last) {
        TagPage sent =
                new TagPage(list.body(), list.headers().first("Link").flatMap(Lists::nextPage));
        if (n.isEmpty() || !Lists.NUMBER.matcher(n.get()).matches()) {
            return sent;
        }
        int most = Integer.parseInt(n.get());
        JsonNode all;
        try {
            all = Json.read(list.body());
        } catch (Json.Malformed _) {
            return sent;
        }
        if (!(all instanceof ObjectNode body) || all.path("tags").size() <= most) {
            return sent;
        }
        List<String> page =
                all.path("tags")
                        .valueStream()
                        .map(JsonNode::asString)
                        .filter(tag -> last.isEmpty() || tag.compareTo(last.get()) > 0)
                        .sorted()
                        .toList();
        boolean more = page.size() > most;
        page = more ? page.subList(0, most) : page;
        ArrayNode tags = body.putArray("tags");
        page.forEach(tags::add);
        Optional<String> next =
                more && most > 0
                        ? Optional.of(Lists.page(n, Optional.of(page.getLast())))
                        : Optional.empty();
        return new TagPage(Json.write(body), next);
    }
}
