package mos.token.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/// The hosts that serve files: `github.com` (redirects, git), `raw.githubusercontent.com`,
/// `codeload.github.com` and the signed asset hosts.
final class GitHubFiles {
    private static final Pattern WEB =
            Pattern.compile(
                    "/([^/]+/[^/]+)/(releases/download|releases/latest/download|archive)/(.+)");
    private static final Pattern GIT =
            Pattern.compile("/[^/]+/[^/]+/(info/refs|git-upload-pack|git-receive-pack)");
    private static final Pattern RAW =
            Pattern.compile("/([^/]+/[^/]+)/(refs/(?:heads|tags)/[^/]+|[^/]+)/(.+)");
    private static final Pattern CODELOAD =
            Pattern.compile("/([^/]+/[^/]+)/(?:legacy\\.)?(tar\\.gz|zip)/(.+)");

    private final Map<String, GitHubRepository> repositories;
    private final Map<String, GitHubRepository> renamed;
    private final GitHubAccounts accounts;
    private final GitHubSignatures signatures;
    private final Violations violations;
    private final GitHubLargeFiles large;
    private volatile @Nullable GitServer git;

    GitHubFiles(
            Map<String, GitHubRepository> repositories,
            Map<String, GitHubRepository> renamed,
            GitHubAccounts accounts,
            GitHubSignatures signatures,
            GitHubLargeFiles large,
            Violations violations) {
        this.repositories = repositories;
        this.renamed = renamed;
        this.accounts = accounts;
        this.signatures = signatures;
        this.large = large;
        this.violations = violations;
    }

    void git(GitServer server) {
        git = server;
    }

    Answer web(Recorded request, InputStream body) throws IOException, InterruptedException {
        if (request.path().equals("/octocat/Hello-World.git/info/refs")) {
            return example(request);
        }
        GitServer server = git;
        if (GIT.matcher(request.path()).matches()) {
            return server == null ? notFound() : server.answer(request, body);
        }
        Matcher batch = GitHubLargeFiles.BATCH.matcher(request.path());
        if (batch.matches()) {
            return readable(batch.group(1), basic(request)).isPresent()
                    ? large.batch(request, batch.group(1), body)
                    : Answer.empty(request.header("Authorization").isPresent() ? 404 : 401);
        }
        if (request.method().equals("POST")) {
            violations.add("github.com: a POST that is no git-upload-pack: " + request);
            return notFound();
        }
        Matcher path = WEB.matcher(request.path());
        if (!path.matches()) {
            return notFound();
        }
        GitHubRepository moved = renamed.get(path.group(1));
        if (moved != null) {
            return Answer.redirect(
                    301,
                    "https://github.com/"
                            + moved.fullName()
                            + "/"
                            + path.group(2)
                            + "/"
                            + path.group(3));
        }
        return readable(path.group(1), caller(request, "github.com"))
                .map(repo -> download(repo, path.group(2), path.group(3)))
                .orElseGet(GitHubFiles::notFound);
    }

    /// GitHub's own example repository: what a look at a token asks.
    private Answer example(Recorded request) {
        Optional<String> offered = request.header("Authorization");
        boolean refused =
                offered.isPresent()
                        && offered.flatMap(value ->
                                        GitHubApi.knownBasic(
                                                value, "github.com", accounts, violations))
                                .filter(accounts::isLive)
                                .isEmpty();
        return refused
                ? Answer.empty(401)
                : Answer.bytes(
                        200,
                        "application/x-git-upload-pack-advertisement",
                        "000eversion 2\n0000".getBytes(StandardCharsets.UTF_8));
    }

