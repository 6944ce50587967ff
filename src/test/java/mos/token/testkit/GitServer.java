package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Bare repositories served by `git http-backend` behind a real nginx, protocol v2, under
/// `/OWNER/REPO.git`. A fake host in front stands for github.com: it checks the credential (`Basic
/// x-access-token:TOKEN`), records and judges. Reads only: a push is a violation.
public final class GitServer implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Path dir = Scratch.directory("git");
    private final Violations violations = new Violations();
    private final Set<String> privateRepositories = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, Boolean> tokens = new ConcurrentHashMap<>();
    private final Relay relay = new Relay();
    private final Peer fcgi;
    private final NginxProxy nginx;
    private final FakeHost front;
    private volatile boolean credentialRequired;

    private GitServer(HostRules rules) {
        Path socket = dir.resolve("fcgi.sock");
        fcgi =
                Peer.start(
                        dir,
                        Map.of("HOME", dir.toString()),
                        "fcgiwrap",
                        "-c",
                        "4",
                        "-s",
                        "unix:" + socket);
        if (!Eventually.holdsWithin(TIMEOUT, () -> Files.exists(socket) || !fcgi.isAlive())
                || !fcgi.isAlive()) {
            throw new AssertionError("fcgiwrap did not start: " + fcgi.output());
        }
        Path backend = Run.binary("/usr/lib/git-core/git-http-backend");
        nginx =
                NginxProxy.start(
                        """
                        location / {
                          fastcgi_pass unix:%s;
                          fastcgi_buffering off;
                          fastcgi_request_buffering off;
                          fastcgi_read_timeout 120s;
                          fastcgi_param SCRIPT_FILENAME %s;
                          fastcgi_param GIT_PROJECT_ROOT %s/repositories;
                          fastcgi_param GIT_HTTP_EXPORT_ALL 1;
                          fastcgi_param HOME %s;
                          fastcgi_param PATH_INFO $uri;
                          fastcgi_param QUERY_STRING $args;
                          fastcgi_param REQUEST_METHOD $request_method;
                          fastcgi_param CONTENT_TYPE $content_type;
                          fastcgi_param CONTENT_LENGTH $content_length;
                          fastcgi_param GIT_PROTOCOL $http_git_protocol;
                          fastcgi_param SERVER_PROTOCOL $server_protocol;
                          fastcgi_param REMOTE_ADDR $remote_addr;
                        }
                        """
                                .formatted(socket, backend, dir, dir));
        front = FakeHost.start("github.com", rules, violations, this::answer);
    }

    /// A server that a gateway asks: a header of its client is a violation.
    public static GitServer forGateway() {
        return new GitServer(HostRules.gatewayGit());
    }

    /// A server that git itself asks: its headers are its own.
    public static GitServer forClients() {
        return new GitServer(HostRules.gatewayGit().anyHeader());
    }

    /// Makes a public repository `OWNER/REPO` with one commit on `main` that holds this file, and
    /// returns the commit's id.
    public String publicRepository(String name, String file, String content) {
        Path bare = bare(name);
        Path work = dir.resolve("work").resolve(name);
        git(dir, "init", "-q", "--bare", "-b", "main", bare.toString());
        git(dir, "init", "-q", "-b", "main", work.toString());
        return commit(name, file, content);
    }

    /// The same, but 401 without a token of `allow`.
    public String privateRepository(String name, String file, String content) {
        privateRepositories.add(name);
        return publicRepository(name, file, content);
    }

    /// Adds a commit on `main` with this file and returns its id.
    public String commit(String name, String file, String content) {
        Path work = dir.resolve("work").resolve(name);
        Scratch.write(work.resolve(file), content);
        git(work, "add", "-A");
        git(work, "commit", "-q", "--allow-empty", "-m", "Change " + file);
        git(work, "push", "-q", bare(name).toString(), "main");
        return git(work, "rev-parse", "HEAD").out().strip();
    }

    /// Adds so many branches, each with a commit of its own.
    public void branches(String name, int count) {
        StringBuilder commits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            commits.append("commit refs/heads/b")
                    .append(i)
                    .append("\ncommitter Test <test@example.com> ")
                    .append(1_767_225_600 + i)
                    .append(" +0000\ndata 0\n\n");
        }
        Run.withInput(
                        commits.toString().getBytes(StandardCharsets.US_ASCII),
                        Map.of("GIT_CONFIG_NOSYSTEM", "1"),
                        TIMEOUT,
                        "git",
                        "-C",
                        bare(name).toString(),
                        "fast-import",
                        "--quiet")
                .ok();
    }

    /// Adds a branch at `main`.
    public void branch(String name, String branch) {
        git(bare(name), "update-ref", "refs/heads/" + branch, "refs/heads/main");
    }

    /// Removes a branch.
    public void removeBranch(String name, String branch) {
        git(bare(name), "update-ref", "-d", "refs/heads/" + branch);
    }

    /// Adds a branch `odd` whose commit is not as git writes it: its author has no address.
    public void oddCommit(String name) {
        String tree = git(bare(name), "rev-parse", "main^{tree}").out().strip();
        String commit =
                "tree %s\nauthor Odd 1767225600 +0000\ncommitter Odd 1767225600 +0000\n\nOdd\n"
                        .formatted(tree);
        String id =
                Run.withInput(
                                commit.getBytes(StandardCharsets.US_ASCII),
                                Map.of("GIT_CONFIG_NOSYSTEM", "1"),
                                TIMEOUT,
                                "git",
                                "-C",
                                bare(name).toString(),
                                "hash-object",
                                "-t",
                                "commit",
                                "-w",
                                "--literally",
                                "--stdin")
                        .ok()
                        .out()
                        .strip();
        git(bare(name), "update-ref", "refs/heads/odd", id);
    }

    /// Puts another repository, a public one, in the place of this one.
    public String replace(String name, String file, String content) {
        privateRepositories.remove(name);
        Scratch.delete(bare(name));
        Scratch.delete(dir.resolve("work").resolve(name));
        return publicRepository(name, file, content);
    }

    /// Adds a commit on `main` with a submodule `sub0`, `sub1`, … for each address, all at this
    /// commit.
    public void submodules(String name, String commit, String... urls) {
        Path work = dir.resolve("work").resolve(name);
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < urls.length; i++) {
            list.append(
                    "[submodule \"sub%1$d\"]\n\tpath = sub%1$d\n\turl = %2$s\n"
                            .formatted(i, urls[i]));
            git(work, "update-index", "--add", "--cacheinfo", "160000," + commit + ",sub" + i);
        }
        Scratch.write(work.resolve(".gitmodules"), list.toString());
        git(work, "add", ".gitmodules");
        git(work, "commit", "-q", "-m", "Submodules");
        git(work, "push", "-q", bare(name).toString(), "main");
    }

    /// Lets this token in; any other credential is a violation.
    public GitServer allow(String token) {
        tokens.put(token, true);
        return this;
    }

    /// Answers 401 to this token from now on, without a violation: it was revoked.
    public GitServer revoke(String token) {
        tokens.put(token, false);
        return this;
    }

    /// Makes a request without a credential a violation, also for public repositories.
    public GitServer requireCredential() {
        credentialRequired = true;
        return this;
    }

    /// The host in front: its address, its requests, its faults.
    public FakeHost host() {
        return front;
    }

    /// Where clones begin: `http://127.0.0.1:PORT`.
    public String base() {
        return front.base();
    }

    /// Fails the test on a wrong credential, header or method.
    public void assertClean() {
        violations.assertClean();
    }

    /// The violations so far.
    public Violations violations() {
        return violations;
    }

    /// Answers as another host that has this server behind it.
    public Answer answer(Recorded request, InputStream body)
            throws IOException, InterruptedException {
        String name = request.path().replaceFirst("^/([^/]+/[^/]+?)(\\.git)?/.*$", "$1");
        if (request.target().contains("git-receive-pack")) {
            violations.add("github.com: a push came through: " + request);
            return Answer.empty(403);
        }
        @Nullable String login = request.header("Authorization").orElse(null);
        boolean known = false;
        if (login != null) {
            String pair = Basic.pair(login).orElse("");
            @Nullable Boolean live =
                    pair.startsWith("x-access-token:")
                            ? tokens.get(pair.substring("x-access-token:".length()))
                            : null;
            if (live == null) {
                violations.add("github.com: a credential nobody gave for git: " + request);
            }
            known = Boolean.TRUE.equals(live);
        } else if (credentialRequired) {
            violations.add("github.com: no credential: " + request);
        }
        boolean allowed = login == null ? !privateRepositories.contains(name) : known;
        // A repository that does not exist is hidden as a private one.
        if (!allowed || (login == null && !Files.exists(bare(name)))) {
            return Answer.empty(401).with("WWW-Authenticate", "Basic realm=\"GitHub\"");
        }
        String target = request.target();
        String asked = request.path().startsWith("/" + name + ".git/") ? name + ".git" : name;
        return relay.send(
                nginx.base(), target.replaceFirst("/" + asked, "/" + name + ".git"), request, body);
    }

    private Path bare(String name) {
        return dir.resolve("repositories").resolve(name + ".git");
    }

    private Run.Result git(Path where, String... command) {
        String[] argv = new String[command.length + 3];
        argv[0] = "git";
        argv[1] = "-C";
        argv[2] = where.toString();
        System.arraycopy(command, 0, argv, 3, command.length);
        // Fixed times and names: the same content has the same commit id in every run.
        Map<String, String> env =
                Map.of(
                        "GIT_CONFIG_NOSYSTEM", "1",
                        "GIT_AUTHOR_NAME", "Test",
                        "GIT_AUTHOR_EMAIL", "test@example.com",
                        "GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z",
                        "GIT_COMMITTER_NAME", "Test",
                        "GIT_COMMITTER_EMAIL", "test@example.com",
                        "GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z");
        return Run.command(env, TIMEOUT, argv).ok();
    }

    @Override
    public void close() {
        front.close();
        nginx.close();
        fcgi.close();
        relay.close();
        Scratch.delete(dir);
    }
}
