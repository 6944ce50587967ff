package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import mos.token.testkit.LeakSearch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a person learns of quotas and of the cache.
class UsagePageTest {
    private static final int FIRST_RENDER = 50 * 1024;

    @TempDir Path directory;

    private UsageHouse house;
    private Chromium chromium;

    @BeforeEach
    void start() {
        house = new UsageHouse(directory);
        chromium = new Chromium();
    }

    @AfterEach
    void stop() {
        try (UsageHouse _ = house;
                Chromium _ = chromium) {
            new LeakSearch()
                    .plant("a GitHub token", UsageHouse.GITHUB)
                    .plant("a Docker Hub token", UsageHouse.HUB)
                    .assertNowhere(directory, house.app.answers());
        }
    }

    private Tab usage() {
        return usage(Chromium.options());
    }

    private Tab usage(Browser.NewContextOptions options) {
        Tab tab = chromium.tab(options).signIn(house.app.app().signInLink().exposeText());
        tab.link("Usage").click();
        tab.page.waitForURL("**/usage");
        return tab;
    }

    private static Locator section(Tab tab, String title) {
        return tab.page.locator("section[aria-labelledby=" + title + "]");
    }

    private static Locator standing(Tab tab, String service, String who) {
        return section(tab, "usage-" + service)
                .locator(".standing")
                .filter(new Locator.FilterOptions().setHasText(who));
    }

    private static Locator kept(Tab tab) {
        return tab.page.locator("#kept");
    }

    @Test
    void anEmptyHouseSaysWhatToDo() {
        try (Tab tab = usage()) {
            assertThat(section(tab, "usage-github")).containsText("no token is stored");
            assertThat(section(tab, "usage-github")).not().containsText("saved");
            assertThat(section(tab, "cache-title")).containsText("No image is kept yet");
            assertThat(tab.page.locator("[aria-current=page]")).hasText("Usage");
            section(tab, "usage-dockerhub").getByText("Enter a token").click();
            assertThat(tab.field("DockerHub Token")).isFocused();
            tab.assertClean();
        }
    }

    @Test
    void theGainOfATokenTheForecastAndWhatWasSavedAreSeen() {
        house.tokens();
        house.github.limit("alice", 300);
        house.spendFor(Duration.ofMinutes(10), 10);
        house.pull("library/nginx", "1", 1000);
        house.pull("library/nginx", "1", 1000);
        try (Tab tab = usage()) {
            Locator github = standing(tab, "github", "With your token");
            assertThat(github).containsText("of 300 left");
            assertThat(github).containsText("At this rate empty in");
            assertThat(github).containsText("Full again");
            assertThat(standing(tab, "github", "Without a token")).containsText("60 of 60 left");
            assertThat(section(tab, "usage-github"))
                    .containsText("Your token raises the limit from 60 to 300.");
            Locator hub = standing(tab, "dockerhub", "With your token");
            assertThat(hub).containsText("of 200 left");
            assertThat(hub).containsText("alice");
            assertThat(standing(tab, "dockerhub", "Without a token")).containsText("of 100 left");
            Locator today =
                    section(tab, "usage-dockerhub").locator("tr").filter(hasText("Today (UTC)"));
            // Asked twice, spent once.
            assertThat(today.locator("td")).hasText(new String[] {"2", "1", "1"});
            assertThat(tab.page.getByText("stays in reserve for you")).isVisible();
            tab.assertClean();
        }
    }

