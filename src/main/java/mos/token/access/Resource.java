package mos.token.access;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a permission is about: the first path segment after `/api/v1/`, or one of our own.
///
/// @param name in lower case, as in the path
public record Resource(String name) {
    public static final Resource AUTH = new Resource("auth");
    public static final Resource MOS = new Resource("mos");
    public static final Resource USERS = new Resource("users");
    public static final Resource REGISTRY = new Resource("registry");
    public static final Resource GITHUB = new Resource("github");
    public static final Resource AUDIT = new Resource("audit");
    public static final Resource METRICS = new Resource("metrics");
    public static final Resource INTROSPECT = new Resource("introspect");

    /// MOS's resources, in its order, then ours.
    public static final List<Resource> ALL =
            List.of(
                    AUTH,
                    new Resource("system"),
                    new Resource("disks"),
                    new Resource("pools"),
                    new Resource("docker"),
                    new Resource("lxc"),
                    new Resource("vm"),
                    MOS,
                    new Resource("nut"),
                    new Resource("llm"),
                    new Resource("shares"),
                    new Resource("remotes"),
                    new Resource("iscsi"),
                    USERS,
                    new Resource("cron"),
                    new Resource("terminal"),
                    new Resource("notifications"),
                    REGISTRY,
                    GITHUB,
                    AUDIT,
                    METRICS,
                    INTROSPECT);

    private static final Map<String, Resource> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Resource::name, r -> r));

    /// The known resource of that exact name.
    public static Optional<Resource> known(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /// Whether a `readonly` token is kept out: these show or hand out what opens more.
    boolean guarded() {
        return this.equals(AUTH)
                || this.equals(USERS)
                || this.equals(AUDIT)
                || this.equals(REGISTRY)
                || this.equals(GITHUB);
    }
}
