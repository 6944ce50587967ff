package mos.token.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import mos.token.config.Config;
import mos.token.content.Digest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryPathTest {
    private static final Digest DIGEST = Digest.of(new byte[0]);
    private static final Registries REGISTRIES =
            new Registries(Config.Gateway.DEFAULT.registries());

    @Test
    void theFourKindsOfPaths() {
        assertEquals(
                new RegistryPath.Manifest("a/b", new Reference.Tag("1.0_x")),
                RegistryPath.parse("a/b/manifests/1.0_x"));
        assertEquals(
                new RegistryPath.Manifest("a", new Reference.ByDigest(DIGEST)),
                RegistryPath.parse("a/manifests/" + DIGEST));
        assertEquals(
                new RegistryPath.Blob("a/b/c", DIGEST),
                RegistryPath.parse("a/b/c/blobs/" + DIGEST.toString().replace(":", "%3A")));
        assertEquals(new RegistryPath.Tags("a"), RegistryPath.parse("a/tags/list"));
        assertEquals(
                new RegistryPath.Referrers("a", DIGEST),
                RegistryPath.parse("a/referrers/" + DIGEST));
    }

    @Test
    void aNameMayHoldTheWordsOfThePath() {
        assertEquals(
                new RegistryPath.Manifest("a/manifests/b/blobs", new Reference.Tag("t")),
                RegistryPath.parse("a/manifests/b/blobs/manifests/t"));
        assertEquals(
                new RegistryPath.Tags("tags/list/tags"),
                RegistryPath.parse("tags/list/tags/tags/list"));
    }

    @ParameterizedTest
    @CsvSource({
        "'', UNSUPPORTED",
        "_catalog, UNSUPPORTED",
        "a, UNSUPPORTED",
        "manifests/x, UNSUPPORTED",
        "a/blobs/uploads/, UNSUPPORTED",
        "a/tags/other, UNSUPPORTED",
        "a/../../etc/manifests/x, NAME_INVALID",
        "A/manifests/x, NAME_INVALID",
        "a%2Fb/manifests/x, NAME_INVALID",
        "a//b/manifests/x, NAME_INVALID",
        "a___b/manifests/x, NAME_INVALID",
        "localhost:5000/a/manifests/x, NAME_INVALID",
        "a/manifests/.x, MANIFEST_UNKNOWN",
        "a/manifests/%2e%2e, MANIFEST_UNKNOWN",
        "a/manifests/sha256:00, MANIFEST_UNKNOWN",
        "a/blobs/sha256:00, DIGEST_INVALID",
        "a/blobs/md5:d41d8cd98f00b204e9800998ecf8427e, DIGEST_INVALID",
        "a/referrers/latest, DIGEST_INVALID",
    })
    void whatIsWrongIsNamed(String path, OciError error) {
        assertEquals(new RegistryPath.Wrong(error), RegistryPath.parse(path));
    }

    @Test
    void aVeryLongNameIsRefusedQuickly() {
        assertInstanceOf(
                RegistryPath.Wrong.class, RegistryPath.parse("a".repeat(256) + "/manifests/x"));
        assertInstanceOf(
                RegistryPath.Wrong.class,
                RegistryPath.parse("a-".repeat(100_000) + "!/manifests/x"));
    }

    @Test
    void whatIsReadNeverHoldsAnythingElse() {
        Random random = new Random(3);
        String[] parts = {
            "a",
            "/",
            "..",
            ".",
            "manifests",
            "blobs",
            "tags",
            "list",
            "%",
            "2F",
            "_",
            "-",
            "A",
            "é",
            "sha256:",
            DIGEST.toString(),
            "\n",
            "?",
            "@",
            ":"
        };
        for (int i = 0; i < 100_000; i++) {
            StringBuilder path = new StringBuilder();
            for (int n = random.nextInt(9); n > 0; n--) {
                path.append(parts[random.nextInt(parts.length)]);
            }
            String name =
                    switch (RegistryPath.parse(path.toString())) {
                        case RegistryPath.Manifest manifest -> {
                            assertTrue(
                                    manifest.reference().toString().matches("[\\w.:-]+"),
                                    path::toString);
                            yield manifest.name();
                        }
                        case RegistryPath.Blob blob -> blob.name();
                        case RegistryPath.Tags tags -> tags.name();
                        case RegistryPath.Referrers referrers -> referrers.name();
                        case RegistryPath.Wrong _ -> "a";
                    };
            assertTrue(name.matches("[a-z0-9](?:[a-z0-9._/-]*[a-z0-9])?"), path::toString);
            assertTrue(!name.contains("..") && !name.contains("//"), path::toString);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "alpine, , docker.io, library/alpine",
        "a/b, , docker.io, a/b",
        "docker.io/alpine, , docker.io, library/alpine",
        "docker.io/library/alpine, , docker.io, library/alpine",
        "index.docker.io/a/b, , docker.io, a/b",
        "registry-1.docker.io/a/b, , docker.io, a/b",
        "ghcr.io/a/b, , ghcr.io, a/b",
        "ghcr.io/a, , ghcr.io, a",
        "alpine, docker.io, docker.io, library/alpine",
        "a/b, ghcr.io, ghcr.io, a/b",
        "ghcr.io/a/b, docker.io, ghcr.io, a/b",
        "ghcr.io/a/b, evil.example, ghcr.io, a/b",
        "docker.io, , docker.io, library/docker.io",
        "quay.io/a/b, , quay.io, a/b",
        "pause, registry.k8s.io, registry.k8s.io, pause",
        "lscr.io/linuxserver/a, , ghcr.io, linuxserver/a",
        "linuxserver/a, lscr.io, ghcr.io, linuxserver/a",
    })
    void theNameForms(String path, String ns, String registry, String name) {
        Repository found = REGISTRIES.find(path, ns).orElseThrow().repository();
        assertEquals(registry, found.registry().name());
        assertEquals(name, found.name());
    }

    @ParameterizedTest
    @CsvSource({
        "quay.io.evil/a/b, ",
        "cdn.quay.io/a/b, ",
        "docker.io.evil/a, ",
        "evil.docker.io/a, ",
        "localhost/a, ",
        "127.0.0.1/a, ",
        "a/b, evil.example",
        "a/b, DOCKER.IO",
        "a/b, docker.io.",
        "a/b, docker.io:443",
        "a/b, docker.io@evil.example",
        "a/b, ''",
    })
    void anUnlistedHostIsNotServed(String path, String ns) {
        assertEquals(Optional.empty(), REGISTRIES.find(path, ns));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.oci.image.index.v1+json",
                "*/*",
                "",
                "text/plain",
                "application/vnd.oci.image.manifest.v1+json, Application/VND.oci.image.index.v1+json;q=0.5"
            })
    void mostClientsTakeIndexes(String accept) {
        assertEquals(Accepts.ALL, Accepts.of(java.util.List.of(accept)));
    }

    @Test
    void acceptLinesAreJoined() {
        String single = "application/vnd.docker.distribution.manifest.v2+json";
        String list = "application/vnd.docker.distribution.manifest.list.v2+json";
        assertEquals(Accepts.SINGLE, Accepts.of(java.util.List.of(single, "text/html")));
        assertEquals(Accepts.ALL, Accepts.of(java.util.List.of(single, list)));
        assertEquals(Accepts.ALL, Accepts.of(java.util.List.of()));
    }
}
