package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signing in, and the admin tokens, as a person meets them.
class TokenPageTest {
    @TempDir static Path directory;

    private static TestApp app;
    private static Chromium chromium;

    /// What the page showed once, for the search at the end.
    private static final List<String> SHOWN = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        app = TestApp.in(directory).host(Chromium.NAS).start();
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        try (TestApp _ = app;
                Chromium browser = chromium;
                Tab tab = signedIn(browser)) {
            var search = new LeakSearch();
            SHOWN.forEach(token -> search.plant("a created token", token));
            search.assertNowhere(directory, tab.page.content());
        }
    }

    private static Tab signedIn(Chromium browser) {
        return browser.tab().signIn(app.app().signInLink().exposeText());
    }

    private static String home() {
        return app.admin().resolve(Tab.HOME).toString();
    }

    @Test
    void aLinkSignsInOnceAndAPreviewDoesNotUseItUp() {
        String link = app.app().signInLink().exposeText();
        assertEquals(200, app.ask("GET", java.net.URI.create(link), null, null).statusCode());
        try (Tab tab = chromium.tab();
                Tab other = chromium.tab()) {
            tab.signIn(link);
            assertThat(tab.page.getByRole(AriaRole.HEADING).first()).hasText("Token");

            other.page.navigate(link);
            other.button("Open the Token page").click();
            assertThat(other.page.locator("#token-error")).containsText("used before");
            tab.assertClean();
            other.assertClean();
        }
    }

    @Test
    void aFullTokenSignsInAndOthersAreToldWhyNot() {
        SecretText full = app.createToken("opens the page", "{\"mode\":\"full\"}");
        SecretText readonly = app.createToken("does not", "{\"mode\":\"readonly\"}");
        try (Tab tab = chromium.tab()) {
            tab.page.navigate(app.admin() + "/");
            tab.page.waitForURL("**/sign-in");
            signIn(tab, "mos_wrong");
            assertThat(tab.page.locator("#token-error")).not().isEmpty();
            assertThat(tab.field("Admin API Token")).hasValue("");

            signIn(tab, readonly.exposeText());
            assertThat(tab.page.locator("#token-error")).containsText("full permissions");

            signIn(tab, "  " + full.exposeText() + "\n");
            tab.page.waitForURL("**" + Tab.HOME);
            tab.openAccount();
            assertThat(tab.page.getByText("Signed in with opens the page")).isVisible();

            tab.signOut();
            tab.page.waitForURL("**/sign-in");
            tab.page.navigate(home());
            tab.page.waitForURL("**/sign-in");
            tab.assertClean();
        }
    }

    private static void signIn(Tab tab, String token) {
        tab.field("Admin API Token").fill(token);
        tab.button("Sign in").click();
    }

    @Test
    void aSessionEndsWithTheTokenThatOpenedIt() {
        SecretText full = app.createToken("short life", "{\"mode\":\"full\"}");
        try (Tab tab = chromium.tab()) {
            tab.page.navigate(app.admin() + "/sign-in");
            signIn(tab, full.exposeText());
            tab.act("Delete", "short life").click();
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.token("short life")).hasCount(0);
            tab.link("Add").click();
            tab.page.waitForURL("**/sign-in");
            tab.assertClean();
        }
    }

    @Test
    void createsEachModeAndShowsTheTokenOnce() {
        try (Tab tab = signedIn(chromium)) {
            for (String mode : List.of("full", "readonly", "custom")) {
                String name = "made " + mode;
                tab.link("Add").click();
                if (mode.equals("custom")) {
                    tab.page.locator("[name=mode][value=custom]").check();
                    assertThat(tab.page.locator("#levels-sum")).hasText("May do nothing yet.");
                    level(tab, "docker", "read");
                    level(tab, "vm", "write");
                    assertThat(tab.page.locator("#levels-sum"))
                            .hasText("May read docker. May read and change vm.");
                }
                String token = tab.create(name, mode);
                SHOWN.add(token);
                var me =
                        app.ask(
                                "GET",
                                app.admin().resolve("/api/v1/auth/admin-tokens/me"),
                                SecretText.of(token),
                                null);
                assertEquals(200, me.statusCode());
                String permissions = TestApp.json(me).path("permissions").toString();
                assertEquals(
                        mode.equals("custom")
                                ? "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\",\"vm\":\"write\"}}"
                                : "{\"mode\":\"" + mode + "\"}",
                        permissions);

                assertThat(tab.token(name)).containsText(mode);
                tab.link("Done").click();
                assertThat(tab.dialog()).isHidden();
                assertFalse(tab.page.content().contains(token.substring(4)), "left in the page");
                tab.page.reload();
                assertFalse(tab.page.content().contains(token.substring(4)), "shown again");
                assertThat(tab.token(name)).isVisible();
            }
            tab.assertClean();
        }
    }

    private static void level(Tab tab, String resource, String level) {
        tab.page.locator("[name='level." + resource + "'][value=" + level + "]").check();
    }

    @Test
    void aTakenOrMissingNameIsSaidAtTheFieldAndTheEntryStays() {
        app.createToken("taken", "{\"mode\":\"readonly\"}");
        try (Tab tab = signedIn(chromium)) {
            tab.link("Add").click();
            tab.field("Name").fill("TAKEN");
            tab.field("Description").fill("kept text");
            tab.page.locator("[name=mode][value=custom]").check();
            level(tab, "pools", "write");
            tab.button("Create").click();
            assertThat(tab.page.locator("#new-name-error")).containsText("Another token");
            assertThat(tab.field("Name")).isFocused();
            assertThat(tab.field("Name")).hasAttribute("aria-invalid", "true");
            assertThat(tab.field("Description")).hasValue("kept text");
            assertThat(tab.page.locator("[name='level.pools'][value=write]")).isChecked();
            assertThat(tab.page.locator("#levels-sum")).hasText("May read and change pools.");
            tab.assertClean();
        }
    }

    /// Outside loopback a page over plain http has no clipboard API.
    @Test
    void copiesOverPlainHttpToo() {
        try (Tab tab = chromium.tab()) {
            String link = app.app().signInLink().exposeText().replace("127.0.0.1", Chromium.NAS);
            tab.signIn(link);
            assertEquals("undefined", tab.page.evaluate("typeof navigator.clipboard").toString());
            tab.link("Add").click();
            String token = tab.create("copied", "readonly");
            SHOWN.add(token);
            tab.button("Copy").click();
            assertThat(tab.button("Copied")).isVisible();
            tab.page.keyboard().press("Escape");
            assertThat(tab.dialog()).isHidden();
            Locator field = tab.field("GitHub Token");
            field.focus();
            tab.page.keyboard().press("Control+V");
            assertThat(field).hasValue(token);
            tab.assertClean();
        }
    }

    @Test
    void deletingAsksByNameAndEndsTheTokenAtOnce() {
        SecretText doomed = app.createToken("doomed", "{\"mode\":\"readonly\"}");
        try (Tab tab = signedIn(chromium)) {
            tab.act("Delete", "doomed").click();
            assertThat(tab.dialog()).containsText("Delete \"doomed\"?");
            assertThat(tab.link("Cancel")).isFocused();
            tab.link("Cancel").click();
            assertThat(tab.token("doomed")).isVisible();

            tab.act("Delete", "doomed").click();
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.page.getByText("Admin API Token deleted")).isVisible();
            assertThat(tab.token("doomed")).hasCount(0);
            assertThat(tab.dialog()).isHidden();
            assertEquals(401, me(doomed));
            tab.assertClean();
        }
    }

    @Test
    void aDeactivatedTokenStaysInTheListAndOpensNothing() {
        SecretText token = app.createToken("paused", "{\"mode\":\"readonly\"}");
        try (Tab tab = signedIn(chromium);
                Tab other = signedIn(chromium)) {
            tab.act("Deactivate", "paused").click();
            assertThat(tab.dialog()).containsText("Deactivate \"paused\"?");
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.token("paused")).containsText("deactivated");
            assertThat(tab.act("Deactivate", "paused")).hasCount(0);
            assertEquals(401, me(token));

            // Another window still shows what is gone: it is told, and shows the truth.
            tab.act("Delete", "paused").click();
            other.act("Delete", "paused").click();
            tab.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(tab.token("paused")).hasCount(0);
            other.dialog().getByRole(AriaRole.BUTTON).click();
            assertThat(other.page.getByText("maybe in another window")).isVisible();
            assertThat(other.token("paused")).hasCount(0);
            tab.assertClean();
            other.assertClean();
        }
    }

    private static int me(SecretText token) {
        return app.ask("GET", app.admin().resolve("/api/v1/auth/admin-tokens/me"), token, null)
                .statusCode();
    }

    /// D-14: what looks like markup in a name or description is text everywhere.
    @Test
    void hostileNamesAreText() {
        String name = "<img src=x onerror=alert(1)>'\"&amp;${7*7}";
        String about = "</p><script>document.title='owned'</script><a href=javascript:alert(1)>";
        try (Tab tab = signedIn(chromium)) {
            tab.link("Add").click();
            tab.field("Description").fill(about);
            SHOWN.add(tab.create(name, "readonly"));
            assertThat(tab.dialog()).containsText(name);
            tab.link("Done").click();
            assertThat(tab.token(name)).containsText(about);
            tab.act("Delete", name).click();
            assertThat(tab.dialog()).containsText("Delete \"" + name + "\"?");
            tab.page.reload();
            assertThat(tab.token(name)).containsText(about);
            assertEquals("Token · MOS Token", tab.page.title());
            assertEquals(0, tab.page.locator(".tokens img, .tokens script").count());
            tab.assertClean();
        }
    }

    @Test
    void createsAndDeletesWithoutScripts() {
        try (Tab tab = chromium.tab(Chromium.options().setJavaScriptEnabled(false))) {
            tab.signIn(app.app().signInLink().exposeText());
            tab.link("Add").click();
            tab.button("Create").click(); // the browser itself asks for the name
            SHOWN.add(tab.create("by hand", "custom"));
            assertThat(tab.page.locator("[data-copy]:visible")).hasCount(0);
            tab.link("Done").click();
            assertThat(tab.token("by hand")).containsText("May do nothing yet.");

            tab.act("Delete", "by hand").click();
            assertThat(tab.page.locator("main")).containsText("Delete \"by hand\"?");
            tab.button("Delete").click();
            assertThat(tab.page.getByText("Admin API Token deleted")).isVisible();
            assertThat(tab.token("by hand")).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void saysWhenOthersCanReadAlong() {
        try (Tab tab = signedIn(chromium)) {
            assertFalse(tab.page.content().contains("--tls-cert"), "warns on this machine");
            tab.context.setExtraHTTPHeaders(java.util.Map.of("X-Forwarded-For", "192.168.7.7"));
            tab.page.reload();
            assertThat(tab.page.locator(".line-warn")).containsText("--tls-cert");
            assertTrue(tab.page.content().contains("Plain HTTP"));
            tab.assertClean();
        }
    }
}