    private static Locator.FilterOptions hasText(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    @Test
    void aQuotaThatIsGoneSaysUntilWhen() {
        house.tokens();
        house.useUp();
        try (Tab tab = usage()) {
            Locator github = standing(tab, "github", "With your token");
            assertThat(github.locator(".chip-bad")).hasText("used up");
            assertThat(github).containsText("0 of ");
            assertThat(github).containsText("Used up until");
            Locator hub = standing(tab, "dockerhub", "With your token");
            assertThat(hub.locator(".chip-bad")).hasText("used up");
            assertThat(hub).containsText("comes back bit by bit");
            house.app.clock().move(Duration.ofMinutes(55));
            tab.page.reload();
            assertThat(github).containsText("This window is over");
            assertThat(github.locator(".chip")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void theChartComesWithoutMovingAnythingAndFollowsTheTheme() {
        house.tokens();
        house.day("github", "core", true, 5000, 20);
        house.day("github", "core", false, 60, 50);
        try (Tab tab = usage(Chromium.options().setColorScheme(ColorScheme.LIGHT))) {
            Locator chart = section(tab, "usage-github").locator(".chart");
            assertThat(chart.locator("canvas")).isVisible();
            assertEquals(0.0, shift(tab), 0.001);
            assertThat(section(tab, "usage-github").locator(".lines li")).hasCount(2);
            Object light = drawn(tab);
            tab.page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
            tab.page.waitForCondition(() -> !drawn(tab).equals(light));
            chart.locator(".u-over").hover();
            assertThat(section(tab, "usage-github").locator("[data-value]").first())
                    .containsText(java.util.regex.Pattern.compile("[0-9],[0-9]{3}"));
            tab.page.getByText("The same as a table: GitHub").click();
            Locator rows = section(tab, "usage-github").locator(".usage-scroll tbody tr");
            assertTrue(rows.count() >= 23, "hours: " + rows.count());
            assertThat(rows.last().locator("td").first()).containsText(",");
            tab.page.setViewportSize(320, 800);
            tab.page.waitForCondition(() -> chart.locator(".uplot").boundingBox().width < 320);
            tab.assertClean();
        }
    }

    private static double shift(Tab tab) {
        Object sum =
                tab.page.evaluate(
                        "() => new Promise(done => new PerformanceObserver(list => done("
                                + "list.getEntries().reduce((a, e) => a + (e.value ?? 0), 0)))"
                                + ".observe({type: 'layout-shift', buffered: true})"
                                + " ?? setTimeout(() => done(0), 300))");
        return ((Number) sum).doubleValue();
    }

    private static Object drawn(Tab tab) {
        return tab.page.evaluate("document.querySelector('[data-key=github] canvas').toDataURL()");
    }

    @Test
    void aChartThatCannotBeDrawnSaysSo() {
        house.tokens();
        house.day("github", "core", true, 5000, 20);
        try (Tab tab = chromium.tab().signIn(house.app.app().signInLink().exposeText())) {
            tab.page.route("**/api/v1/mos/quota**", Route::abort);
            tab.link("Usage").click();
            assertThat(section(tab, "usage-github")).containsText("The table has the same figures");
        }
    }

    @Test
    void whatIsKeptIsSearchedSortedAndPaged() {
        for (int i = 10; i < 38; i++) {
            house.pull("team/app" + i, "1", 2000 + i * 10);
        }
        house.pull("library/nginx", "1.29", 300_000);
        String pin = "{\"image\":\"docker.io/library/nginx:1.29\"}";
        assertEquals(200, house.app.local("PUT", "/api/v1/registry/cache/pins", pin).statusCode());
        try (Tab tab = usage()) {
            assertThat(kept(tab)).containsText("Shown are 1 to 25 of 29.");
            assertThat(kept(tab).locator("tbody tr").first()).containsText("library/nginx");
            assertThat(kept(tab).locator("tbody tr").first()).containsText("Pinned 1.29");
            assertThat(tab.page.locator(".cache-pins"))
                    .containsText("docker.io/library/nginx:1.29");
            assertThat(tab.page.locator(".cache-hosts")).containsText("docker.io");
            tab.button("Next").click();
            assertThat(kept(tab)).containsText("Shown are 26 to 29 of 29.");
            tab.button("Back").click();
            assertThat(kept(tab)).containsText("Shown are 1 to 25 of 29.");
            tab.field("First").selectOption("name");
            assertThat(kept(tab).locator("tbody tr").nth(1)).containsText("team/app10");
            tab.field("Find a repository").fill("APP2");
            assertThat(kept(tab)).containsText("Shown are 1 to 10 of 10.");
            tab.field("Find a repository").fill("<b>nothing</b>");
            assertThat(kept(tab)).containsText("No kept repository has a name like that.");
            assertThat(tab.page).hasURL(java.util.regex.Pattern.compile("/usage$"));
            tab.assertClean();
        }
    }

    @Test
    void worksWithoutScripts() {
        house.tokens();
        house.day("github", "core", true, 5000, 20);
        for (int i = 0; i < 26; i++) {
            house.pull("team/app" + i, "1", 1000);
        }
        try (Tab tab = usage(Chromium.options().setJavaScriptEnabled(false))) {
            assertThat(tab.page.locator(".chart").first()).isHidden();
            assertThat(section(tab, "usage-github")).containsText("Your token raises the limit");
            tab.page.getByText("The same as a table: GitHub").click();
            assertThat(section(tab, "usage-github").locator(".usage-scroll")).isVisible();
            tab.field("Find a repository").fill("app");
            tab.field("Find a repository").press("Enter");
            assertThat(tab.field("Find a repository")).hasValue("app");
            assertThat(kept(tab)).containsText("1 to 25 of 26");
            tab.button("Next").click();
            assertThat(kept(tab)).containsText("26 to 26 of 26");
            tab.assertClean();
        }
    }

    @Test
    void hostileStringsAreText() {
        String hostile = "<img/src=x/onerror=alert(1)>";
        house.tokens();
        house.pull("team/app", "1", 1000);
        house.day("github", "core", true, 5000, 20);
        house.rename(
                "cache_entry", "key", "docker.io/team/app:1", "docker.io/" + hostile + ":<b>1");
        house.rename("quota_sample", "resource", "core", hostile);
        house.rename("quota_sample", "source", "alice", hostile);
        house.app.restart();
        try (Tab tab = usage()) {
            assertThat(kept(tab)).containsText("docker.io/" + hostile);
            assertThat(kept(tab)).containsText("<b>1");
            assertThat(section(tab, "usage-github")).containsText(hostile + ", with your token");
            assertThat(tab.page.locator("img[src=x]")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void theFirstRenderIsSmallAndOnlyThisPageHasTheChart() {
        house.tokens();
        house.day("github", "core", true, 5000, 20);
        house.day("github", "core", false, 60, 20);
        house.day("dockerhub", "pulls", true, 200, 20);
        for (int i = 0; i < 26; i++) {
            house.pull("team/app" + i, "1", 1000);
        }
        try (Tab tab = usage()) {
            Response again = tab.page.reload();
            assertTrue(again.body().length < FIRST_RENDER, "bytes: " + again.body().length);
            assertTrue(tab.page.content().contains("/uplot.js"));
            tab.link("Token").click();
            assertFalse(tab.page.content().contains("/uplot.js"));
            tab.assertClean();
        }
    }
}
