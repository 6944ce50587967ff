package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.regex.Pattern;
import mos.token.notify.Severity;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the owner should know: above every page, and what was told before.
class NoticePageTest {
    private static final String HOSTILE = "<img src=x onerror=document.title='owned'>\"'&amp;";

    @TempDir static Path directory;

    private static TestApp app;
    private static House house;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        app = TestApp.start(directory);
        house = new House(app, directory);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        try (TestApp _ = app;
                House _ = house;
                Chromium _ = chromium) {}
    }

    @BeforeEach
    void nothingTold() {
        house.settleAll();
    }

    private static Tab signedIn(Tab tab) {
        return tab.signIn(app.app().signInLink().exposeText());
    }

    private static void raise(String title, String subject) {
        house.raise("admin-token.new-network", Severity.WARNING, title, HOSTILE, subject);
    }

    private static Locator strip(Tab tab) {
        return tab.page.locator("#notices .notice");
    }

    private static Locator past(Tab tab) {
        return tab.page.locator("main .card-mos .notice");
    }

    private static void dismiss(Tab tab, String title) {
        tab.page
                .getByRole(AriaRole.BUTTON)
                .filter(new Locator.FilterOptions().setHasText("Dismiss: " + title))
                .click();
    }

    @Test
    void theNewestStandAboveEveryPageOfTheMenu() {
        for (int i = 1; i <= 4; i++) {
            raise("news " + i, "t" + i);
        }
        try (Tab tab = signedIn(chromium.tab())) {
            for (String path : new String[] {"", "/activity", "/sessions"}) {
                tab.open(path);
                assertThat(strip(tab)).hasCount(3);
                assertThat(strip(tab).first()).containsText("news 4");
                assertThat(tab.page.locator("#notices-title .chip")).hasText("4");
            }
            tab.page.getByText("All notices, 4 of them open").click();
            assertThat(past(tab)).hasCount(4);
            assertThat(strip(tab)).hasCount(0);
            tab.signOut();
            tab.page.waitForURL("**/sign-in");
            assertThat(tab.page.locator("#notices")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void aDismissedOneStaysAwayHoweverOftenItsConditionComesBack() {
        raise("told once", "t1");
        raise("stays", "t2");
        try (Tab tab = signedIn(chromium.tab())) {
            tab.open("/sessions");
            dismiss(tab, "told once");
            assertThat(strip(tab)).hasCount(1);
            assertThat(tab.page.locator(".snack")).containsText("Notice dismissed");
            assertThat(tab.page.locator("#notices-title")).isFocused();
            raise("told once", "t1");
            tab.page.reload();
            assertThat(strip(tab)).hasCount(1);
            dismiss(tab, "stays");
            assertThat(strip(tab)).hasCount(0);
            assertThat(tab.page.locator("#title")).isFocused();

            tab.open("/activity/notices");
            assertThat(past(tab)).hasCount(2);
            assertThat(past(tab).first()).containsText("Dismissed ");
            assertThat(past(tab).last()).containsText("2 times, last");
            tab.assertClean();
        }
    }

    @Test
    void theWholeStripGoesByKeyboard() {
        raise("one", "t1");
        raise("two", "t2");
        try (Tab tab = signedIn(chromium.tab())) {
            tab.page.locator("#notices-title").focus();
            tab.page.keyboard().press("Tab");
            assertThat(tab.button("Dismiss all")).isFocused();
            tab.page.keyboard().press("Tab");
            tab.page.keyboard().press("Enter");
            assertThat(strip(tab).first().locator("p").first()).isVisible();
            tab.page.keyboard().press("Shift+Tab");
            tab.page.keyboard().press("Enter");
            assertThat(strip(tab)).hasCount(0);
            tab.page.reload();
            assertThat(strip(tab)).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void worksWithoutScriptsAndLeadsBackToWhereItWasAsked() {
        raise("one", "t1");
        raise("two", "t2");
        raise("three", "t3");
        try (Tab tab = signedIn(chromium.tab(Chromium.options().setJavaScriptEnabled(false)))) {
            tab.open("/sessions");
            dismiss(tab, "two");
            tab.page.waitForURL(Pattern.compile(".*/sessions.*"));
            assertThat(strip(tab)).hasCount(2);
            tab.button("Dismiss all").click();
            assertThat(strip(tab)).hasCount(0);
            house.settleAll();
            raise("four", "t4");
            tab.open("/activity/notices");
            dismiss(tab, "four");
            tab.page.waitForURL(Pattern.compile(".*/activity/notices.*"));
            assertThat(tab.page.locator(".snack")).containsText("Notice dismissed");
            assertThat(past(tab).first()).containsText("Dismissed ");
            tab.assertClean();
        }
    }

    /// D-14: what strangers wrote into a notice is text; it leads to what it is about.
    @Test
    void hostileTextsAreTextAndTheSubjectIsOneClickAway() {
        app.createToken("watched", "{\"mode\":\"readonly\"}");
        String id =
                TestApp.json(app.local("GET", "/api/v1/auth/admin-tokens"))
                        .path(0)
                        .path("id")
                        .stringValue();
        raise(HOSTILE, id);
        house.raise("service-token.ending", Severity.ALERT, "ends", "soon", "s1");
        house.raise("admin-token.deleted-used", Severity.WARNING, "gone", "used", "77");
        try (Tab tab = signedIn(chromium.tab())) {
            Locator notice = strip(tab).filter(new Locator.FilterOptions().setHasText(HOSTILE));
            notice.locator("summary").click();
            assertThat(notice.locator("p").first()).hasText(HOSTILE);
            notice.getByText("Show the token").click();
            tab.page.waitForURL(Pattern.compile(".*#token-" + id));
            assertThat(tab.page.locator("#token-" + id)).containsText("watched");
            tab.page.getByText("ends", new Page.GetByTextOptions().setExact(true)).click();
            assertThat(tab.link("Show the client tokens"))
                    .hasAttribute("href", Pattern.compile(".*#service-tokens"));
            tab.page.getByText("gone", new Page.GetByTextOptions().setExact(true)).click();
            tab.link("What was done to it").click();
            tab.page.waitForURL(Pattern.compile(".*/activity\\?subject=77"));
            assertEquals(0, tab.page.locator("main img").count());
            assertEquals("Activity · MOS Token", tab.page.title());
            tab.assertClean();
        }
    }
}
