package mos.token.registry;

import java.util.regex.Pattern;
import mos.token.content.Digest;

/// What a path below `/v2/` asks for. It is read from the right, since a repository's name may hold
/// the words `manifests`, `blobs` and `tags` itself.
sealed interface RegistryPath {
    /// `NAME/manifests/REFERENCE`.
    record Manifest(String name, Reference reference) implements RegistryPath {}

    /// `NAME/blobs/DIGEST`.
    record Blob(String name, Digest digest) implements RegistryPath {}

    /// `NAME/tags/list`.
    record Tags(String name) implements RegistryPath {}

    /// `NAME/referrers/DIGEST`.
    record Referrers(String name, Digest digest) implements RegistryPath {}

    /// Nothing of the pull side, or a name or reference that breaks the grammar.
    record Wrong(OciError error) implements RegistryPath {}

    /// The grammar of names, in lower case. Matching is possessive: no input makes it slow.
    Pattern NAME =
            Pattern.compile(
                    "[a-z0-9]++(?:(?:\\.|__?+|-++)[a-z0-9]++)*+"
                            + "(?:/[a-z0-9]++(?:(?:\\.|__?+|-++)[a-z0-9]++)*+)*+");

    /// The longest name that clients agree on, with its host.
    int LONGEST = 255;

    /// Reads a raw path without the leading `/v2/`.
    static RegistryPath parse(String raw) {
        int last = raw.lastIndexOf('/');
        int word = last < 0 ? -1 : raw.lastIndexOf('/', last - 1);
        if (word <= 0) {
            return new Wrong(OciError.UNSUPPORTED);
        }
        String name = raw.substring(0, word);
        // The only character of a reference that some clients escape.
        String end = raw.substring(last + 1).replace("%3A", ":").replace("%3a", ":");
        String kind = raw.substring(word + 1, last);
        if (!kind.equals("manifests")
                && !kind.equals("blobs")
                && !kind.equals("referrers")
                && !(kind.equals("tags") && end.equals("list"))) {
            return new Wrong(OciError.UNSUPPORTED);
        }
        if (name.length() > LONGEST || !NAME.matcher(name).matches()) {
            return new Wrong(OciError.NAME_INVALID);
        }
        return switch (kind) {
            case "manifests" ->
                    Reference.parse(end)
                            .<RegistryPath>map(reference -> new Manifest(name, reference))
                            .orElseGet(() -> new Wrong(OciError.MANIFEST_UNKNOWN));
            case "blobs" ->
                    Digest.parse(end)
                            .<RegistryPath>map(digest -> new Blob(name, digest))
                            .orElseGet(() -> new Wrong(OciError.DIGEST_INVALID));
            case "referrers" ->
                    Digest.parse(end)
                            .<RegistryPath>map(digest -> new Referrers(name, digest))
                            .orElseGet(() -> new Wrong(OciError.DIGEST_INVALID));
            default -> new Tags(name);
        };
    }
}
