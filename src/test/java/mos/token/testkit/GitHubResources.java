package mos.token.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the REST paths of the fake GitHub answer to a caller.
final class GitHubResources {
    private static final Pattern REPOSITORY =
            Pattern.compile("/repos/([^/]+/[^/]+)(?:/(.*))?|/repositories/(\\d+)(?:/(.*))?");
    private static final String API = "https://api.github.com";

    private final Map<String, GitHubRepository> repositories;
    private final Map<String, GitHubRepository> renamed;
    private final GitHubSignatures signatures;
    private final Map<String, String> fixed = new ConcurrentHashMap<>();

    GitHubResources(
            Map<String, GitHubRepository> repositories,
            Map<String, GitHubRepository> renamed,
            GitHubSignatures signatures) {
        this.repositories = repositories;
        this.renamed = renamed;
        this.signatures = signatures;
    }

    void fix(String target, String json) {
        fixed.put(target, json);
    }

    Answer answer(Recorded request, Optional<String> login) {
        String json = fixed.get(request.target());
        if (json != null) {
            return Answer.json(200, json);
        }
        String path = request.path();
        if (path.equals("/user")) {
            return login.map(l -> json(GitHubJson.user(l)))
                    .orElseGet(() ->
                            Answer.json(401, GitHubJson.message(401, "Requires authentication")));
        }
        if (path.startsWith("/users/")) {
            return json(GitHubJson.user(path.substring("/users/".length())));
        }
        if (path.equals("/versions")) {
            return json(List.of("2022-11-28", "2026-03-10"));
        }
        if (path.equals("/meta")) {
            return json(Json.object("verifiable_password_authentication", false));
        }
        Matcher matcher = REPOSITORY.matcher(path);
        return matcher.matches() ? inRepository(matcher, request, login) : notFound();
    }

    private Answer inRepository(Matcher path, Recorded request, Optional<String> login) {
        boolean byName = path.group(1) != null;
        String rest = Optional.ofNullable(path.group(byName ? 2 : 4)).orElse("");
        GitHubRepository moved = byName ? renamed.get(path.group(1)) : null;
        if (moved != null && moved.readableBy(login)) {
            String query = request.target().substring(request.path().length());
            String to =
                    API
                            + "/repositories/"
                            + moved.id()
                            + (rest.isEmpty() ? "" : "/" + rest)
                            + query;
            return Answer.json(
                            301, Json.text(Json.object("message", "Moved Permanently", "url", to)))
                    .with("Location", to);
        }
        Optional<GitHubRepository> repo =
                byName
                        ? Optional.ofNullable(repositories.get(path.group(1)))
                        : repositories.values().stream()
                                .filter(r -> Long.toString(r.id()).equals(path.group(3)))
                                .findFirst();
        return repo.filter(r -> r.readableBy(login))
                .map(r -> resource(r, rest, request, login))
                .orElseGet(GitHubResources::notFound);
    }

    private Answer resource(
            GitHubRepository repo, String rest, Recorded request, Optional<String> login) {
        boolean drafts = repo.pushableBy(login);
        String[] parts = rest.split("/", 2);
        String tail = parts.length > 1 ? parts[1] : "";
        return switch (parts[0]) {
            case "" -> json(GitHubJson.repository(repo, login));
            case "releases" -> releases(repo, tail, drafts, request);
            case "tags" -> page(repo, rest, request, repo.tags(), t -> GitHubJson.tag(repo, t));
            case "branches" -> {
                List<String> all = List.of("main");
                yield page(repo, rest, request, all, b -> GitHubJson.tag(repo, b));
            }
            case "commits" ->
                    tail.isEmpty()
                            ? json(List.of(GitHubJson.commit(repo)))
                            : repo.hasRef(tail) ? json(GitHubJson.commit(repo)) : notFound();
            case "contents" -> contents(repo, tail, request);
            case "readme" -> contents(repo, "README.md", request);
            case "tarball" -> archive(repo, "legacy.tar.gz", tail);
            case "zipball" -> archive(repo, "legacy.zip", tail);
            default -> notFound();
        };
    }

    private Answer releases(GitHubRepository repo, String tail, boolean drafts, Recorded request) {
        List<GitHubRepository.Release> all = repo.releases(drafts);
        Function<GitHubRepository.Release, Object> shape = r -> GitHubJson.release(repo, r);
        if (tail.isEmpty()) {
            return page(repo, "releases", request, all, shape);
        }
        if (tail.startsWith("assets/")) {
            return tail.matches("assets/\\d+")
                    ? repo.asset(Long.parseLong(tail.substring("assets/".length())), drafts)
                            .map(asset -> asset(repo, asset, request))
                            .orElseGet(GitHubResources::notFound)
                    : notFound();
        }
        return all.stream()
                .filter(r ->
                        (tail.equals("latest") && !r.draft())
                                || tail.equals("tags/" + r.tag())
                                || tail.equals(Long.toString(r.id())))
                .findFirst()
                .map(r -> json(shape.apply(r)))
                .orElseGet(GitHubResources::notFound);
    }

    private Answer asset(GitHubRepository repo, GitHubRepository.Asset asset, Recorded request) {
        if (request.joined("Accept").orElse("").contains("application/octet-stream")) {
            return Answer.redirect(302, signatures.asset(asset));
        }
        return json(GitHubJson.asset(repo, asset, ""));
    }

    private Answer archive(GitHubRepository repo, String format, String ref) {
        String asked = ref.isEmpty() ? "refs/heads/main" : ref;
        return repo.hasRef(asked)
                ? Answer.redirect(302, signatures.archive(repo, format, asked))
                : notFound();
    }

    private static Answer contents(GitHubRepository repo, String path, Recorded request) {
        if (request.query("ref").stream().anyMatch(ref -> !repo.hasRef(ref))) {
            return notFound();
        }
        byte[] content = repo.files().get(path);
        if (content == null) {
            List<Object> entries = GitHubJson.directory(repo, path);
            return entries.isEmpty() ? notFound() : json(entries);
        }
        if (request.joined("Accept").orElse("").contains("raw")) {
            return Answer.bytes(200, "application/vnd.github.raw; charset=utf-8", content);
        }
        return json(GitHubJson.file(repo, path, content));
    }

    private static <T> Answer page(
            GitHubRepository repo,
            String rest,
            Recorded request,
            List<T> all,
            Function<T, Object> shape) {
        int size = number(request, "per_page", 30);
        int page = number(request, "page", 1);
        int from = Math.min(all.size(), (page - 1) * size);
        int to = Math.min(all.size(), from + size);
        List<Object> shown = new ArrayList<>();
        all.subList(from, to).forEach(each -> shown.add(shape.apply(each)));
        Answer answer = json(shown);
        if (to == all.size()) {
            return answer;
        }
        String at = "<" + API + "/repositories/" + repo.id() + "/" + rest + "?per_page=" + size;
        int last = (all.size() + size - 1) / size;
        return answer.with(
                "Link",
                "%s&page=%d>; rel=\"next\", %s&page=%d>; rel=\"last\""
                        .formatted(at, page + 1, at, last));
    }

    private static int number(Recorded request, String name, int otherwise) {
        return request.query(name).stream()
                .filter(text -> text.matches("[1-9]\\d{0,2}"))
                .map(Integer::parseInt)
                .findFirst()
                .orElse(otherwise);
    }

    private static Answer json(Object value) {
        return Answer.json(200, Json.text(value));
    }

    private static Answer notFound() {
        return Answer.json(404, GitHubJson.message(404, "Not Found"));
    }
}
