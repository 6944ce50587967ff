package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GithubPathTest {
    @ParameterizedTest
    @CsvSource({
        "o/r.git/info/refs, o, r, info/refs",
        "o/r/info/refs, o, r, info/refs",
        "O/R.git/git-upload-pack, O, R, git-upload-pack",
        "o/a.git.git/info/refs, o, a.git, info/refs",
        "o/.github/info/refs, o, .github, info/refs",
    })
    void gitReads(String path, String owner, String name, String service) {
        assertEquals(
                new GithubPath.Git(new RepositoryRef.Named(owner, name), service),
                GithubPath.parse(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o/r.git/git-receive-pack",
                "o/r.git/git-upload-archive",
                "o/r.git/HEAD",
                "o/r.git/objects/info/packs",
                "o/r.git/objects/ab/cdef",
                "o/r.git/info/alternates",
            })
    void otherWaysOfGitAreRefused(String path) {
        assertInstanceOf(GithubPath.Refused.class, GithubPath.parse(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o/r/releases/download/v1/file.tgz",
                "o/r/releases/download/a/b/file.tgz",
                "o/r/releases/latest/download/file.tgz",
                "o/r/archive/main.tar.gz",
                "o/r/archive/refs/heads/main.zip",
            })
    void files(String path) {
        assertInstanceOf(GithubPath.File.class, GithubPath.parse(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o",
                "o/r",
                "login/oauth/authorize",
                "o/r/blob/main/a",
                "o/r/releases",
                "o/r/archive/main",
                "o/r/settings/keys",
            })
    void pagesAreNotServed(String path) {
        assertInstanceOf(GithubPath.Nothing.class, GithubPath.parse(path));
    }

    @Test
    void onlyOneQueryOfInfoRefsPasses() {
        assertTrue(GithubPath.refusedQuery(Optional.of("service=git-upload-pack")).isEmpty());
        for (String bad :
                new String[] {
                    "",
                    "service=git-receive-pack",
                    "service=git-upload-pack&x=1",
                    "x=1&service=git-upload-pack",
                    "service=git-upload-archive",
                    "service=git%2Dupload-pack",
                    "Service=git-upload-pack"
                }) {
            assertTrue(GithubPath.refusedQuery(Optional.of(bad)).isPresent(), bad);
        }
        assertTrue(GithubPath.refusedQuery(Optional.empty()).isPresent());
    }

    @Test
    void filesOfACommitNeverChange() {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        assertTrue(FilePath.raw("o/r/" + commit + "/a/b.txt").immutable());
        assertFalse(FilePath.raw("o/r/main/a").immutable());
        assertFalse(FilePath.raw("o/r/" + commit.substring(1) + "/a").immutable());
        assertTrue(FilePath.codeload("o/r/tar.gz/" + commit).immutable());
        assertFalse(FilePath.codeload("o/r/tar.gz/refs/heads/" + commit).immutable());
        assertTrue(web("o/r/archive/" + commit + ".zip").immutable());
        assertFalse(web("o/r/archive/refs/tags/" + commit + ".zip").immutable());
        assertFalse(web("o/r/archive/main.tar.gz").immutable());
        assertFalse(web("o/r/releases/download/v1/" + commit).immutable());
        assertThrows(IllegalArgumentException.class, () -> FilePath.raw("o/r/main"));
        assertThrows(IllegalArgumentException.class, () -> FilePath.codeload("o/r/rar/main"));
        assertThrows(IllegalArgumentException.class, () -> FilePath.codeload("o/r/tar.gz"));
    }

    private static FilePath web(String tail) {
        return FilePath.of((GithubPath.File) GithubPath.parse(tail));
    }

    @Test
    void largeFilesAreToldApart() {
        assertEquals(
                new GithubPath.Lfs(new RepositoryRef.Named("o", "r"), "objects/batch"),
                GithubPath.parse("o/r.git/info/lfs/objects/batch"));
    }
}
