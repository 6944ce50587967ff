package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.Cookie;
import java.nio.file.Path;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who is signed in, as a person sees and ends it.
class SessionPageTest {
    private static final String HOSTILE = "<img src=x onerror=document.title='owned'>\"'${7*7}";

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

    @BeforeEach
    void nobody() {
        app.local("DELETE", "/api/v1/auth/sessions");
    }

    private static Tab signedIn(Tab tab) {
        return tab.signIn(app.app().signInLink().exposeText());
    }

    private static Tab hostile() {
        return signedIn(chromium.tab(Chromium.options().setUserAgent(HOSTILE)));
    }

    private static Locator sessions(Tab tab) {
        return tab.page.locator("#sessions .token");
    }

    @Test
    void theOwnStandsFirstAndNoCookieIsShown() {
        SecretText full = app.createToken("opens <b>it</b>", "{\"mode\":\"full\"}");
        try (Tab tab = signedIn(chromium.tab());
                Tab other = chromium.tab()) {
            other.page.navigate(app.admin() + "/sign-in");
            other.field("Admin API Token").fill(full.exposeText());
            other.button("Sign in").click();
            other.page.waitForURL("**" + Tab.HOME);
            tab.link("Sessions").click();
            assertThat(sessions(tab)).hasCount(2);
            assertThat(sessions(tab).first()).containsText("this one");
            assertThat(sessions(tab).first()).containsText("Chrome, Linux");
            assertThat(sessions(tab).last()).containsText("opens <b>it</b>");
            assertThat(sessions(tab).last()).containsText("From 127.0.0.1");
            String html = tab.page.content();
            for (Tab one : List.of(tab, other)) {
                for (Cookie cookie : one.context.cookies()) {
                    assertFalse(html.contains(cookie.value), "a cookie is shown");
                }
            }
            tab.assertClean();
        }
    }

    @Test
    void endingOneSendsItsNextRequestToSignIn() {
        try (Tab tab = signedIn(chromium.tab());
                Tab other = hostile()) {
            tab.open("/sessions");
            assertThat(sessions(tab).last()).containsText(HOSTILE);
            tab.page.getByText("End sign-in link, " + HOSTILE).click();
            assertThat(sessions(tab)).hasCount(1);
            assertThat(tab.page.locator(".snack")).containsText("Session ended");
            assertThat(tab.page.locator("#sessions-title")).isFocused();
            assertThat(tab.button("End all others")).hasCount(0);
            other.link("Add").click(); // a part of a page moves the whole page
            other.page.waitForURL("**/sign-in");
            assertEquals("Sessions · MOS Token", tab.page.title());
            tab.assertClean();
            other.assertClean();
        }
    }

    @Test
    void allOthersEndByKeyboard() {
        try (Tab tab = signedIn(chromium.tab());
                Tab one = signedIn(chromium.tab());
                Tab two = signedIn(chromium.tab())) {
            tab.open("/sessions");
            tab.page.locator("#title").focus();
            tab.page.keyboard().press("Tab");
            assertThat(tab.button("End all others")).isFocused();
            tab.page.keyboard().press("Enter");
            assertThat(sessions(tab)).hasCount(1);
            for (Tab other : List.of(one, two)) {
                other.page.reload();
                other.page.waitForURL("**/sign-in");
            }
            tab.page.reload();
            assertThat(sessions(tab)).hasCount(1);
            tab.assertClean();
        }
    }

    @Test
    void worksWithoutScripts() {
        try (Tab tab = signedIn(chromium.tab(Chromium.options().setJavaScriptEnabled(false)));
                Tab one = hostile();
                Tab two = signedIn(chromium.tab());
                Tab late = signedIn(chromium.tab())) {
            tab.open("/sessions");
            late.open("/sessions");
            tab.page.getByText("End sign-in link, " + HOSTILE).click();
            assertThat(tab.page.locator(".snack")).containsText("Session ended");
            assertThat(sessions(tab)).hasCount(3);
            // Another window still shows what has ended: it is told, and shows the truth.
            late.page.getByText("End sign-in link, " + HOSTILE).click();
            assertThat(late.page.locator(".snack")).containsText("had ended before");
            assertThat(sessions(late)).hasCount(3);
            tab.button("End all others").click();
            assertThat(sessions(tab)).hasCount(1);
            for (Tab other : List.of(one, two, late)) {
                other.page.reload();
                other.page.waitForURL("**/sign-in");
            }
            sessions(tab).first().getByText("Sign out").click();
            tab.page.waitForURL("**/sign-in");
            tab.assertClean();
        }
    }
}
