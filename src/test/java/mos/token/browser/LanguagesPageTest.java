package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The page in each of its languages: words are longer or shorter there, and must fit all the same.
/// Leaves pictures beside those of [TokenPageLookTest].
class LanguagesPageTest {
    @TempDir static Path directory;

    private static final String GITHUB = "gh" + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    private static final String STRONG = "dckr_" + "pat_" + "f0D9s8A7p6O5i4U3y2T1r9E8w7Q";

    /// 5,000 as each language writes it.
    private static final Pattern FULL = Pattern.compile("5\\D?000");

    /// Whose text does not fit in, or that stand beyond an edge of the window.
    private static final String CLIPPED =
            """
            () => [...document.querySelectorAll(
                    'button, .act, .chip, summary, label, select, .side-item span, .level-choice span')]
                .filter(e => e.checkVisibility() && !e.closest('.visually-hidden'))
                .filter(e => {
                    const box = e.getBoundingClientRect();
                    return box.left < 0 || box.right > innerWidth
                        || (e.clientWidth > 0 && e.scrollWidth > e.clientWidth);
                })
                .map(e => e.className + ': ' + e.textContent.trim())
            """;

    private static FakeGitHub github;
    private static FakeDockerHub dockerHub;
    private static TestApp app;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "");
        dockerHub = FakeDockerHub.forGateway().account("bob", STRONG, "repo:write");
        dockerHub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        TestApp.Setup setup = TestApp.in(directory).host(Chromium.NAS);
        Upstreams.of(github.upstreams(), dockerHub.upstreams()).forEach(setup::upstream);
        app = setup.start();
        chromium = new Chromium();
        app.createToken(
                "backup-nightly",
                "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\",\"pools\":\"read\"}}");
        app.storeServiceTokens(
                "{\"github\":\"%s\",\"dockerhub\":\"bob:%s\"}".formatted(GITHUB, STRONG));
    }

    @AfterAll
    static void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = dockerHub;
                TestApp _ = app;
                Chromium _ = chromium) {}
    }

    private static Tab tab(String locale) {
        return chromium.tab(Chromium.options().setLocale(locale));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-GB", "de-DE", "es-ES", "fr-FR", "it-IT", "nl-NL"})
    void everyLanguageFits(String locale) {
        try (Tab tab = tab(locale)) {
            String language = locale.substring(0, 2);
            tab.page.navigate(app.admin().resolve("/sign-in").toString());
            assertThat(tab.page.locator("html")).hasAttribute("lang", language);
            look(tab, language, "sign-in");

            tab.signIn(app.app().signInLink().exposeText());
            tab.page.locator(".service-acts .act").click();
            tab.page.locator(".snack [data-close-snack]").click();
            assertThat(tab.page.locator("#service-github-state dl")).containsText(FULL);
            tab.page.locator(".more > summary").click();
            tab.page.locator(".guide > summary:visible").all().forEach(Locator::click);
            look(tab, language, "token-page");
            tab.page.setViewportSize(320, 900);
            busy(tab, true);
            assertFits(tab, language + " busy");
            busy(tab, false);

            tab.openAccount();
            look(tab, language, "account");
            tab.page.locator(".account summary").click();

            tab.page.locator(".card-head .act").click();
            tab.page.locator("[name=mode][value=custom]").check();
            tab.page.locator("[name='level.docker'][value=write]").check();
            look(tab, language, "add");
            tab.page.locator("#dialog [data-close]").click();

            tab.page.locator(".token .act-bad").click();
            look(tab, language, "delete");
            tab.page.locator("#dialog [data-close]").click();

            for (String path : paths(tab)) {
                tab.page.navigate(app.admin().resolve(path).toString());
                tab.page.locator("main summary:visible").all().forEach(Locator::click);
                look(tab, language, path.substring(path.lastIndexOf('/') + 1));
            }
            tab.assertClean();
        }
    }

    @Test
    void aChosenLanguageStaysAndIsNotTheBrowsers() {
        try (Tab tab = tab("fr-CA")) {
            tab.page.navigate(app.admin().resolve("/sign-in").toString());
            assertThat(tab.page.locator("h1")).hasText("Connexion");
            tab.openAccount();
            tab.page.locator("#account-language").selectOption("Nederlands");
            tab.page.locator(".account-look .act").click();
            assertThat(tab.page.locator("h1")).hasText("Aanmelden");
        }
    }

    /// In the browser's own language a choice is made too, and the list marks it.
    @ParameterizedTest
    @CsvSource({"de-AT,Deutsch", "es-419,Español", "pt-BR,English"})
    void theMenuMarksTheLanguageOfThePage(String locale, String name) {
        try (Tab tab = tab(locale)) {
            tab.page.navigate(app.admin().resolve("/sign-in").toString());
            assertThat(tab.page.locator("#account-language option:checked")).hasText(name);
        }
    }

    /// The other pages of the menu.
    private static List<String> paths(Tab tab) {
        return tab.page.locator(".side-item:not([aria-current])").all().stream()
                .map(item -> item.getAttribute("href"))
                .toList();
    }

    private static void look(Tab tab, String language, String state) {
        for (int width : new int[] {1440, 320}) {
            tab.page.setViewportSize(width, 900);
            String where = language + " " + state + " " + width;
            assertFits(tab, where);
            if (width == 1440) {
                Look.accessible(tab, where);
            }
            Look.picture(tab, language + "-" + state + (width == 320 ? "-phone" : ""));
        }
    }

    /// Buttons with what they say while they wait.
    private static void busy(Tab tab, boolean busy) {
        tab.page.evaluate(
                "busy => document.querySelectorAll('form:has(.act-busy)')"
                        + ".forEach(form => form.classList.toggle('htmx-request', busy))",
                busy);
    }

    private static void assertFits(Tab tab, String where) {
        assertEquals(List.of(), tab.page.evaluate(CLIPPED), "clipped: " + where);
        assertEquals(
                0,
                tab.page.evaluate(
                        "[document.documentElement, ...document.querySelectorAll('.sheet-body')]"
                                + ".map(e => e.scrollWidth - e.clientWidth)"
                                + ".reduce((a, b) => Math.max(a, b))"),
                "scrolls sideways: " + where);
    }
}
