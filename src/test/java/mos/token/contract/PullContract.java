package mos.token.contract;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.Image;
import mos.token.testkit.Layers;
import mos.token.testkit.Skopeo;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Manifests, blobs, tags and referrers of the OCI distribution spec.
abstract class PullContract extends DoorContract {
    private static final String FOUR =
            "application/vnd.oci.image.index.v1+json,"
                    + "application/vnd.docker.distribution.manifest.list.v2+json,"
                    + "application/vnd.oci.image.manifest.v1+json,"
                    + "application/vnd.docker.distribution.manifest.v2+json";

    @Test
    void manifestsOfEveryKindAreServedByteForByte() {
        List<Image> images = new ArrayList<>();
        for (DockerRegistry.Format format : DockerRegistry.Format.values()) {
            String name = "library/kinds-" + format.name().toLowerCase(java.util.Locale.ROOT);
            images.add(content().pushImage(format, "amd64", name, "one", Layers.file("a", "b")));
            images.add(content().pushIndex(format, name, "all", "content"));
        }
        for (Image image : images) {
            for (String reference : List.of(image.tag(), image.digest())) {
                String path = "/v2/" + image.repository() + "/manifests/" + reference;
                String[] accept = {"Accept", FOUR, "Accept-Encoding", "zstd;q=1.0, gzip;q=0.8"};
                HttpResponse<byte[]> head = ask("HEAD", path, accept);
                HttpResponse<byte[]> whole = get(path, accept);
                for (HttpResponse<byte[]> answer : List.of(head, whole)) {
                    assertEquals(200, answer.statusCode(), path);
                    assertEquals(image.mediaType(), header(answer, "Content-Type"));
                    assertEquals(image.digest(), header(answer, "Docker-Content-Digest"));
                    assertEquals("\"" + image.digest() + "\"", header(answer, "ETag"));
                    assertEquals(Long.toString(image.size()), header(answer, "Content-Length"));
                    assertEquals("", header(answer, "Content-Encoding"));
                    assertEquals("Accept", header(answer, "Vary"));
                }
                assertEquals(image.digest(), Layers.sha256(whole.body()), path);
                for (String method : List.of("GET", "HEAD")) {
                    String[] known = {"If-None-Match", "W/\"x\", \"" + image.digest() + "\""};
                    assertEquals(304, ask(method, path, known).statusCode(), path);
                }
            }
        }
    }

    @Test
    void blobsHaveRangesAndConditions() {
        Image image = content().pushImage("library/blobs", "1", Layers.random("r", 90_000, 7));
        String layer = image.parts().getFirst();
        String path = "/v2/blobs/blobs/" + layer;
        HttpResponse<byte[]> head = ask("HEAD", path);
        byte[] whole = get(path).body();
        assertEquals(layer, Layers.sha256(whole));
        assertEquals(Integer.toString(whole.length), header(head, "Content-Length"));
        assertEquals("bytes", header(head, "Accept-Ranges"));
        assertEquals(layer, header(head, "Docker-Content-Digest"));
        int size = whole.length;
        for (int[] range :
                new int[][] {{0, 0}, {0, size - 1}, {100, size - 1}, {size - 1, size - 1}}) {
            HttpResponse<byte[]> part =
                    get(path, "Range", "bytes=%d-%d".formatted(range[0], range[1]));
            assertEquals(206, part.statusCode());
            assertEquals(
                    "bytes %d-%d/%d".formatted(range[0], range[1], size),
                    header(part, "Content-Range"));
            assertArrayEquals(Arrays.copyOfRange(whole, range[0], range[1] + 1), part.body());
        }
        String tail = "bytes=" + (size - 9) + "-";
        assertEquals(9, get(path, "Range", tail).body().length);
        assertEquals(9, get(path, "Range", "bytes=-9").body().length);
        assertEquals(size, get(path, "Range", tail, "If-Range", "\"other\"").body().length);
        HttpResponse<byte[]> beyond = get(path, "Range", "bytes=" + size + "-");
        assertError(416, "UNSUPPORTED", beyond);
        assertEquals("bytes */" + size, header(beyond, "Content-Range"));
        for (String method : List.of("GET", "HEAD")) {
            assertEquals(304, ask(method, path, "If-None-Match", "\"" + layer + "\"").statusCode());
        }
        String empty = content().pushBlob("library/blobs", new byte[0]);
        assertEquals(0, get("/v2/blobs/blobs/" + empty).body().length);
    }

