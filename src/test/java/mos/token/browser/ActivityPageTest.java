package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit log, as a person looks for something in it.
class ActivityPageTest {
    private static final String HOSTILE = "<img src=x onerror=document.title='owned'>\"'%_!";
    private static final Caller CI =
            new Caller.Token("71", 1, HOSTILE, Permissions.full(), null, "192.0.2.7");

    @TempDir static Path directory;

    private static TestApp app;
    private static House house;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        app = TestApp.start(directory);
        house = new House(app, directory);
        chromium = new Chromium();
        app.createToken("first", "{\"mode\":\"readonly\"}");
        for (int i = 0; i < 120; i++) {
            String number = Integer.toString(i);
            house.audit(CI, "registry.pin", change -> change.audited("app:" + number, HOSTILE));
        }
        house.audit(CI, "something.new", change -> change.audited("", ""));
        house.refuse("auth:read", "expired", "71", "198.51.100.9");
    }

    @AfterAll
    static void stop() {
        try (TestApp _ = app;
                House _ = house;
                Chromium _ = chromium) {}
    }

    private static Tab signedIn(Tab tab) {
        tab.signIn(app.app().signInLink().exposeText());
        tab.link("Activity").click();
        return tab;
    }

    private static Locator rows(Tab tab) {
        return tab.page.locator(".log-row");
    }

    /// D-14: what others wrote is text; an action without a sentence shows its code.
    @Test
    void itIsSearchedAndFilteredByEveryField() {
        try (Tab tab = signedIn(chromium.tab())) {
            assertThat(rows(tab)).hasCount(30);
            tab.field("Search the log").fill("SOMETHING.");
            tab.button("Search").click();
            assertThat(rows(tab)).hasCount(1);
            assertThat(rows(tab)).containsText("something.new");
            assertThat(rows(tab)).containsText(HOSTILE);
            tab.link("Show everything").click();

            tab.page.getByText("More filters").click();
            tab.field("Action").selectOption("refused");
            tab.field("Address").fill("198.51.100.0/24");
            tab.button("Search").click();
            assertThat(rows(tab)).hasCount(1);
            assertThat(rows(tab).locator(".log-refused")).hasText("Refused");
            assertThat(rows(tab)).containsText("Not signed in");
            assertThat(tab.field("Address")).hasValue("198.51.100.0/24");

            // Everything by this caller: the id of the token that was refused.
            rows(tab).locator(".log-who a").click();
            assertThat(tab.field("Who (name or id)")).hasValue("71");
            assertThat(rows(tab)).hasCount(30);
            tab.field("Target").fill("app:7");
            tab.field("Kind of caller").selectOption("Admin token");
            tab.button("Search").click();
            assertThat(rows(tab)).hasCount(1);
            assertThat(rows(tab)).containsText("Image pinned");
            rows(tab).locator(".log-what a").click();
            assertThat(tab.field("Target")).hasValue("app:7");
            assertThat(tab.field("Who (name or id)")).hasValue("");

            tab.link("Show everything").click();
            tab.page.getByText("More filters").click();
            tab.field("Action").selectOption("admin-token.*");
            tab.field("From").fill(day(0));
            tab.field("Until").fill(day(0));
            tab.button("Search").click();
            assertThat(rows(tab)).not().hasCount(0);
            assertThat(rows(tab).last()).containsText("Admin token created");
            tab.field("From").fill(day(-9));
            tab.field("Until").fill(day(-2));
            tab.button("Search").click();
            assertThat(tab.page.getByText("Nothing found")).isVisible();
            assertEquals(0, tab.page.locator("main img").count());
            assertEquals("Activity · MOS Token", tab.page.title());
            tab.assertClean();
        }
    }

    private static String day(int days) {
        return LocalDate.ofInstant(app.clock().instant(), app.clock().getZone())
                .plusDays(days)
                .toString();
    }

    @Test
    void itIsPagedWithoutGapsAndEachPageIsLight() {
        try (Tab tab = signedIn(chromium.tab())) {
            tab.open("/activity?action=registry.pin");
            for (int first = 119; first > 0; first -= 30) {
                assertThat(rows(tab).first()).containsText("app:" + first);
                int bytes = tab.page.content().getBytes(StandardCharsets.UTF_8).length;
                assertTrue(bytes < 50 * 1024, () -> "too heavy: " + bytes);
                if (first > 30) {
                    tab.link("Older").click();
                }
            }
            assertThat(rows(tab)).hasCount(30);
            assertThat(tab.link("Older")).hasCount(0);
            tab.link("Newest").click();
            assertThat(rows(tab).first()).containsText("app:119");
            assertThat(tab.link("Newest")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void whatIsShownIsExportedWithTheSameFilter() {
        try (Tab tab = signedIn(chromium.tab())) {
            tab.open("/activity?subject=app:9&q=%3Cimg&since=2020-01-01&until=2120-01-01");
            for (String format : new String[] {"CSV", "JSON Lines"}) {
                var download = tab.page.waitForDownload(() -> tab.link(format).click());
                String name = format.equals("CSV") ? "csv" : "jsonl";
                assertEquals("mos-token-audit." + name, download.suggestedFilename());
                String file = text(download.path());
                assertEquals(format.equals("CSV") ? 2 : 1, file.lines().count(), file);
                assertTrue(file.contains("app:9"), file);
            }
            tab.assertClean();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aWrongFieldIsSaidAndShowsNothing() {
        try (Tab tab = signedIn(chromium.tab())) {
            tab.open("/activity?since=2026-02-30");
            assertThat(tab.page.locator("#audit-since-error")).containsText("Enter a date");
            assertThat(rows(tab)).hasCount(0);
            tab.open("/activity?since=2026-11-24&until=2026-11-23");
            assertThat(tab.page.locator("#audit-until-error")).isVisible();
            assertThat(tab.field("Until")).hasAttribute("aria-invalid", "true");
            assertThat(rows(tab)).hasCount(0);
            tab.open("/activity?q=" + "x".repeat(201));
            assertThat(tab.page.locator("#audit-q-error")).containsText("200");
            tab.open("/activity?action=made-up&kind=nobody");
            assertThat(tab.page.getByText("Nothing found")).isVisible();
            assertThat(tab.field("Action")).hasValue("made-up");
            tab.assertClean();
        }
    }

    @Test
    void theCheckSaysWhetherSomebodyChangedTheLog() {
        try (Tab tab = signedIn(chromium.tab());
                Tab plain =
                        signedIn(chromium.tab(Chromium.options().setJavaScriptEnabled(false)))) {
            tab.button("Check the log").click();
            assertThat(tab.page.locator(".line-good")).containsText("The log is intact");
            house.tamper("update audit set detail = 'x' where action = 'something.new'");
            tab.button("Check the log").click();
            assertThat(tab.page.locator(".line-bad")).containsText("does not follow");
            plain.button("Check the log").click();
            assertThat(plain.page.locator(".line-bad")).containsText("does not follow");
            house.tamper("update audit set detail = '' where action = 'something.new'");
            plain.button("Check the log").click();
            assertThat(plain.page.locator(".line-good")).isVisible();
            tab.assertClean();
            plain.assertClean();
        }
    }

    @Test
    void worksByKeyboardAndWithoutScripts() {
        try (Tab tab = signedIn(chromium.tab(Chromium.options().setJavaScriptEnabled(false)))) {
            var keys = tab.page.keyboard();
            tab.field("Search the log").focus();
            keys.type("app:11");
            keys.press("Tab");
            assertThat(tab.button("Search")).isFocused();
            keys.press("Tab");
            keys.press("Enter");
            keys.press("Tab");
            assertThat(tab.field("Action")).isFocused();
            keys.type("Image p");
            keys.press("Shift+Tab");
            keys.press("Shift+Tab");
            keys.press("Enter");
            assertThat(rows(tab)).hasCount(11);
            assertThat(tab.field("Action")).hasValue("registry.pin");
            assertTrue(tab.page.url().contains("q=app%3A11"), tab.page.url());
            tab.assertClean();
        }
    }
}
