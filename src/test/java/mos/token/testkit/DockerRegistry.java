package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Debian's docker-registry (CNCF distribution 2.8) on loopback, in a temporary directory.
public final class DockerRegistry implements AutoCloseable {
    private static final int TRIES = 5;
    private static final String OCI = "application/vnd.oci.image.";
    private static final String DOCKER = "application/vnd.docker.";

    /// How manifests are written.
    public enum Format {
        /// OCI manifests and indexes.
        OCI,
        /// Docker v2 schema 2 manifests and manifest lists.
        DOCKER
    }

    private final Path dir;
    private final Peer process;
    private final String base;
    private final RegistryPush push;

    private DockerRegistry(Path dir, Peer process, String base, RegistryPush push) {
        this.dir = dir;
        this.process = process;
        this.base = base;
        this.push = push;
    }

    /// Starts a registry that is open to everybody.
    public static DockerRegistry open() {
        return start("", Optional.empty());
    }

    /// Starts a registry that asks for Basic credentials (htpasswd, bcrypt).
    public static DockerRegistry withPassword(String user, String secret) {
        Run.Result entry =
                Run.withInput(
                        secret.getBytes(StandardCharsets.UTF_8),
                        Map.of(),
                        Duration.ofSeconds(20),
                        "htpasswd",
                        "-niB",
                        "-C",
                        "5",
                        user);
        return start(entry.ok().out(), Optional.of(Basic.header(user, secret)));
    }

    private static DockerRegistry start(String htpasswd, Optional<String> authorization) {
        Path dir = Scratch.directory("registry");
        Path passwords = Scratch.write(dir.resolve("htpasswd"), htpasswd);
        String auth =
                htpasswd.isEmpty()
                        ? ""
                        : "auth: {htpasswd: {realm: test-registry, path: %s}}".formatted(passwords);
        String output = "";
        for (int i = 0; i < TRIES; i++) {
            int port = Scratch.freePort();
            Path config =
                    Scratch.write(
                            dir.resolve("config.yml"),
                            """
                            version: 0.1
                            log: {level: info, accesslog: {disabled: true}}
                            storage: {filesystem: {rootdirectory: %s/data}, delete: {enabled: true}}
                            http: {addr: "127.0.0.1:%d", secret: not-a-secret}
                            %s
                            """
                                    .formatted(dir, port, auth));
            Peer process =
                    Peer.start(
                            dir,
                            Map.of("OTEL_TRACES_EXPORTER", "none"),
                            "docker-registry",
                            "serve",
                            config.toString());
            if (process.listens(port)) {
                String base = "http://127.0.0.1:" + port;
                return new DockerRegistry(
                        dir, process, base, new RegistryPush(base, authorization));
            }
            process.close();
            output = process.output();
        }
        Scratch.delete(dir);
        throw new AssertionError("docker-registry did not start: " + output);
    }

    /// `http://127.0.0.1:PORT`.
    public String base() {
        return base;
    }

    /// `127.0.0.1:PORT`, as image names begin.
    public String authority() {
        return base.substring("http://".length());
    }

    /// Pushes an image of these layers in OCI format: the same input gives the same digests.
    public Image pushImage(String repository, String tag, byte[]... layers) {
        return pushImage(Format.OCI, "amd64", repository, tag, layers);
    }

    /// Pushes an image for a platform (`linux` and the architecture) in a format.
    public Image pushImage(
            Format format, String architecture, String repository, String tag, byte[]... layers) {
        boolean oci = format == Format.OCI;
        byte[] config =
                ("{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{},"
                                + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}")
                        .formatted(architecture, diffIds(layers))
                        .getBytes(StandardCharsets.UTF_8);
        String configDigest = push.blob(repository, config);
        List<String> parts = new ArrayList<>();
        List<String> descriptors = new ArrayList<>();
        for (byte[] layer : layers) {
            byte[] packed = Layers.gzip(layer);
            String digest = push.blob(repository, packed);
            parts.add(digest);
            descriptors.add(
                    descriptor(
                            oci ? OCI + "layer.v1.tar+gzip" : DOCKER + "image.rootfs.diff.tar.gzip",
                            packed.length,
                            digest));
        }
        String type = oci ? OCI + "manifest.v1+json" : DOCKER + "distribution.manifest.v2+json";
        byte[] manifest =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(
                                type,
                                descriptor(
                                        oci
                                                ? OCI + "config.v1+json"
                                                : DOCKER + "container.image.v1+json",
                                        config.length,
                                        configDigest),
                                String.join(",", descriptors))
                        .getBytes(StandardCharsets.UTF_8);
        String digest = push.manifest(repository, tag, type, manifest);
        return new Image(repository, tag, type, digest, manifest.length, configDigest, parts);
    }

    /// Pushes an index over images for amd64 and arm64, each with one layer of its own made from
    /// `content`, and tags it.
    public Image pushIndex(Format format, String repository, String tag, String content) {
        boolean oci = format == Format.OCI;
        List<String> parts = new ArrayList<>();
        List<String> descriptors = new ArrayList<>();
        for (String architecture : List.of("amd64", "arm64")) {
            Image image =
                    pushImage(
                            format,
                            architecture,
                            repository,
                            tag + "-" + architecture,
                            Layers.file("content", content + " for " + architecture));
            parts.add(image.digest());
            String plain = descriptor(image.mediaType(), image.size(), image.digest());
            descriptors.add(
                    plain.substring(0, plain.length() - 1)
                            + ",\"platform\":{\"architecture\":\"%s\",\"os\":\"linux\"}}"
                                    .formatted(architecture));
        }
        String type = oci ? OCI + "index.v1+json" : DOCKER + "distribution.manifest.list.v2+json";
        byte[] index =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[%s]}"
                        .formatted(type, String.join(",", descriptors))
                        .getBytes(StandardCharsets.UTF_8);
        String digest = push.manifest(repository, tag, type, index);
        return new Image(repository, tag, type, digest, index.length, "", parts);
    }

    /// Pushes any blob and returns its digest.
    public String pushBlob(String repository, byte[] content) {
        return push.blob(repository, content);
    }

    /// Pushes any manifest under a tag and returns its digest.
    public String pushManifest(String repository, String tag, String mediaType, byte[] manifest) {
        return push.manifest(repository, tag, mediaType, manifest);
    }

    /// Does the repository exist?
    boolean has(String repository) {
        return push.has(repository);
    }

    private static String descriptor(String type, long size, String digest) {
        return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}".formatted(type, size, digest);
    }

    private static String diffIds(byte[]... layers) {
        List<String> ids = new ArrayList<>();
        for (byte[] layer : layers) {
            ids.add("\"" + Layers.sha256(layer) + "\"");
        }
        return String.join(",", ids);
    }

    @Override
    public void close() {
        process.close();
        push.close();
        Scratch.delete(dir);
    }
}
