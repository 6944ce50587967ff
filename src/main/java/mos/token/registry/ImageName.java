package mos.token.registry;

import java.util.Optional;
import mos.token.content.Digest;

/// An image as people write it: `[HOST/]NAME[:TAG][@DIGEST]`, the tag `latest` when nothing is
/// said. Of a tag with a digest the digest counts, as clients have it.
record ImageName(Repository repository, Reference reference) {
    private static final String EXAMPLE =
            ": write it as in nginx, ghcr.io/owner/name:1.2 or nginx@sha256:…";

    /// Reads a name.
    ///
    /// @throws IllegalArgumentException when it is none, or of a registry that is not served; the
    ///   message is for a person
    static ImageName parse(String text, Registries registries) {
        int at = text.indexOf('@');
        String named = at < 0 ? text : text.substring(0, at);
        int colon = named.lastIndexOf(':');
        boolean tagged = colon > named.lastIndexOf('/');
        Optional<Reference> reference =
                at < 0
                        ? Reference.parse(tagged ? named.substring(colon + 1) : "latest")
                        : Digest.parse(text.substring(at + 1)).map(Reference.ByDigest::new);
        if (reference.isEmpty()) {
            throw new IllegalArgumentException(
                    "the tag or digest of an image is malformed" + EXAMPLE);
        }
        return new ImageName(
                repository(tagged ? named.substring(0, colon) : named, registries),
                reference.get());
    }

    /// Reads the name of a repository.
    ///
    /// @throws IllegalArgumentException as [#parse] does
    static Repository repository(String text, Registries registries) {
        if (text.length() > RegistryPath.LONGEST || !RegistryPath.NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("the name of an image is malformed" + EXAMPLE);
        }
        return registries
                .find(text, null)
                .map(Registries.Named::repository)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the image is of a registry that the gateway does not serve; it"
                                        + " serves "
                                        + registries.names()));
    }

    /// The whole name, as keys of kept answers have it.
    @Override
    public String toString() {
        return switch (reference) {
            case Reference.Tag tag -> repository + ":" + tag;
            case Reference.ByDigest digest -> repository + "@" + digest;
        };
    }
}
