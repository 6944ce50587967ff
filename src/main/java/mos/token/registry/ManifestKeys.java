package mos.token.registry;

import java.util.List;

/// The keys under which it is kept what a manifest's name stands for.
final class ManifestKeys {
    private ManifestKeys() {}

    static String key(Repository repository, Reference reference, Accepts accepts) {
        return switch (reference) {
            case Reference.Tag tag ->
                    repository + ":" + tag + (accepts == Accepts.SINGLE ? " single" : "");
            case Reference.ByDigest byDigest -> repository + "@" + byDigest;
        };
    }

    /// The key of what it stood for before it moved.
    static String before(String key) {
        return key + " before";
    }

    /// The four keys of a tag.
    static List<String> all(Repository repository, Reference.Tag tag) {
        String all = key(repository, tag, Accepts.ALL);
        String single = key(repository, tag, Accepts.SINGLE);
        return List.of(all, before(all), single, before(single));
    }
}
