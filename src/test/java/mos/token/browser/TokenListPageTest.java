package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The list of admin tokens: what it says of each, and of those that it does not show.
class TokenListPageTest {
    private static final String API = "/api/v1/auth/admin-tokens";

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

    private void create(String name, String bounds) {
        String body =
                "{\"name\":\"%s\",\"permissions\":{\"mode\":\"readonly\"}%s}"
                        .formatted(name, bounds);
        assertEquals(201, app.local("POST", API, body).statusCode());
    }

    @Test
    void aTokenThatOpensNothingDoesNotLookActive() {
        Instant now = app.clock().instant();
        create("over", ",\"expiresAt\":\"%s\"".formatted(now.plusSeconds(60)));
        create("later", ",\"notBefore\":\"%s\"".formatted(now.plusSeconds(86_400)));
        SecretText plain = app.createToken("plain", "{\"mode\":\"full\"}");
        app.clock().move(Duration.ofMinutes(2));
        app.ask("GET", app.admin().resolve(API + "/me"), plain, null);
        try (Tab tab = chromium.tab().signIn(app.app().signInLink().exposeText())) {
            assertThat(tab.token("over").locator(".chip-warn")).hasText("expired");
            assertThat(tab.token("over")).containsText("Valid until");
            assertThat(tab.token("over")).not().containsText("Last used");
            assertThat(tab.act("Deactivate", "over")).isVisible();

            assertThat(tab.token("later").locator(".chip-warn")).hasText("not yet valid");
            assertThat(tab.token("later")).containsText("Valid from");
            assertThat(tab.token("later")).not().containsText("Valid until");

            assertThat(tab.token("plain").locator(".chip-warn")).hasCount(0);
            assertThat(tab.token("plain")).containsText("Last used");
            assertThat(tab.token("plain")).not().containsText("Valid");
            tab.assertClean();
        }
    }

    @Test
    void tenThousandTokensAreSearchedSortedAndPaged() throws Exception {
        app.close();
        Many.tokens(app.data(), 10_000);
        app = TestApp.start(directory);
        try (Tab tab = chromium.tab().signIn(app.app().signInLink().exposeText())) {
            assertThat(tab.page.locator(".token")).hasCount(20);
            assertThat(tab.token("updater 9999")).isVisible();
            assertThat(tab.page.getByText("Tokens in all: 10,000.")).isVisible();
            assertTrue(
                    tab.page.content().length() < 50_000,
                    () -> "heavy: " + tab.page.content().length());
            tab.link("Next page").click();
            assertThat(tab.token("updater 9979")).isVisible();
            assertThat(tab.page.locator(".token")).hasCount(20);
            tab.link("First page").click();
            assertThat(tab.token("updater 9999")).isVisible();

            tab.field("Search").fill("updater 42");
            tab.field("Order").selectOption("name");
            tab.button("Show").click();
            assertThat(tab.token("updater 42")).isVisible();
            assertThat(tab.page.locator(".token").first()).containsText("updater 42");
            assertThat(tab.token("updater 420")).isVisible();

            // The list keeps what was searched for while a token of it goes.
            tab.act("Delete", "updater 42").click();
            tab.button("Delete").click();
            assertThat(tab.token("updater 42")).hasCount(0);
            assertThat(tab.token("updater 420")).isVisible();
            assertThat(tab.field("Search")).hasValue("updater 42");
            assertThat(tab.page.getByText("Tokens in all: 9,999.")).isVisible();

            tab.field("Search").fill("no such token");
            tab.button("Show").click();
            assertThat(tab.page.getByText("No token fits this search")).isVisible();
            tab.link("Show all").click();
            tab.field("State").selectOption("inactive");
            tab.button("Show").click();
            assertThat(tab.page.getByText("No token fits this search")).isVisible();
            tab.assertClean();
        }
    }

    @Test
    void anAddressThatNobodyMadeShowsTheFirstPage() {
        create("only", "");
        try (Tab tab = chromium.tab().signIn(app.app().signInLink().exposeText())) {
            tab.page.navigate(
                    app.admin().resolve(Tab.HOME + "?after=%00x&sort=oops&state=oops").toString());
            assertThat(tab.token("only")).isVisible();
            tab.assertClean();
        }
    }
}
