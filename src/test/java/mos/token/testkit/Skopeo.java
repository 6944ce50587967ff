package mos.token.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The real skopeo with an empty home of its own, over plain http.
public final class Skopeo implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    private final Path home = Scratch.directory("skopeo");
    private final Path logins = home.resolve("auth.json");

    /// A skopeo without log-ins.
    public Skopeo() {
        Scratch.write(logins, "{\"auths\":{}}");
    }

    /// Keeps a log-in for a registry (`HOST:PORT`) in its auth file, as `skopeo login` does.
    public Skopeo login(String registry, String user, String secret) {
        String pair = Basic.header(user, secret).substring("Basic ".length());
        Scratch.write(logins, "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry, pair));
        return this;
    }

    /// Takes its log-ins from a file that something else wrote.
    public Skopeo logins(Path written) {
        Scratch.write(logins, Scratch.read(written));
        return this;
    }

    /// Reads a drop-in file of `registries.conf.d`, as a user's own.
    public Skopeo registries(Path written) {
        Path own = home.resolve(".config/containers/registries.conf.d");
        Scratch.write(own.resolve(written.getFileName()), Scratch.read(written));
        return this;
    }

    /// `skopeo copy` of `HOST:PORT/NAME:TAG` into an empty directory.
    public Run.Result pull(String image, Path into) {
        return run("copy", "--src-tls-verify=false", "docker://" + image, "dir:" + into);
    }

    /// The same with all platforms of an index.
    public Run.Result pullAll(String image, Path into) {
        return run("copy", "--all", "--src-tls-verify=false", "docker://" + image, "dir:" + into);
    }

    /// `skopeo inspect --raw`: the manifest's text.
    public Run.Result inspect(String image) {
        return run("inspect", "--raw", "--tls-verify=false", "docker://" + image);
    }

    /// Any skopeo command; the auth file and the policy are added.
    public Run.Result run(String... command) {
        List<String> argv = new ArrayList<>(List.of("skopeo", "--insecure-policy"));
        argv.addAll(List.of(command));
        Map<String, String> env =
                Map.of(
                        "HOME", home.toString(),
                        "XDG_RUNTIME_DIR", home.toString(),
                        "REGISTRY_AUTH_FILE", logins.toString());
        return Run.command(env, TIMEOUT, argv.toArray(String[]::new));
    }

    @Override
    public void close() {
        Scratch.delete(home);
    }
}
