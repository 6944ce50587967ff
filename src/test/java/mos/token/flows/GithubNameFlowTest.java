package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mos.token.testkit.Fault;
import mos.token.testkit.GitHubRepository;
import mos.token.testkit.Recorded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names of private repositories that public ones take over. What callers with an admin token were
/// told of the one is kept under the same name, and is nothing for those without.
class GithubNameFlowTest {
    private static final String NAME = "octo/name";
    private static final String REPOSITORY = "api.github.com/repos/" + NAME;
    private static final String RELEASES = REPOSITORY + "/releases";
    private static final String TOOL = "github.com/" + NAME + "/releases/download/v1/tool.bin";

    @TempDir private Path temp;

    private GithubHouse house;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github
                .privateRepository(NAME, "owner")
                .release("v1")
                .asset("v1", "tool.bin", bytes("hidden content"))
                .release("hidden-release");
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The name passes to a public repository, a second after what was asked last.
    private GitHubRepository taken() {
        house.clock.move(Duration.ofSeconds(1));
        house.github.rename(NAME, "owner/kept");
        return house.github
                .repository(NAME)
                .release("v1")
                .asset("v1", "tool.bin", bytes("open content"));
    }

    private static void assertHidden(HttpResponse<String> answer) {
        assertFalse(answer.body().contains("hidden"), answer::body);
    }

    /// Whether it asks for more than whether the repository is public.
    private static boolean isWithin(Recorded request) {
        return request.path().startsWith("/repos/" + NAME + "/");
    }

    @Test
    void whatIsFreshIsAskedForAnew() {
        assertTrue(house.read(RELEASES).body().contains("hidden-release"));
        taken();
        HttpResponse<String> open = house.get(RELEASES);
        assertEquals(200, open.statusCode());
        assertTrue(open.body().contains("v1"));
        assertHidden(open);
        assertHidden(house.read(RELEASES));
    }

    @Test
    void itIsNotServedWhileGithubIsAway() {
        assertEquals(200, house.read(RELEASES).statusCode());
        taken();
        house.clock.move(Duration.ofDays(1));
        for (Fault fault : List.of(new Fault.Down(), new Fault.Says(502), new Fault.Cut(10))) {
            house.github.api().breakWith(fault, GithubNameFlowTest::isWithin);
            HttpResponse<String> away = house.get(RELEASES);
            assertEquals(502, away.statusCode(), fault.toString());
            assertHidden(away);
            assertTrue(house.read(RELEASES).headers().firstValue("Warning").isPresent());
        }
    }

    @Test
    void itIsNotServedToSpareQuota() {
        assertEquals(200, house.read(RELEASES).statusCode());
        taken();
        house.clock.move(Duration.ofMinutes(20));
        house.github.limit("owner", 50);
        for (int page = 0; page < 46; page++) {
            house.read(REPOSITORY + "/commits?page=" + page);
        }
        HttpResponse<String> spared = house.read(RELEASES);
        assertTrue(spared.headers().firstValue("Warning").isPresent(), "in reserve");
        HttpResponse<String> open = house.get(RELEASES);
        assertEquals(200, open.statusCode());
        assertHidden(open);
    }

    /// The repository was public when it was looked at last, and nobody can be asked whether it is.
    @Test
    void whatWasToldAfterTheLookWasBelievedIsNotServedWhileNobodyCanBeAsked() {
        GitHubRepository open = house.github.privateRepository("octo/open", "owner");
        open.visibility(false).release("v1");
        String releases = "api.github.com/repos/octo/open/releases";
        assertEquals(200, house.get(releases).statusCode());
        house.clock.move(Duration.ofHours(1));
        house.github.api().breakWith(new Fault.Down());
        HttpResponse<String> stale = house.get(releases);
        assertTrue(stale.headers().firstValue("Warning").isPresent(), "was public");
        house.github.heal();
        open.visibility(true).release("hidden-release");
        assertTrue(house.read(releases).body().contains("hidden-release"));
        house.github.api().breakWith(new Fault.Down());
        house.clock.move(Duration.ofHours(1));
        assertEquals(502, house.get(releases).statusCode());
        assertTrue(house.read(releases).body().contains("hidden-release"));
    }

    /// A file is known by what the API tells of it: its digest names content that is here.
    @Test
    void aReleaseFileIsThatOfThePublicRepository() {
        assertEquals("hidden content", house.read(TOOL).body());
        taken();
        assertEquals("open content", house.get(TOOL).body());
        assertEquals("open content", house.read(TOOL).body());
    }

    @Test
    void whatIsUnchangedCostsNoQuotaAndIsAskedForOnce() {
        taken();
        assertEquals(200, house.read(RELEASES).statusCode());
        assertEquals(200, house.read(REPOSITORY).statusCode());
        int spent = house.spent();
        house.clock.move(Duration.ofSeconds(10));
        for (int i = 0; i < 3; i++) {
            assertEquals(200, house.get(RELEASES).statusCode());
            assertEquals(200, house.get(REPOSITORY).statusCode());
        }
        assertEquals(2, house.github.api().count("GET", "/releases"));
        assertEquals(2, house.github.api().count("GET", "/" + NAME));
        assertEquals(spent, house.spent());
    }
}
