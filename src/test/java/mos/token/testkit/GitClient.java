package mos.token.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real git with an empty home of its own and no prompt.
public final class GitClient implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Path home = Scratch.directory("gitclient");
    private final Map<String, String> env = new HashMap<>();

    /// A git without credentials.
    public GitClient() {
        env.put("HOME", home.toString());
        env.put("GIT_CONFIG_NOSYSTEM", "1");
        env.put("GIT_TERMINAL_PROMPT", "0");
        env.put("GIT_COMMITTER_NAME", "Test");
        env.put("GIT_COMMITTER_EMAIL", "test@example.com");
        env.put("GIT_AUTHOR_NAME", "Test");
        env.put("GIT_AUTHOR_EMAIL", "test@example.com");
    }

    /// Answers a challenge with this user and password, by a credential helper that reads them from
    /// the environment.
    public GitClient login(String user, String secret) {
        env.put("GIT_CONFIG_COUNT", "1");
        env.put("GIT_CONFIG_KEY_0", "credential.helper");
        env.put(
                "GIT_CONFIG_VALUE_0",
                "!f() { echo \"username=$TEST_USER\"; echo \"password=$TEST_PASSWORD\"; }; f");
        env.put("TEST_USER", user);
        env.put("TEST_PASSWORD", secret);
        return this;
    }

    /// `git clone URL DIRECTORY`.
    public Run.Result cloneOf(String url, Path into) {
        return run("clone", "-q", url, into.toString());
    }

    /// Any git command.
    public Run.Result run(String... command) {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(command));
        return Run.command(env, TIMEOUT, argv.toArray(String[]::new));
    }

    @Override
    public void close() {
        Scratch.delete(home);
    }
}
