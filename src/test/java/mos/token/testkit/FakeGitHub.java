package mos.token.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// GitHub: REST, web, raw files, archives and the signed asset hosts, each as a host of its own.
/// Conditional answers and quotas work as GitHub's do. A credential that was not given to it, on
/// any host, and any credential on a signed host, fails the test.
public final class FakeGitHub implements AutoCloseable {
    private final Violations violations = new Violations();
    private final Map<String, GitHubRepository> repositories = new ConcurrentHashMap<>();
    private final Map<String, GitHubRepository> renamed = new ConcurrentHashMap<>();
    private final GitHubSignatures signatures = new GitHubSignatures();
    private final GitHubAccounts accounts;
    private final GitHubApi rest;
    private final GitHubResources resources =
            new GitHubResources(repositories, renamed, signatures);
    private final GitHubLargeFiles large = new GitHubLargeFiles(violations);
    private final GitHubFiles files;
    private final FakeHost api;
    private final FakeHost web;
    private final FakeHost raw;
    private final FakeHost codeload;
    private final FakeHost assets;
    private final FakeHost oldAssets;
    private final FakeHost images;
    private final FakeHost blobs;
    private final FakeHost storage;
    private final GitHubImages registry;

    private volatile @Nullable GitServer git;

    private FakeGitHub(Clock clock, HostRules reads, HostRules posts, HostRules signed) {
        accounts = new GitHubAccounts(clock);
        files = new GitHubFiles(repositories, renamed, accounts, signatures, large, violations);
        rest = new GitHubApi(accounts, resources, violations);
        registry = new GitHubImages(accounts, violations);
        api = FakeHost.start("api.github.com", reads, violations, (r, _) -> rest.answer(r));
        web = FakeHost.start("github.com", posts, violations, files::web);
        raw =
                FakeHost.start(
                        "raw.githubusercontent.com", reads, violations, (r, _) -> files.raw(r));
        codeload =
                FakeHost.start(
                        "codeload.github.com", signed, violations, (r, _) -> files.codeload(r));
        assets =
                FakeHost.start(
                        "release-assets.githubusercontent.com",
                        signed,
                        violations,
                        (r, _) -> files.asset(r));
        oldAssets =
                FakeHost.start(
                        "objects.githubusercontent.com",
                        signed,
                        violations,
                        (r, _) -> files.asset(r));
        images = FakeHost.start("ghcr.io", reads, violations, registry::answer);
        blobs =
                FakeHost.start(
                        "pkg-containers.githubusercontent.com", signed, violations, registry::blob);
        storage =
                FakeHost.start(
                        GitHubLargeFiles.STORAGE, signed, violations, (r, _) -> large.stored(r));
    }

    /// A GitHub that a gateway asks: a header of the gateway's client is a violation.
    public static FakeGitHub forGateway() {
        return new FakeGitHub(
                Clock.systemUTC(),
                HostRules.gatewayReads(),
                HostRules.gatewayGit(),
                HostRules.signedReads());
    }

    /// A GitHub that a client asks directly: its headers are its own.
    public static FakeGitHub forClients() {
        return forClients(Clock.systemUTC());
    }

    /// The same, whose hours are those of a clock.
    public static FakeGitHub forClients(Clock clock) {
        return new FakeGitHub(
                clock,
                HostRules.gatewayReads().anyHeader(),
                HostRules.gatewayGit().anyHeader(),
                HostRules.signedReads().anyHeader());
    }

    /// Values of `--upstream` for all hosts.
    public List<String> upstreams() {
        return hosts().stream().map(FakeHost::upstream).toList();
    }

    /// Adds a fine-grained token of an account: no scopes are shown.
    public FakeGitHub token(String login, String token) {
        accounts.add(token, new GitHubAccounts.Token(login, null, null, false));
        return this;
    }

    /// Adds a classic token of an account with scopes, for example `"repo, read:org"` or `""`.
    public FakeGitHub classicToken(String login, String token, String scopes) {
        accounts.add(token, new GitHubAccounts.Token(login, scopes, null, false));
        return this;
    }

    /// Lets a token end at this time, and says so in each answer to it.
    public FakeGitHub expires(String token, Instant end) {
        accounts.change(
                token, t -> new GitHubAccounts.Token(t.login(), t.scopes(), end, t.revoked()));
        return this;
    }

    /// Answers `Bad credentials` to a token from now on, without a violation.
    public void revoke(String token) {
        accounts.change(
                token, t -> new GitHubAccounts.Token(t.login(), t.scopes(), t.expires(), true));
    }

    /// Answers a request to the REST host without a socket: for very many of them. Returns the
    /// status.
    public int ask(Recorded request) {
        return rest.answer(request).status();
    }

    /// How often a bad credential was offered to the REST host.
    public int refusals() {
        return accounts.refusals();
    }

    /// A public repository `OWNER/REPO`, made when it is not there.
    public GitHubRepository repository(String fullName) {
        return add(new GitHubRepository(fullName, false, Set.of()));
    }

    /// A private repository that these accounts see, made when it is not there; 404 for all others.
    public GitHubRepository privateRepository(String fullName, String... readers) {
        return add(new GitHubRepository(fullName, true, Set.of(readers)));
    }

