package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeping the GitHub and Docker Hub tokens, as a person meets it; the other services are in
/// [MoreServicesPageTest].
class ServiceTokensPageTest {
    private static final String GOOD = "gh" + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    private static final String STRONG = "gh" + "p_" + "Z1y2X3w4V5u6T7s8R9q0P1o2N3m4L5k6J7i8";
    private static final String HUB = "dckr_" + "pat_" + "q7W8e9R1t2Y3u4I5o6P7a8S9d0F";

    @TempDir Path directory;

    private FakeGitHub github;
    private FakeDockerHub dockerHub;
    private TestApp app;
    private Chromium chromium;

    @BeforeEach
    void start() {
        github =
                FakeGitHub.forGateway()
                        .classicToken("alice", GOOD, "")
                        .classicToken("alice", STRONG, "repo");
        dockerHub = FakeDockerHub.forGateway().account("alice", HUB, "repo:public_read");
        // What the look at a token asks for, without spending a pull.
        dockerHub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        TestApp.Setup setup = TestApp.in(directory);
        Upstreams.of(github.upstreams(), dockerHub.upstreams()).forEach(setup::upstream);
        app = setup.start();
        chromium = new Chromium();
    }

    @AfterEach
    void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = dockerHub;
                TestApp _ = app;
                Chromium _ = chromium) {
            var search =
                    new LeakSearch()
                            .plant("a GitHub token", GOOD)
                            .plant("a GitHub token that can write", STRONG)
                            .plant("a Docker Hub token", HUB);
            search.assertNowhere(directory, app.answers());
        }
    }

    private Tab signedIn() {
        return chromium.tab().signIn(app.app().signInLink().exposeText());
    }

    private static void save(Tab tab) {
        tab.button("Save client tokens").click();
    }

    private static Locator state(Tab tab, String service) {
        return tab.page.locator("#service-" + service + "-state");
    }

    @Test
    void savesValidatesAndNeverShowsATokenAgain() {
        try (Tab tab = signedIn()) {
            tab.field("GitHub Token").fill(" " + GOOD + " ");
            tab.field("DockerHub Token").fill("alice:" + HUB);
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(tab.field("GitHub Token")).hasValue("");
            assertThat(tab.field("GitHub Token"))
                    .hasAttribute("placeholder", "gh" + "p_…" + GOOD.substring(GOOD.length() - 4));
            assertThat(tab.field("DockerHub Token"))
                    .hasAttribute(
                            "placeholder", "alice:dckr_pat_…" + HUB.substring(HUB.length() - 4));

            // Saving looks at once, without being asked, and what was told is kept.
            assertThat(state(tab, "github")).containsText("of 5,000");
            tab.page.reload();
            assertThat(state(tab, "github")).containsText("works");
            assertThat(state(tab, "github")).containsText("alice");
            assertThat(state(tab, "github")).containsText("no scope");
            assertThat(state(tab, "dockerhub")).containsText("Public Repo Read-only");
            assertThat(state(tab, "github")).not().containsText("of 5,000");
            tab.button("Validate").click();
            assertThat(tab.page.getByText("All stored client tokens work")).isVisible();
            assertThat(state(tab, "github")).containsText("alice");
            assertThat(state(tab, "github")).containsText("of 5,000");
            assertThat(state(tab, "dockerhub")).containsText("works");
            assertThat(state(tab, "dockerhub")).containsText("of 200");

            tab.page.reload();
            assertFalse(tab.page.content().contains(GOOD.substring(4)), "shown again");
            assertFalse(tab.page.content().contains(HUB.substring(9)), "shown again");
            tab.assertClean();
        }
    }

    @Test
    void whatATokenWasSpentForAndWhoAskedIsTold() {
        app.storeServiceTokens("{\"dockerhub\":\"alice:%s\"}".formatted(HUB));
        URI image = app.gateway().resolve("/v2/ratelimitpreview/test/manifests/latest");
        assertEquals(200, app.ask("GET", image, null, null).statusCode());
        try (Tab tab = signedIn()) {
            tab.page.getByText("Where it works and what it did: DockerHub Token").click();
            Locator known = tab.page.locator("#service-dockerhub-known");
            assertThat(known).containsText("ratelimitpreview/test");
            assertThat(known).containsText("127.0.0.0/24");
            tab.button("Validate").click();
            assertThat(state(tab, "dockerhub")).containsText("of 200");
            assertThat(known).containsText("ratelimitpreview/test");
            tab.assertClean();
        }
    }

    @Test
    void aWrongFormIsSaidAtItsFieldAndNothingEnteredIsLost() {
        try (Tab tab = signedIn()) {
            tab.field("GitHub Token").fill(GOOD);
            tab.field("DockerHub Token").fill("without-a-colon");
            save(tab);
            assertThat(tab.page.locator("#service-dockerhub-error")).containsText("username:token");
            assertThat(tab.field("DockerHub Token")).hasAttribute("aria-invalid", "true");
            assertThat(tab.field("GitHub Token")).hasValue(GOOD);
            assertThat(tab.field("GitHub Token")).not().hasAttribute("aria-invalid", "true");
            tab.field("DockerHub Token").fill("alice:" + HUB);
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(tab.page.locator("#service-dockerhub-error")).isHidden();
            tab.assertClean();
        }
    }

    @Test
    void saysWhatIsWrongWithATokenThatTheServiceRefusesOrThatCanWrite() {
        github.revoke(GOOD);
        try (Tab tab = signedIn()) {
            tab.field("GitHub Token").fill(GOOD);
            save(tab);
            tab.button("Validate").click();
            assertThat(state(tab, "github")).containsText("refused");
            // Saving looked too, and the same news is told once.
            assertThat(tab.page.getByText("Not every client token works")).hasCount(1);

            tab.field("GitHub Token").fill(STRONG);
            save(tab);
            tab.button("Validate").click();
            assertThat(state(tab, "github")).containsText("can write");
            assertThat(state(tab, "github")).containsText("make a narrower one");
            tab.assertClean();
        }
    }

    /// What asks must outlive its question: around one that was replaced htmx finds no place for
    /// the answer.
    @Test
    void aLookUnderWayIsStillToldAfterSomethingWasSaved() {
        try (Tab tab = signedIn()) {
            List<Route> held = new ArrayList<>();
            tab.page.route("**/validate", held::add);
            tab.button("Validate").click();
            tab.page.waitForCondition(() -> !held.isEmpty());
            tab.field("GitHub Token").fill(GOOD);
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            tab.page.unroute("**/validate");
            held.forEach(Route::resume);
            assertThat(tab.page.getByText("All stored client tokens work")).isVisible();
            assertThat(state(tab, "github")).containsText("of 5,000");
            tab.assertClean();
        }
    }

    @Test
    void whatWasAskedInAClosedDialogIsStillTold() {
        app.storeServiceTokens("{\"github\":\"%s\"}".formatted(GOOD));
        try (Tab tab = signedIn()) {
            List<Route> held = new ArrayList<>();
            tab.link("Remove GitHub Token").click();
            tab.page.route("**/remove", held::add);
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            tab.page.waitForCondition(() -> !held.isEmpty());
            tab.page.keyboard().press("Escape");
            assertThat(tab.dialog()).isHidden();
            held.forEach(Route::resume);
            assertThat(tab.page.getByText("Client Token removed")).isVisible();
            assertThat(tab.link("Remove GitHub Token")).hasCount(0);
            assertThat(tab.dialog()).isEmpty();
            tab.assertClean();
        }
    }

    @Test
    void anEmptyFieldKeepsWhatIsStoredAndRemovingAsks() {
        try (Tab tab = signedIn()) {
            tab.field("GitHub Token").fill(GOOD);
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            save(tab);
            assertThat(tab.page.getByText("Nothing to save")).isVisible();
            assertThat(tab.link("Remove GitHub Token")).isVisible();

            tab.link("Remove GitHub Token").click();
            assertThat(tab.dialog()).containsText("Remove the GitHub Token?");
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.page.getByText("Client Token removed")).isVisible();
            assertThat(tab.link("Remove GitHub Token")).hasCount(0);
            assertThat(tab.dialog()).isHidden();
            tab.assertClean();
        }
    }

    @Test
    void worksWithoutScripts() {
        try (Tab tab = chromium.tab(Chromium.options().setJavaScriptEnabled(false))) {
            tab.signIn(app.app().signInLink().exposeText());
            tab.field("DockerHub Token").fill("without-a-colon");
            save(tab);
            assertThat(tab.page.locator("#service-dockerhub-error")).containsText("username:token");
            assertThat(tab.field("DockerHub Token")).hasValue("");

            tab.field("GitHub Token").fill(GOOD);
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            tab.button("Validate").click();
            assertThat(state(tab, "github")).containsText("works");
            tab.link("Remove GitHub Token").click();
            tab.button("Remove").click();
            assertThat(tab.page.getByText("Client Token removed")).isVisible();
            tab.assertClean();
        }
    }
}
