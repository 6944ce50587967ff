package mos.token.github;

import java.util.List;
import java.util.regex.Pattern;

/// The REST paths that callers without an admin token may read, when the repository is public.
/// Everything that is not listed needs a token: GitHub shows an authenticated reader more than the
/// public sees, on paths that nobody has listed completely.
final class AnonymousPaths {
    /// `*` is one segment, `#` a number, `**` everything behind.
    private static final List<List<String>> IN_REPOSITORY =
            templates(
                    "releases",
                    "releases/latest",
                    "releases/#",
                    "releases/#/assets",
                    "releases/assets/#",
                    "releases/tags/**",
                    "tags",
                    "branches",
                    "branches/*",
                    "commits",
                    "commits/*",
                    "commits/heads/*",
                    "commits/tags/*",
                    "contents",
                    "contents/**",
                    "readme",
                    "readme/**",
                    "git/trees/*",
                    "compare/**",
                    "languages",
                    "topics",
                    "tarball",
                    "tarball/**",
                    "zipball",
                    "zipball/**");

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");

    private AnonymousPaths() {}

    private static List<List<String>> templates(String... texts) {
        return List.of(texts).stream().map(t -> List.of(t.split("/"))).toList();
    }

    /// Whether the path is on the list. A listed path of a repository still needs that repository
    /// to be public.
    static boolean lists(ApiPath api) {
        List<String> segments = api.path().segments();
        if (api.repo() == null) {
            return switch (segments.getFirst()) {
                case "meta", "versions" -> segments.size() == 1;
                case "users" ->
                        segments.size() == 2 && RepositoryRef.Named.isOwner(segments.get(1));
                default -> false;
            };
        }
        List<String> inside = api.insideRepository();
        if (inside.isEmpty()) {
            return true;
        }
        if (inside.getFirst().equals("compare") && namesAnotherRepository(api.path())) {
            return false;
        }
        return IN_REPOSITORY.stream().anyMatch(t -> matches(t, inside));
    }

    /// `compare/main...OTHER:branch` reads from OTHER's fork, which was not looked at.
    private static boolean namesAnotherRepository(RawPath path) {
        for (int i = 0; i < path.segments().size(); i++) {
            if (path.decoded(i).contains(":")) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(List<String> template, List<String> segments) {
        for (int i = 0; i < template.size(); i++) {
            String part = template.get(i);
            if (i >= segments.size()) {
                return false;
            }
            if (part.equals("**")) {
                return true;
            }
            boolean fits =
                    switch (part) {
                        case "*" -> true;
                        case "#" -> NUMBER.matcher(segments.get(i)).matches();
                        default -> part.equals(segments.get(i));
                    };
            if (!fits) {
                return false;
            }
        }
        return template.size() == segments.size();
    }
}
