package mos.token.registry;

/// A repository of a registry.
///
/// @param name the name at the registry
record Repository(Registry registry, String name) {
    /// The repository that an image name of that registry means.
    static Repository in(Registry registry, String name) {
        boolean official = registry.officialPrefix() && name.indexOf('/') < 0;
        return new Repository(registry, official ? "library/" + name : name);
    }

    /// The name in log lines and keys.
    @Override
    public String toString() {
        return registry.name() + "/" + name;
    }
}
