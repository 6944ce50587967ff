package mos.token.testkit;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The JSON shapes of GitHub's REST API, as far as the fake answers them.
final class GitHubJson {
    private static final String API = "https://api.github.com";
    private static final String WEB = "https://github.com/";

    private GitHubJson() {}

    static Map<String, Object> repository(GitHubRepository repo, Optional<String> login) {
        String name = repo.fullName();
        Map<String, Object> json =
                Json.object(
                        "id",
                        repo.id(),
                        "name",
                        name.substring(name.indexOf('/') + 1),
                        "full_name",
                        name,
                        "private",
                        repo.isPrivate(),
                        "owner",
                        user(name.substring(0, name.indexOf('/'))),
                        "html_url",
                        WEB + name,
                        "description",
                        repo.description(),
                        "url",
                        API + "/repos/" + name,
                        "clone_url",
                        WEB + name + ".git",
                        "visibility",
                        repo.isPrivate() ? "private" : "public",
                        "default_branch",
                        "main");
        if (login.isPresent()) {
            json.put(
                    "permissions",
                    Json.object("admin", false, "push", repo.pushableBy(login), "pull", true));
        }
        return json;
    }

    static Map<String, Object> user(String login) {
        return Json.object(
                "login", login, "id", Math.floorMod(login.hashCode(), 1_000_000), "type", "User");
    }

    static Map<String, Object> release(GitHubRepository repo, GitHubRepository.Release release) {
        String at = API + "/repos/" + repo.fullName();
        return Json.object(
                "url",
                at + "/releases/" + release.id(),
                "id",
                release.id(),
                "tag_name",
                release.tag(),
                "name",
                release.tag(),
                "draft",
                release.draft(),
                "prerelease",
                false,
                "immutable",
                false,
                "published_at",
                "2026-01-01T00:00:00Z",
                "assets",
                release.assets().stream().map(a -> asset(repo, release, a)).toList(),
                "tarball_url",
                at + "/tarball/" + release.tag(),
                "zipball_url",
                at + "/zipball/" + release.tag());
    }

    private static Map<String, Object> asset(
            GitHubRepository repo, GitHubRepository.Release release, GitHubRepository.Asset asset) {
        return asset(
                repo,
                asset,
                WEB + repo.fullName() + "/releases/download/" + release.tag() + "/" + asset.name());
    }

    static Map<String, Object> asset(
            GitHubRepository repo, GitHubRepository.Asset asset, String download) {
        return Json.object(
                "url",
                API + "/repos/" + repo.fullName() + "/releases/assets/" + asset.id(),
                "id",
                asset.id(),
                "name",
                asset.name(),
                "state",
                "uploaded",
                "content_type",
                "application/octet-stream",
                "size",
                asset.content().length,
                "digest",
                asset.digest(),
                "browser_download_url",
                download);
    }

    static Map<String, Object> tag(GitHubRepository repo, String name) {
        return Json.object(
                "name",
                name,
                "commit",
                commit(repo),
                "tarball_url",
                API + "/repos/" + repo.fullName() + "/tarball/refs/tags/" + name);
    }

    static Map<String, Object> commit(GitHubRepository repo) {
        String sha = repo.commit();
        return Json.object(
                "sha", sha, "url", API + "/repos/" + repo.fullName() + "/commits/" + sha);
    }

    static Map<String, Object> file(GitHubRepository repo, String path, byte[] content) {
        Map<String, Object> json = entry(repo, path, content.length);
        json.put("content", Base64.getMimeEncoder().encodeToString(content));
        json.put("encoding", "base64");
        return json;
    }

    static List<Object> directory(GitHubRepository repo, String path) {
        String prefix = path.isEmpty() ? "" : path + "/";
        return repo.files().entrySet().stream()
                .filter(e -> e.getKey().startsWith(prefix))
                .filter(e -> e.getKey().indexOf('/', prefix.length()) < 0)
                .<Object>map(e -> entry(repo, e.getKey(), e.getValue().length))
                .toList();
    }

    private static Map<String, Object> entry(GitHubRepository repo, String path, int size) {
        return Json.object(
                "name",
                path.substring(path.lastIndexOf('/') + 1),
                "path",
                path,
                "type",
                "file",
                "size",
                size,
                "url",
                API + "/repos/" + repo.fullName() + "/contents/" + path + "?ref=main");
    }

    static String message(int status, String text) {
        return Json.text(
                Json.object(
                        "message",
                        text,
                        "documentation_url",
                        "https://docs.github.com/rest",
                        "status",
                        Integer.toString(status)));
    }
}
