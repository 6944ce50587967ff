package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What the page says of a service token while it is entered, and of where it works.
class ServiceEntryPageTest {
    private static final String CLASSIC = "gh" + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    private static final String FINE = "github_" + "pat_" + "11ABCDEFG0aBcDeFgHiJkL_mNoPqRsTuVwXyZ";
    private static final String HUB = "dckr_" + "pat_" + "q7W8e9R1t2Y3u4I5o6P7a8S9d0F";
    private static final String PASSWORD = "correct-horse" + "-battery";
    private static final String FORGEJO = "0a1b2c3d4e".repeat(3) + "5f60718293";

    @TempDir Path directory;

    private FakeGitHub github;
    private FakeDockerHub dockerHub;
    private TestApp app;
    private Chromium chromium;

    @BeforeEach
    void start() {
        github = FakeGitHub.forGateway().token("alice", FINE);
        dockerHub =
                FakeDockerHub.forGateway()
                        .account("alice", HUB, "repo:public_read")
                        .account("bob", PASSWORD, "repo:admin");
        dockerHub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        TestApp.Setup setup = TestApp.in(directory);
        Upstreams.of(github.upstreams(), dockerHub.upstreams()).forEach(setup::upstream);
        // Nobody listens there.
        setup.upstream("codeberg.org", URI.create("http://127.0.0.1:9"));
        app = setup.start();
        chromium = new Chromium();
    }

