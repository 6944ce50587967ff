package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.time.Duration;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the page tells of one admin token, and does with it.
class TokenDetailPageTest {
    private static final String API = "/api/v1/auth/admin-tokens";
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&amp;{{7*7}}";

    @TempDir Path directory;

    private TestApp app;
    private Chromium chromium;

    @BeforeEach
    void start() {
        app = TestApp.start(directory);
        chromium = new Chromium();
    }

    @AfterEach
    void stop() {
        try (TestApp _ = app;
                Chromium _ = chromium) {}
    }

    private Tab tab() {
        return chromium.tab().signIn(app.app().signInLink().exposeText());
    }

    private int asked(SecretText token) {
        return app.ask("GET", app.admin().resolve(API + "/me"), token, null).statusCode();
    }

    private static void open(Tab tab, String name) {
        tab.token(name).getByRole(AriaRole.HEADING).getByRole(AriaRole.LINK).click();
        assertThat(tab.dialog()).isVisible();
    }

    @Test
    void rotatesWithAnOverlapAndTellsWhoStillUsesTheOldSecret() {
        SecretText old = app.createToken("backup", "{\"mode\":\"readonly\"}");
        try (Tab tab = tab()) {
            open(tab, "backup");
            assertThat(tab.dialog()).containsText("Calls in 7 days");
            tab.link("Rotate").click();
            assertThat(tab.dialog()).containsText("Give \"backup\" a new secret?");
            assertThat(tab.dialog().getByLabel("One day")).isChecked();
            tab.dialog().getByLabel("A week").check();
            tab.button("Rotate").click();
            String shown = tab.field("Token").inputValue();
            assertNotEquals(old.exposeText(), shown);
            assertEquals(200, asked(SecretText.of(shown)));
            tab.link("Done").click();
            assertThat(tab.dialog()).not().isVisible();
            assertFalse(tab.page.content().contains(shown));
            assertThat(tab.token("backup").locator(".token-old"))
                    .containsText("nobody has used it since");

            assertEquals(200, asked(old));
            tab.page.reload();
            assertThat(tab.token("backup").locator(".token-old")).containsText("from 127.0.0.1");

            app.clock().move(Duration.ofDays(8));
            tab.page.reload();
            assertThat(tab.token("backup").locator(".token-old")).hasCount(0);
            tab.assertClean();
            new LeakSearch().plant("the new secret", shown).assertNowhere(directory);
        }
    }

    @Test
    void isActivatedAgainAndDeletedByWhoeverKnowsWhoUsesIt() {
        SecretText token = app.createToken("printer", "{\"mode\":\"readonly\"}");
        assertEquals(200, asked(token));
        // Where it was seen is written every half minute, and at the end.
        app.restart();
        try (Tab tab = tab()) {
            tab.act("Deactivate", "printer").click();
            assertThat(tab.dialog().locator(".confirm-used").first())
                    .containsText("from 127.0.0.1");
            tab.button("Deactivate").click();
            assertThat(tab.token("printer").locator(".chip-warn")).hasText("deactivated");
            assertEquals(401, asked(token));

            open(tab, "printer");
            tab.button("Activate").click();
            assertThat(tab.token("printer").locator(".chip-warn")).hasCount(0);
            assertEquals(200, asked(token));

            tab.act("Delete", "printer").click();
            assertThat(tab.dialog()).containsText("127.0.0.0/24");
            tab.button("Delete").click();
            assertThat(tab.token("printer")).hasCount(0);
            assertEquals(401, asked(token));
            tab.assertClean();
        }
    }

    @Test
    void isNarrowedToWhatItUses() {
        SecretText token = app.createToken("dashboard", "{\"mode\":\"full\"}");
        try (Tab tab = tab()) {
            open(tab, "dashboard");
            assertThat(tab.dialog()).not().containsText("By what it did so far");
            tab.link("Close").click();

            assertEquals(
                    200,
                    app.ask("GET", app.admin().resolve("/api/v1/mos/quota"), token, null)
                            .statusCode());
            tab.page.reload();
            open(tab, "dashboard");
            assertThat(tab.dialog()).containsText("May read mos.");
            tab.button("Narrow to that").click();
            assertThat(tab.token("dashboard")).containsText("May read mos.");
            open(tab, "dashboard");
            assertThat(tab.button("Narrow to that")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void isEditedWithTheFormThatMadeIt() {
        SecretText token = app.createToken("sync", "{\"mode\":\"readonly\"}");
        app.createToken("taken", "{\"mode\":\"readonly\"}");
        try (Tab tab = tab()) {
            open(tab, "sync");
            tab.link("Edit").click();
            assertThat(tab.field("Name")).hasValue("sync");
            tab.field("Name").fill("taken");
            tab.field("Description").fill("of the cellar");
            tab.button("Save").click();
            assertThat(tab.dialog().locator("#edit-name-error")).not().isEmpty();
            assertThat(tab.field("Description")).hasValue("of the cellar");

            tab.field("Name").fill("sync 2");
            tab.page.locator("[name=expiry][value='90']").check();
            tab.page.locator("[name=networks]").fill("10.0.0.0/8");
            tab.button("Save").click();
            assertThat(tab.token("sync 2")).containsText("of the cellar");
            assertThat(tab.token("sync 2")).containsText("Only from 10.0.0.0/8.");
            assertThat(tab.token("sync 2")).containsText("Valid until");
            assertEquals(401, asked(token));

            // What is not touched stays.
            open(tab, "sync 2");
            tab.link("Edit").click();
            assertThat(tab.page.locator("[name=expiry][value=kept]")).isChecked();
            tab.page.locator("[name=networks]").fill("127.0.0.0/8");
            tab.button("Save").click();
            assertThat(tab.token("sync 2")).containsText("Only from 127.0.0.0/8.");
            assertEquals(200, asked(token));
            tab.assertClean();
        }
    }

    @Test
    void whatStrangersWroteIsText() {
        String name = HOSTILE.replace("\"", "\\\"");
        String body =
                "{\"name\":\"%s\",\"description\":\"%s\",\"permissions\":{\"mode\":\"full\"}}"
                        .formatted(name, name);
        assertEquals(201, app.local("POST", API, body).statusCode());
        try (Tab tab = tab()) {
            assertThat(tab.token(HOSTILE).locator(".token-about")).hasText(HOSTILE);
            open(tab, HOSTILE);
            assertThat(tab.dialog().locator("#dialog-title")).hasText(HOSTILE);
            tab.link("Rotate").click();
            assertThat(tab.dialog()).containsText(HOSTILE);
            tab.assertClean();
        }
    }

    @Test
    void withoutScriptsEveryStepIsAPage() {
        app.createToken("plain", "{\"mode\":\"readonly\"}");
        try (Tab tab = chromium.tab(Chromium.options().setJavaScriptEnabled(false))) {
            tab.signIn(app.app().signInLink().exposeText());
            tab.link("plain").click();
            Locator main = tab.page.locator("main");
            assertThat(main).containsText("What it did");
            tab.link("Rotate").click();
            tab.button("Rotate").click();
            assertThat(tab.field("Token")).not().hasValue("");
            tab.link("Done").click();
            tab.link("plain").click();
            tab.link("Deactivate").click();
            tab.button("Deactivate").click();
            assertThat(tab.page.locator("#snacks")).containsText("Admin API Token deactivated");
            tab.link("plain").click();
            tab.button("Activate").click();
            assertThat(tab.page.locator("#snacks")).containsText("Admin API Token activated");
            tab.assertClean();
        }
    }
}
