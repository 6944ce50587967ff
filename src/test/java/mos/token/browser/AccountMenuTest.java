package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import java.nio.file.Path;
import java.util.regex.Pattern;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The menu with who is signed in and how the page looks.
class AccountMenuTest {
    @TempDir static Path directory;

    private static TestApp app;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        app = TestApp.start(directory);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        try (TestApp _ = app;
                Chromium _ = chromium) {}
    }

    private static Tab signedIn(Tab tab) {
        return tab.signIn(app.app().signInLink().exposeText());
    }

    private static Locator menu(Tab tab) {
        return tab.page.locator(".account-menu");
    }

    private static Locator root(Tab tab) {
        return tab.page.locator("html");
    }

    @Test
    void worksByKeyboardAlone() {
        try (Tab tab = signedIn(chromium.tab())) {
            var keys = tab.page.keyboard();
            keys.press("Tab");
            assertThat(tab.link("Skip to the content")).isFocused();
            keys.press("Tab");
            assertThat(tab.page.locator(".account summary")).isFocused();
            keys.press("Enter");
            assertThat(menu(tab)).isVisible();
            keys.press("Tab");
            assertThat(tab.field("Language")).isFocused();
            keys.press("Tab");
            keys.type("Dark");
            keys.press("Tab");
            assertThat(tab.button("Apply")).isFocused();
            keys.press("Enter");
            assertThat(root(tab)).hasAttribute("data-theme", "dark");
            assertThat(menu(tab)).isHidden();
            tab.assertClean();
        }
    }

    @Test
    void closesByEscapeAndByAClickOutside() {
        try (Tab tab = signedIn(chromium.tab())) {
            tab.openAccount();
            assertThat(menu(tab)).isVisible();
            tab.field("Colours").focus();
            tab.page.keyboard().press("Escape");
            assertThat(menu(tab)).isHidden();
            assertThat(tab.page.locator(".account summary")).isFocused();

            tab.openAccount();
            tab.page.getByText("Signed in with").click();
            assertThat(menu(tab)).isVisible();
            tab.page.locator("#title").click();
            assertThat(menu(tab)).isHidden();
            tab.assertClean();
        }
    }

    /// The choice holds on the sign-in page, and leads back to where it was made.
    @Test
    void theChoiceHoldsWithoutScriptsAndAfterSignOut() {
        try (Tab tab = signedIn(chromium.tab(Chromium.options().setJavaScriptEnabled(false)))) {
            tab.open("/sessions");
            tab.openAccount();
            tab.field("Colours").selectOption("light");
            tab.button("Apply").click();
            tab.page.waitForURL(Pattern.compile(".*/sessions$"));
            assertThat(root(tab)).hasAttribute("data-theme", "light");
            tab.signOut();
            tab.page.waitForURL("**/sign-in");
            assertThat(root(tab)).hasAttribute("data-theme", "light");
            tab.openAccount();
            assertThat(tab.page.getByText("Signed in with")).hasCount(0);
            tab.assertClean();
        }
    }
}
