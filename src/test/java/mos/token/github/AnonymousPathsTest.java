package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnonymousPathsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "repos/o/r",
                "repos/o/r/releases",
                "repos/o/r/releases/latest",
                "repos/o/r/releases/17",
                "repos/o/r/releases/17/assets",
                "repos/o/r/releases/assets/99",
                "repos/o/r/releases/tags/v1.2",
                "repos/o/r/releases/tags/a/b",
                "repos/o/r/tags",
                "repos/o/r/branches",
                "repos/o/r/branches/main",
                "repos/o/r/branches/feature%2Fx",
                "repos/o/r/commits",
                "repos/o/r/commits/main",
                "repos/o/r/commits/heads/main",
                "repos/o/r/contents",
                "repos/o/r/contents/a/b/c.txt",
                "repos/o/r/readme",
                "repos/o/r/git/trees/abc",
                "repos/o/r/compare/v1...v2",
                "repos/o/r/languages",
                "repos/o/r/topics",
                "repos/o/r/tarball",
                "repos/o/r/zipball/refs/heads/main",
                "repositories/17",
                "repositories/17/releases",
                "users/octocat",
                "meta",
                "versions",
            })
    void listed(String path) {
        assertTrue(AnonymousPaths.lists(ApiPath.parse(path)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user",
                "user/repos",
                "rate_limit",
                "graphql",
                "users/octocat/repos",
                "users/octocat/keys",
                "orgs/acme",
                "meta/x",
                "notifications",
                "search/code",
                "gists",
                "events",
                "repositories",
                "repos",
                "repos/o",
                "repos/o/r/issues",
                "repos/o/r/pulls",
                "repos/o/r/collaborators",
                "repos/o/r/hooks",
                "repos/o/r/keys",
                "repos/o/r/actions/runs",
                "repos/o/r/actions/secrets",
                "repos/o/r/traffic/views",
                "repos/o/r/branches/main/protection",
                "repos/o/r/releases/latest/x",
                "repos/o/r/releases/x",
                "repos/o/r/releases/assets",
                "repos/o/r/releases/tags",
                "repos/o/r/git/blobs/abc",
                "repos/o/r/git/trees",
                "repos/o/r/Contents/a",
                "repos/o/r/compare/main...evil:main",
                "repos/o/r/compare/main...evil%3Amain",
                "repositories/17/hooks",
            })
    void everythingElseNeedsAToken(String path) {
        assertFalse(AnonymousPaths.lists(ApiPath.parse(path)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repos/o%2Fx/r",
                "repos/-o/r",
                "repos/o/r%2Fx",
                "repos/o/r%20",
                "repos/o@h/r",
                "repositories/0",
                "repositories/x",
                "repositories/99999999999999999999",
            })
    void aRepositoryThatCannotBeIsRefused(String path) {
        assertThrows(IllegalArgumentException.class, () -> ApiPath.parse(path));
    }

    @Test
    void theSameRepositoryHasOneKeyWhateverTheCase() {
        var one = new RepositoryRef.Named("OctoCat", "Hello-World");
        var two = new RepositoryRef.Named("octocat", "hello-world");
        assertEquals(one.key(), two.key());
        assertEquals("repos/octocat/hello-world", one.key());
    }
}
