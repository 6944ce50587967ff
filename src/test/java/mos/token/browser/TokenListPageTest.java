package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
    void saysWhenThereAreMoreThanItShows() {
        for (int i = 0; i < 1_000; i++) {
            create("many " + i, "");
        }
        try (Tab tab = chromium.tab().signIn(app.app().signInLink().exposeText())) {
            assertThat(tab.token("many 999")).isVisible();
            assertThat(tab.page.getByText("oldest of")).hasCount(0);
            create("one more", "");
            tab.page.reload();
            assertThat(tab.page.getByText("Shown are the 1,000 oldest of 1,001 tokens"))
                    .isVisible();
            assertThat(tab.page.locator(".token")).hasCount(1_000);
            tab.assertClean();
        }
    }
}
