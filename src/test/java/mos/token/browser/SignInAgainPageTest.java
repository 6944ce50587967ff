package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever signed in more than 15 minutes ago and makes or enters a secret: they are asked in the
/// form, and lose nothing.
class SignInAgainPageTest {
    private static final String GITHUB = "gh" + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    private static final String WRONG = "mos_" + "0".repeat(49);

    @TempDir Path directory;

    private FakeGitHub github;
    private FakeDockerHub dockerHub;
    private TestApp app;
    private Chromium chromium;
    private SecretText owner;

    @BeforeEach
    void start() {
        github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "");
        dockerHub = FakeDockerHub.forGateway();
        TestApp.Setup setup = TestApp.in(directory);
        Upstreams.of(github.upstreams(), dockerHub.upstreams()).forEach(setup::upstream);
        app = setup.start();
        chromium = new Chromium();
        owner = app.createToken("owner", "{\"mode\":\"full\"}");
    }

    @AfterEach
    void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = dockerHub;
                TestApp _ = app;
                Chromium _ = chromium) {
            new LeakSearch()
                    .plant("the owner's token", owner.exposeUtf8())
                    .plant("a GitHub token", GITHUB)
                    .assertNowhere(directory, app.answers());
        }
    }

    private Tab signedIn(boolean scripts) {
        // Without scripts Playwright cannot wait for the end of a smooth scroll.
        return chromium.tab(
                        Chromium.options()
                                .setJavaScriptEnabled(scripts)
                                .setReducedMotion(ReducedMotion.REDUCE))
                .signIn(app.app().signInLink().exposeText());
    }

    private void wait16Minutes() {
        app.clock().move(Duration.ofMinutes(16));
    }

    private static Locator asked(Tab tab, String form) {
        return tab.page.locator("#" + form + "-again-token");
    }

    private static Locator error(Tab tab, String form) {
        return tab.page.locator("#" + form + "-again-error");
    }

    private static String session(Tab tab) {
        return tab.context.cookies().stream()
                .filter(cookie -> cookie.name.equals("mos_session"))
                .findFirst()
                .orElseThrow()
                .value;
    }

    private int list(String session) {
        return app.ask(
                        "GET",
                        app.admin().resolve("/api/v1/auth/admin-tokens"),
                        null,
                        null,
                        "Cookie",
                        "mos_session=" + session)
                .statusCode();
    }

    private int signInWrongly() {
        return app.ask(
                        "POST",
                        app.admin().resolve("/sign-in"),
                        null,
                        "token=" + WRONG,
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site",
                        "same-origin")
                .statusCode();
    }

    private static void fillCustom(Tab tab, String name) {
        tab.field("Name").fill(name);
        tab.field("Description").fill("kept text");
        tab.page.locator("[name=mode][value=custom]").check();
        tab.page.locator("[name='level.vm'][value=write]").check();
    }

    private static void assertKept(Tab tab, String name) {
        assertThat(tab.field("Name")).hasValue(name);
        assertThat(tab.field("Description")).hasValue("kept text");
        assertThat(tab.page.locator("[name='level.vm'][value=write]")).isChecked();
        assertThat(asked(tab, "new")).hasValue("");
    }

    @Test
    void aTokenInTheDialogSignsInAnewAndNothingEnteredIsLost() {
        try (Tab tab = signedIn(true)) {
            tab.link("Add").click();
            assertThat(asked(tab, "new")).hasCount(0);
            wait16Minutes(); // found out when it is sent
            fillCustom(tab, "late");
            tab.button("Create").click();
            assertThat(error(tab, "new")).containsText("Enter your admin token");
            assertThat(asked(tab, "new")).isFocused();
            assertKept(tab, "late");

            asked(tab, "new").fill(WRONG);
            tab.button("Create").click();
            assertThat(error(tab, "new")).containsText("checksum does not fit");
            assertKept(tab, "late");
            assertThat(tab.token("late")).hasCount(0);

            String before = session(tab);
            asked(tab, "new").fill(" " + owner.exposeText() + " ");
            tab.button("Create").click();
            assertThat(tab.field("Token")).hasValue(Pattern.compile("mos_.+"));
            assertThat(tab.token("late")).containsText("May read and change vm.");
            assertFalse(before.equals(session(tab)), "a new session has a new cookie");
            assertEquals(401, list(before));
            assertEquals(200, list(session(tab)));

            tab.link("Done").click();
            tab.link("Add").click();
            assertThat(tab.field("Name")).isFocused();
            assertThat(asked(tab, "new")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void theNewSessionHoldsAlsoWhenTheFormIsWrong() {
        try (Tab tab = signedIn(true)) {
            wait16Minutes();
            tab.page.reload();
            assertThat(asked(tab, "service")).isVisible();
            tab.link("Add").click();
            assertThat(asked(tab, "new")).isVisible();
            fillCustom(tab, "OWNER");
            asked(tab, "new").fill(owner.exposeText());
            tab.button("Create").click();
            assertThat(tab.page.locator("#new-name-error")).containsText("Another token");
            assertThat(asked(tab, "new")).hasCount(0);
            assertThat(asked(tab, "service")).hasCount(0);
            tab.field("Name").fill("mine");
            tab.button("Create").click();
            assertThat(tab.token("mine")).isVisible();
            tab.assertClean();
        }
    }

    @Test
    void aNewLinkInTheSameBrowserDoesToo() {
        try (Tab tab = signedIn(true)) {
            wait16Minutes();
            tab.link("Add").click();
            fillCustom(tab, "by link");
            try (Page other = tab.context.newPage()) {
                other.navigate(app.app().signInLink().exposeText());
                other.locator("main button").click();
                other.waitForURL("**" + Tab.HOME);
            }
            tab.button("Create").click();
            assertThat(tab.token("by link")).isVisible();
            tab.assertClean();
        }
    }

    @Test
    void aClientTokenStaysInItsFieldUntilTheOwnerIsKnown() {
        app.createToken("reader", "{\"mode\":\"readonly\"}");
        try (Tab tab = signedIn(true)) {
            wait16Minutes();
            tab.field("GitHub Token").fill(GITHUB);
            tab.button("Save client tokens").click();
            assertThat(asked(tab, "service")).isFocused();
            assertThat(error(tab, "service")).containsText("Enter your admin token");

            asked(tab, "service").fill(WRONG);
            tab.button("Save client tokens").click();
            assertThat(error(tab, "service")).containsText("checksum does not fit");
            assertThat(asked(tab, "service")).hasValue("");
            assertThat(tab.field("GitHub Token")).hasValue(GITHUB);

            asked(tab, "service").fill(owner.exposeText());
            tab.button("Save client tokens").click();
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(asked(tab, "service")).hasCount(0);
            assertThat(tab.link("Remove GitHub Token")).isVisible();
            tab.assertClean();
        }
    }

    @Test
    void removingAsksForNothing() {
        app.storeServiceTokens("{\"github\":\"" + GITHUB + "\"}");
        try (Tab tab = signedIn(true)) {
            wait16Minutes();
            tab.link("Remove GitHub Token").click();
            tab.button("Remove").click();
            assertThat(tab.page.getByText("Client Token removed")).isVisible();
            tab.act("Delete", "owner").click();
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.token("owner")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void worksWithoutScripts() {
        try (Tab tab = signedIn(false)) {
            wait16Minutes();
            tab.link("Add").click();
            fillCustom(tab, "by hand");
            asked(tab, "new").fill(WRONG);
            tab.button("Create").click();
            assertThat(error(tab, "new")).containsText("checksum does not fit");
            assertKept(tab, "by hand");
            asked(tab, "new").fill(owner.exposeText());
            tab.button("Create").click();
            tab.link("Done").click();
            assertThat(tab.token("by hand")).isVisible();
            tab.openAccount();
            assertThat(tab.page.getByText("Signed in with owner")).isVisible();

            wait16Minutes();
            tab.field("GitHub Token").fill(GITHUB);
            tab.button("Save client tokens").click();
            assertThat(tab.page.locator("#service-github-error")).containsText("Enter it again");
            assertThat(tab.page.locator("#service-dockerhub-error")).isHidden();
            tab.field("GitHub Token").fill(GITHUB);
            asked(tab, "service").fill(owner.exposeText());
            tab.button("Save client tokens").click();
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            tab.assertClean();
        }
    }

    @Test
    void wrongTokensAreSlowedLikeAtTheSignIn() {
        SecretText reader = app.createToken("reader", "{\"mode\":\"readonly\"}");
        try (Tab tab = signedIn(true)) {
            wait16Minutes();
            tab.link("Add").click();
            tab.field("Name").fill("x");
            asked(tab, "new").fill(reader.exposeText());
            tab.button("Create").click();
            assertThat(error(tab, "new")).containsText("without full permissions");
            for (int i = 0; i < 9; i++) {
                assertEquals(401, signInWrongly());
            }
            asked(tab, "new").fill(WRONG);
            tab.button("Create").click();
            assertThat(error(tab, "new")).containsText("checksum does not fit");
            assertEquals(429, signInWrongly());
            asked(tab, "new").fill(WRONG);
            tab.button("Create").click();
            assertThat(error(tab, "new")).containsText("Too many wrong tokens");
            tab.assertClean();
        }
    }
}