    private Answer download(GitHubRepository repo, String kind, String rest) {
        if (kind.equals("archive")) {
            String ref = rest.replaceFirst("\\.(tar\\.gz|zip)$", "");
            String format = rest.endsWith(".zip") ? "zip" : "tar.gz";
            return repo.hasRef(ref) && !ref.equals(rest)
                    ? Answer.redirect(302, signatures.archive(repo, format, ref))
                    : notFound();
        }
        if (kind.equals("releases/latest/download")) {
            return repo.releases(false).stream()
                    .findFirst()
                    .map(latest ->
                            Answer.redirect(
                                    302,
                                    "https://github.com/%s/releases/download/%s/%s"
                                            .formatted(repo.fullName(), latest.tag(), rest)))
                    .orElseGet(GitHubFiles::notFound);
        }
        int slash = rest.lastIndexOf('/');
        // The web takes no token for these: they are had from the REST API only.
        return slash < 0 || repo.isPrivate()
                ? notFound()
                : repo.asset(rest.substring(0, slash), rest.substring(slash + 1))
                        .map(asset -> Answer.redirect(302, signatures.asset(asset)))
                        .orElseGet(GitHubFiles::notFound);
    }

    Answer raw(Recorded request) {
        Matcher path = RAW.matcher(request.path());
        if (!path.matches()) {
            return notFound();
        }
        Optional<byte[]> content =
                readable(path.group(1), caller(request, "raw.githubusercontent.com"))
                        .filter(repo -> repo.hasRef(path.group(2)))
                        .flatMap(repo -> repo.file(path.group(3)));
        if (content.isEmpty()) {
            return notFound();
        }
        String etag = "\"" + Layers.sha256(content.get()).substring(7) + "\"";
        Answer answer =
                request.header("If-None-Match").orElse("").contains(etag)
                        ? Answer.empty(304)
                        : Bodies.ranged(request, "text/plain; charset=utf-8", content.get());
        return answer.with("ETag", etag)
                .with("Cache-Control", "max-age=300")
                .with("Vary", "Authorization,Accept-Encoding");
    }

    Answer codeload(Recorded request) throws IOException {
        Matcher path = CODELOAD.matcher(request.path());
        if (!path.matches()) {
            return notFound();
        }
        GitHubRepository repo = repositories.get(path.group(1));
        if (repo == null
                || !repo.hasRef(path.group(3))
                || (repo.isPrivate() && !signatures.opensArchive(request))) {
            return notFound();
        }
        boolean zip = path.group(2).equals("zip");
        // Made on demand: no length, as at GitHub.
        byte[] archive = zip ? zip(repo) : tarball(repo);
        return new Answer(
                        200,
                        Map.of("Content-Type", zip ? "application/zip" : "application/x-gzip"),
                        -1,
                        new ByteArrayInputStream(archive))
                .with("ETag", "W/\"" + Layers.sha256(archive).substring(7) + "\"");
    }

    Answer asset(Recorded request) {
        return signatures
                .asset(request)
                .map(a -> Bodies.ranged(request, "application/octet-stream", a.content()))
                .map(a -> a.with("ETag", "\"0x8DC\""))
                .orElseGet(() ->
                        Answer.bytes(
                                403,
                                "application/xml",
                                "<Error><Code>AuthenticationFailed</Code></Error>"
                                        .getBytes(StandardCharsets.UTF_8)));
    }

    /// The bytes of a repository's archive, for a test to compare with.
    static byte[] tarball(GitHubRepository repo) {
        StringBuilder list = new StringBuilder();
        repo.files().forEach((name, content) -> list.append(name).append(content.length));
        return Layers.gzip(Layers.file("repository-" + repo.commit(), list.toString()));
    }

    private static byte[] zip(GitHubRepository repo) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : repo.files().entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                entry.setTime(0);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
        }
        return out.toByteArray();
    }

    private Optional<GitHubRepository> readable(String name, Optional<String> login) {
        return Optional.ofNullable(repositories.get(name)).filter(r -> r.readableBy(login));
    }

    private Optional<String> basic(Recorded request) {
        return request.header("Authorization")
                .flatMap(value -> GitHubApi.knownBasic(value, "github.com", accounts, violations))
                .filter(accounts::isLive)
                .map(GitHubAccounts.Token::login);
    }

    private Optional<String> caller(Recorded request, String host) {
        return request.header("Authorization")
                .flatMap(value -> GitHubApi.known(value, host, accounts, violations))
                .filter(accounts::isLive)
                .map(GitHubAccounts.Token::login);
    }

    private static Answer notFound() {
        return Answer.bytes(
                404,
                "text/plain; charset=utf-8",
                "404: Not Found".getBytes(StandardCharsets.UTF_8));
    }
}