    @Test
    void tagsAreListedInPagesThatLeadOn() {
        List<String> all = IntStream.range(0, 7).mapToObj(i -> "v" + i).toList();
        for (String tag : all) {
            content().pushImage("library/tags", tag, Layers.file("a", tag));
        }
        assertEquals(all, tags(get("/v2/tags/tags/list")).stream().sorted().toList());
        for (String first :
                List.of(
                        "/v2/docker.io/tags/tags/list?n=3",
                        "/docker.io/v2/tags/tags/list?n=3",
                        "/v2/tags/tags/list?n=3&ns=docker.io")) {
            List<String> seen = new ArrayList<>();
            Optional<String> next = Optional.of(first);
            while (next.isPresent()) {
                HttpResponse<byte[]> page = get(next.get());
                assertEquals(200, page.statusCode(), next.get());
                assertTrue(tags(page).size() <= 3);
                seen.addAll(tags(page));
                next = page.headers().firstValue("Link").map(PullContract::target);
                next.ifPresent(target -> assertEquals(path(first), path(target)));
                next.ifPresent(
                        target -> assertEquals(first.contains("ns="), target.contains("ns=")));
            }
            assertEquals(all, seen, first);
        }
        assertEquals(List.of("v5", "v6"), tags(get("/v2/tags/tags/list?n=5&last=v4")));
        HttpResponse<byte[]> none = get("/v2/tags/tags/list?n=0");
        assertEquals(List.of(), tags(none));
        assertTrue(none.headers().firstValue("Link").isEmpty());
    }

    private static String target(String link) {
        assertTrue(link.endsWith(">; rel=\"next\""), link);
        return link.substring(1, link.indexOf('>'));
    }

    private static String path(String target) {
        return target.substring(0, target.indexOf('?'));
    }

    private static List<String> tags(HttpResponse<byte[]> answer) {
        assertEquals(200, answer.statusCode());
        JsonNode body = TestApp.json(answer);
        assertEquals("library/tags", body.path("name").asString());
        return body.path("tags").valueStream().map(JsonNode::asString).toList();
    }

    @Test
    void withoutReferrersClientsFindTheTagThatStandsForThem() {
        Image image = content().pushImage("library/signed", "1", Layers.file("a", "b"));
        String tag = image.digest().replace(':', '-');
        Image signature = content().pushImage("library/signed", tag, Layers.file("s", "t"));
        assertEquals(404, get("/v2/signed/referrers/" + image.digest()).statusCode());
        HttpResponse<byte[]> fallback = get("/v2/signed/manifests/" + tag);
        assertEquals(signature.digest(), Layers.sha256(fallback.body()));
        assertError(400, "DIGEST_INVALID", get("/v2/signed/referrers/sha256:12"));
    }

    @Test
    void skopeoCopiesInspectsAndLists(@TempDir Path into) throws IOException {
        String name = "library/skopeo";
        Image one = content().pushImage(name, "one", Layers.random("r", 30_000, 3));
        Image all = content().pushIndex(DockerRegistry.Format.OCI, name, "all", "content");
        String gateway = app.gateway().getAuthority() + "/";
        try (Skopeo skopeo = new Skopeo()) {
            for (String image :
                    List.of(
                            "skopeo:one",
                            "docker.io/library/skopeo:one",
                            "docker.io/skopeo@" + one.digest())) {
                Path copy = Files.createTempDirectory(into, "one");
                skopeo.pull(gateway + image, copy).ok();
                assertCopied(one, copy);
                String raw = skopeo.inspect(gateway + image).ok().out();
                assertEquals(
                        one.digest(), Layers.sha256(raw.getBytes(StandardCharsets.UTF_8)), image);
            }
            for (String image : List.of("skopeo:all", "skopeo@" + all.digest())) {
                Path copy = Files.createTempDirectory(into, "all");
                skopeo.pullAll(gateway + image, copy).ok();
                assertCopied(all, copy);
            }
            skopeo.login(app.gateway().getAuthority(), "any", reader.exposeText());
            String listed =
                    skopeo.run("list-tags", "--tls-verify=false", "docker://" + gateway + "skopeo")
                            .ok()
                            .out();
            List.of("one", "all", "all-arm64")
                    .forEach(tag -> assertTrue(listed.contains("\"" + tag + "\""), listed));
        }
    }

    /// The manifest and everything that it names, whose file names are their digests.
    private static void assertCopied(Image image, Path copy) throws IOException {
        byte[] manifest = Files.readAllBytes(copy.resolve("manifest.json"));
        assertEquals(image.digest(), Layers.sha256(manifest));
        boolean index = image.config().isEmpty();
        for (String part : image.parts()) {
            String file = part.substring("sha256:".length()) + (index ? ".manifest.json" : "");
            assertEquals(part, Layers.sha256(Files.readAllBytes(copy.resolve(file))), file);
        }
    }
}