    private GitHubRepository add(GitHubRepository repository) {
        renamed.remove(repository.fullName());
        return repositories.computeIfAbsent(repository.fullName(), _ -> repository);
    }

    /// Renames a repository; the old name answers 301.
    public void rename(String oldName, String newName) {
        GitHubRepository repository = repositories.remove(oldName);
        if (repository == null) {
            throw new IllegalArgumentException("no repository " + oldName);
        }
        repository.rename(newName);
        repositories.put(newName, repository);
        renamed.put(oldName, repository);
        large.rename(oldName, newName);
    }

    /// Answers this JSON at a path (with its query) of the REST host, whatever was there before.
    public void body(String target, String json) {
        resources.fix(target, json);
    }

    /// Serves git requests at `github.com` from this server, which checks their credential; its
    /// violations count here too. The caller closes it.
    public FakeGitHub git(GitServer server) {
        files.git(server);
        git = server;
        return this;
    }

    /// Serves images at `ghcr.io` from this registry. The caller closes it.
    public FakeGitHub images(DockerRegistry content) {
        registry.content(content);
        return this;
    }

    /// Hides a package at `ghcr.io` from all but a classic token of this account.
    public FakeGitHub privatePackage(String name, String owner) {
        registry.hide(name, owner);
        return this;
    }

    /// Sets how many REST requests an account has this hour (at first 5000).
    public void limit(String login, int requests) {
        accounts.limit(login, requests);
    }

    /// Sets how many REST requests callers without a token have this hour (at first 60).
    public void limitAnonymous(int requests) {
        accounts.limit(GitHubAccounts.ANONYMOUS, requests);
    }

    /// Sets when all quotas are full again (at first in an hour).
    public void resetAt(Instant instant) {
        accounts.resetAt(instant);
    }

    /// How many REST requests an account has spent: authorised 304s and `/rate_limit` are free.
    public int used(String login) {
        return accounts.used(login);
    }

    /// How many REST requests callers without a token have spent.
    public int usedAnonymously() {
        return accounts.used(GitHubAccounts.ANONYMOUS);
    }

    /// Answers all REST requests with the secondary limit, until [#heal].
    public void secondaryLimit(Duration retryAfter) {
        api.breakWith(
                new Fault.Says(
                        403,
                        "application/json",
                        "{\"message\":\"You have exceeded a secondary rate limit.\","
                                + "\"documentation_url\":\"https://docs.github.com/rest/overview/"
                                + "rate-limits-for-the-rest-api#about-secondary-rate-limits\"}",
                        Map.of("retry-after", Long.toString(retryAfter.toSeconds()))));
    }

    /// Redirects release files to `objects.githubusercontent.com`, as GitHub did before.
    public void useOldAssetHost() {
        signatures.assetHost(oldAssets.name());
    }

    /// Ends all signed addresses that were given out.
    public void expireSignatures() {
        signatures.expire();
        large.expire();
    }

    /// Adds a large file to a repository and returns its SHA-256.
    public String largeFile(String fullName, byte[] content) {
        return large.add(fullName, content);
    }

    /// Links to large files at another host from now on.
    public void keepLargeFilesAt(String host) {
        large.storage(host);
    }

    /// Plants the signatures that were given out and must stay inside. To be called at the end.
    public void plantInto(LeakSearch search) {
        signatures.all().forEach(s -> search.plant("a signed GitHub address", s));
        large.signatures().forEach(s -> search.plant("a signed LFS address", s));
        registry.plantInto(search);
    }

    /// `api.github.com`.
    public FakeHost api() {
        return api;
    }

    /// `github.com`.
    public FakeHost web() {
        return web;
    }

    /// `raw.githubusercontent.com`.
    public FakeHost raw() {
        return raw;
    }

    /// `codeload.github.com`.
    public FakeHost codeload() {
        return codeload;
    }

    /// `release-assets.githubusercontent.com`.
    public FakeHost assets() {
        return assets;
    }

    /// `objects.githubusercontent.com`.
    public FakeHost oldAssets() {
        return oldAssets;
    }

    /// `pkg-containers.githubusercontent.com`.
    public FakeHost imageBlobs() {
        return blobs;
    }

    /// `ghcr.io`, where nothing but the log-in is answered before [#images(DockerRegistry)].
    public FakeHost images() {
        return images;
    }

    /// `github-cloud.githubusercontent.com`, where large files are.
    public FakeHost largeFiles() {
        return storage;
    }

    private List<FakeHost> hosts() {
        return List.of(api, web, raw, codeload, assets, oldAssets, images, blobs, storage);
    }

    /// Breaks all hosts.
    public void breakWith(Fault fault) {
        hosts().forEach(host -> host.breakWith(fault));
    }

    /// Heals all hosts.
    public void heal() {
        hosts().forEach(FakeHost::heal);
    }

    /// Fails the test on a wrong credential, header or method.
    public void assertClean() {
        violations.assertClean();
        GitServer server = git;
        if (server != null) {
            server.assertClean();
        }
    }

    /// The violations so far.
    public Violations violations() {
        return violations;
    }

    @Override
    public void close() {
        hosts().forEach(FakeHost::close);
        registry.close();
    }
}
