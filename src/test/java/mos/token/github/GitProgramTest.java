package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.Test;

class GitProgramTest {
    @Test
    void itSeesNothingOfOurEnvironment() throws IOException {
        try (var git = new GitProgram("git")) {
            Set<String> names =
                    git.run("-c", "alias.show-environment=!env", "show-environment")
                            .lines()
                            .map(line -> line.replaceFirst("=.*", ""))
                            .filter(name -> !name.startsWith("GIT_"))
                            .collect(Collectors.toCollection(TreeSet::new));
            names.removeAll(Set.of("_", "OLDPWD", "SHLVL", "PWD"));
            assertEquals(Set.of("HOME", "LC_ALL", "PATH"), names);
        }
    }

    @Test
    void whatRunsIsKilledAtTheEndAndNothingIsStartedAnyMore() throws Exception {
        var git = new GitProgram("git");
        // Its child waits for our input, as a pack that comes.
        Process process = git.start(Map.of(), "-c", "alias.wait=!git hash-object --stdin", "wait");
        assertTrue(
                Eventually.holdsWithin(
                        Duration.ofSeconds(10), () -> process.descendants().findAny().isPresent()));
        List<ProcessHandle> children = process.descendants().toList();
        git.close();
        assertFalse(process.isAlive());
        for (ProcessHandle child : children) {
            child.onExit().get(10, TimeUnit.SECONDS);
        }
        assertThrows(IOException.class, () -> git.run("--version"));
    }

    @Test
    void anErrorTellsWhatGitSaid() {
        try (var git = new GitProgram("git")) {
            var failed =
                    assertThrows(GitProgram.Failed.class, () -> git.run("rev-parse", "--git-dir"));
            assertTrue(failed.getMessage().contains("not a git repository"), failed.getMessage());
            assertFalse(failed.getMessage().contains("\n"));
        }
    }

    @Test
    void withoutGitTheFixIsNamed() {
        try (var git = new GitProgram("/nonexistent/git")) {
            var problem = assertThrows(IllegalArgumentException.class, git::require);
            assertTrue(problem.getMessage().contains("gateway.github-mirror"));
            assertTrue(problem.getMessage().contains("apt install git"));
        }
    }
}
