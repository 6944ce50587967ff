package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// "Is this one of mine?": a found token is looked up, and forgotten.
class IdentifyPageTest {
    @TempDir Path directory;

    private final LeakSearch leaks = new LeakSearch();
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
                Chromium _ = chromium) {
            leaks.assertNowhere(directory);
        }
    }

    private Tab signedIn(boolean scripts) {
        return chromium.tab(Chromium.options().setJavaScriptEnabled(scripts))
                .signIn(app.app().signInLink().exposeText());
    }

    @Test
    void aFoundTokenIsIdentifiedAndForgotten() {
        SecretText token = app.createToken("lost", "{\"mode\":\"readonly\"}");
        leaks.plant("a found token", token.exposeText());
        for (boolean scripts : new boolean[] {true, false}) {
            try (Tab tab = signedIn(scripts)) {
                assertThat(ask(tab, token.exposeText()))
                        .containsText("Yours, and it works: \"lost\".");
                assertThat(tab.field("Found token")).hasValue("");
                assertThat(tab.page.locator("#identify")).containsText("May read everything");
                assertFalse(tab.page.content().contains(token.exposeText().substring(4)));
                assertThat(ask(tab, token.exposeText().replaceFirst(".$", "")))
                        .containsText("Not complete");
                assertThat(ask(tab, "ghp" + "_notours")).containsText("begins with mos_");
                tab.assertClean();
            }
        }
        String name = "<b>lost</b> & found";
        SecretText gone = app.createToken(name, "{\"mode\":\"readonly\"}");
        try (Tab tab = signedIn(true)) {
            tab.act("Deactivate", name).click();
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.token(name)).containsText("deactivated");
            assertThat(ask(tab, gone.exposeText()))
                    .containsText("Yours: \"" + name + "\". It is deactivated");
            tab.act("Delete", name).click();
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.token(name)).hasCount(0);
            assertThat(ask(tab, gone.exposeText())).containsText("\"" + name + "\", which was");
            tab.assertClean();
        }
    }

    private static Locator ask(Tab tab, String token) {
        if (tab.page.locator("#identify[open]").count() == 0) {
            tab.page.locator("#identify > summary").click();
        }
        tab.field("Found token").fill(token);
        tab.button("Look it up").click();
        return tab.page.locator("#identify-answer");
    }
}