    @AfterEach
    void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = dockerHub;
                TestApp _ = app;
                Chromium _ = chromium) {
            new LeakSearch()
                    .plant("a GitHub token", FINE)
                    .plant("a Docker Hub token", HUB)
                    .plant("a password", PASSWORD)
                    .assertNowhere(directory, app.answers());
        }
    }

    private Tab signedIn() {
        return chromium.tab().signIn(app.app().signInLink().exposeText());
    }

    private static void save(Tab tab) {
        tab.button("Save client tokens").click();
    }

    private static Locator look(Tab tab, String service) {
        return tab.page.locator("#service-" + service + "-look");
    }

    private static Locator state(Tab tab, String service) {
        return tab.page.locator("#service-" + service + "-state");
    }

    private void says(Tab tab, String service, String entry, String words) {
        tab.page.locator("#service-" + service).fill(entry);
        if (words.isEmpty()) {
            assertThat(look(tab, service)).isHidden();
        } else {
            assertThat(look(tab, service)).containsText(words);
        }
    }

    @Test
    void theFormIsCheckedWhileTyping() {
        try (Tab tab = signedIn()) {
            tab.page.getByText("More services").click();
            says(tab, "github", "gh", "");
            says(tab, "github", CLASSIC, "looks like a classic token");
            says(tab, "github", FINE, "looks like a fine-grained token");
            says(tab, "github", HUB, "This is a Docker Hub token");
            says(tab, "github", "mos_" + "abc", "This is an admin token of MOS Token");
            says(tab, "github", CLASSIC + " " + CLASSIC, "a space or a line break");
            says(tab, "github", " " + CLASSIC + " ", "looks like a classic token");
            says(tab, "github", "0123456789abcdef", "usually start with ghp_");
            says(tab, "github", "", "");
            says(tab, "dockerhub", HUB, "USERNAME: is missing");
            says(tab, "dockerhub", "ali", "");
            says(tab, "dockerhub", "alice:", "");
            says(tab, "dockerhub", "alice:" + HUB, "looks like a personal access token");
            says(tab, "dockerhub", "alice:" + CLASSIC, "This is a GitHub token");
            says(tab, "dockerhub", "alice@example.org:" + HUB, "not your e-mail address");
            says(tab, "dockerhub", "alice:" + PASSWORD, "looks like a password");
            says(tab, "codeberg", FORGEJO, "looks like a token of Gitea or Forgejo");
            says(tab, "codeberg", "codeberg.org:" + FORGEJO, "nothing in front");
            says(tab, "gitea", FORGEJO, "HOST: is missing");
            says(tab, "gitea", "https://git.example.org:" + FORGEJO, "without https://");
            says(tab, "gitea", "codeberg.org:" + FORGEJO, "a field of its own");
            says(tab, "gitea", "git.example.org:" + FORGEJO, "looks like a token of Gitea");
            tab.assertClean();
        }
    }

    @Test
    void whatCanWriteIsAskedAboutBeforeItIsSaved() {
        try (Tab tab = signedIn()) {
            tab.field("DockerHub Token").fill("bob:" + PASSWORD);
            save(tab);
            assertThat(tab.page.locator("#service-dockerhub-ask"))
                    .containsText("looks like a password");
            assertTrue(json("dockerhub").path("mask").isNull(), "saved without asking");
            assertThat(tab.field("DockerHub Token")).hasValue("bob:" + PASSWORD);
            tab.page.getByLabel("Save it all the same").check();
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(state(tab, "dockerhub")).containsText("can write");
            assertThat(state(tab, "dockerhub")).containsText("make a narrower one");
            assertThat(tab.page.getByLabel("Save it all the same")).hasCount(0);
            tab.assertClean();
        }
    }

    private JsonNode json(String service) {
        return TestApp.json(app.local("GET", "/api/v1/mos/tokens/" + service));
    }

    private LocalDate in(int days) {
        return LocalDate.ofInstant(app.clock().instant(), ZoneOffset.UTC).plusDays(days);
    }

    @Test
    void theEndIsEnteredWhereTheServiceDoesNotTellIt() {
        try (Tab tab = signedIn()) {
            assertThat(tab.page.locator("#service-github-ends")).hasCount(0);
            Locator ends = tab.field("Ends on: DockerHub Token");
            ends.fill(in(-1).toString());
            tab.field("DockerHub Token").fill("alice:" + HUB);
            ends.fill(in(-1).toString());
            save(tab);
            assertThat(tab.page.locator("#service-dockerhub-error")).containsText("in the future");
            ends.fill(in(90).toString());
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(state(tab, "dockerhub")).containsText("as you entered");
            assertEquals(in(90) + "T00:00:00.000Z", json("dockerhub").path("expiresAt").asString());

            ends.fill(in(60).toString());
            save(tab);
            String later = in(60) + "T00:00:00.000Z";
            tab.page.waitForCondition(
                    () -> json("dockerhub").path("expiresAt").asString().equals(later));
            assertThat(ends).hasValue(in(60).toString());
            save(tab);
            assertThat(tab.page.getByText("Nothing to save")).isVisible();

            // Another token has another end.
            tab.field("DockerHub Token").fill("alice:" + HUB);
            assertThat(ends).hasValue("");
            tab.field("DockerHub Token").fill("");
            save(tab);
            assertThat(state(tab, "dockerhub")).not().containsText("as you entered");
            assertTrue(json("dockerhub").path("expiresAt").isNull(), "not taken back");
            tab.assertClean();
        }
    }

    /// Whoever signed in long ago may still change a date: it is no secret.
    @Test
    void anEndNeedsNoNewSignIn() {
        app.storeServiceTokens("{\"dockerhub\":\"alice:%s\"}".formatted(HUB));
        try (Tab tab = signedIn()) {
            app.clock().move(Duration.ofMinutes(16));
            tab.page.reload();
            tab.field("Ends on: DockerHub Token").fill(in(60).toString());
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(state(tab, "dockerhub")).containsText("as you entered");
            tab.assertClean();
        }
    }

    @Test
    void eachHostSaysWhatItThinksOfTheToken() {
        app.storeServiceTokens("{\"github\":\"%s\",\"codeberg\":\"%s\"}".formatted(FINE, FORGEJO));
        app.local("GET", "/api/v1/mos/validatetokens");
        try (Tab tab = signedIn()) {
            assertThat(state(tab, "github").locator(".at-good").filter(has("API"))).hasCount(1);
            Locator images = state(tab, "github").locator(".at-warn").filter(has("Images"));
            assertThat(images).containsText("not accepted");
            assertThat(images).containsText("Public images still come without it.");
            assertThat(state(tab, "codeberg")).containsText("codeberg.org: unknown");
            tab.page.getByText("Leaked? GitHub Token").click();
            assertThat(tab.link("https://github.com/settings/tokens")).isVisible();
            tab.page.locator("a[href='#service-github']").click();
            assertThat(tab.field("GitHub Token")).isFocused();
            tab.assertClean();
        }
    }

    private static Locator.FilterOptions has(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    @Test
    void worksWithoutScripts() {
        try (Tab tab = chromium.tab(Chromium.options().setJavaScriptEnabled(false))) {
            tab.signIn(app.app().signInLink().exposeText());
            tab.field("DockerHub Token").fill("bob:" + PASSWORD);
            tab.field("Ends on: DockerHub Token").fill(in(30).toString());
            tab.field("DockerHub Token").press("Enter");
            tab.page.getByLabel("Save it all the same").check();
            tab.field("DockerHub Token").fill("bob:" + PASSWORD);
            tab.field("Ends on: DockerHub Token").fill(in(30).toString());
            tab.field("DockerHub Token").press("Enter");
            assertThat(tab.page.getByText("tokens usually start with dckr_pat_")).isVisible();
            assertThat(state(tab, "dockerhub")).containsText("as you entered");
            tab.assertClean();
        }
    }
}
