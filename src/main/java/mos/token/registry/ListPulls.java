package mos.token.registry;

import java.io.IOException;
import java.util.Optional;
import mos.token.content.Digest;
import mos.token.door.DoorCounts;
import mos.token.door.Freshness;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.net.Headers;

/// The replies to a caller who was let in and asks for tags or referrers.
final class ListPulls {
    private final Lists lists;
    private final Freshness freshness;
    private final DoorCounts counts;
    private final Registries registries;

    ListPulls(Lists lists, Freshness freshness, DoorCounts counts, Registries registries) {
        this.lists = lists;
        this.freshness = freshness;
        this.counts = counts;
        this.registries = registries;
    }

    Reply tags(Request request, Repository repository) throws IOException {
        Optional<String> n = request.query("n");
        Optional<String> last = request.query("last");
        // Registries differ in what they make of 0: a page of one is cut instead.
        boolean none = n.equals(Optional.of("0"));
        String path = Lists.tags(none ? Optional.of("1") : n, last);
        return list(request, repository, path, n, last);
    }

    Reply referrers(Request request, Repository repository, Digest digest) throws IOException {
        String path = Lists.referrers(digest, request.query("artifactType"));
        return list(request, repository, path, Optional.empty(), Optional.empty());
    }

    private Reply list(
            Request request,
            Repository repository,
            String path,
            Optional<String> n,
            Optional<String> last)
            throws IOException {
        try {
            Lists.Listed list = lists.get(repository, path);
            TagPage shown = TagPage.of(list, n, last);
            Headers headers =
                    Pulls.marked(
                                    list.headers().without("Link"),
                                    list.stale(),
                                    list.checked(),
                                    freshness)
                            .and("Docker-Distribution-Api-Version", "registry/2.0")
                            .and("Cache-Control", "no-cache");
            if (shown.next().isPresent()) {
                String ns =
                        request.query("ns")
                                .filter(host -> registries.of(host).isPresent())
                                .map(host -> "&ns=" + host)
                                .orElse("");
                headers =
                        headers.and(
                                "Link",
                                "<"
                                        + request.rawPath()
                                        + shown.next().get()
                                        + ns
                                        + ">; rel=\"next\"");
            }
            return counts.given(
                    list.source(), new Reply(200, headers, new Reply.Body.Bytes(shown.body())));
        } catch (IOException e) {
            return Pulls.troubled(e, OciError.NAME_UNKNOWN);
        }
    }
}
