package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.function.Consumer;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every state of what is told and asked of one admin token, in both color schemes.
class TokenDetailLookTest {
    @TempDir static Path directory;

    private static final String API = "/api/v1/auth/admin-tokens";

    private static TestApp app;
    private static Chromium chromium;

    @BeforeAll
    static void start() throws Exception {
        app = TestApp.start(directory);
        app.createToken("old dashboard", "{\"mode\":\"readonly\"}");
        SecretText compose = app.createToken("compose", "{\"mode\":\"full\"}");
        assertEquals(200, app.ask("GET", app.admin().resolve(API), compose, null).statusCode());
        int rotated =
                app.reveal(
                                "POST",
                                app.admin().resolve(API + "/me/rotate"),
                                compose,
                                "{\"overlapSeconds\":604800}")
                        .statusCode();
        assertEquals(200, rotated);
        assertEquals(200, app.ask("GET", app.admin().resolve(API), compose, null).statusCode());
        app.close();
        try (Database database = Database.open(app.data(), () -> false)) {
            database.write(tx ->
                    tx.update(
                            "update admin_token set legacy = 1, permissions = ? where name = ?",
                            "{\"mode\":\"custom\",\"resources\":{\"docker\":\"read\",\"zfs\":\"write\"}}",
                            "old dashboard"));
        }
        app = TestApp.start(directory);
        chromium = new Chromium();
    }

    @AfterAll
    static void stop() {
        try (TestApp _ = app;
                Chromium _ = chromium) {}
    }

    /// A state of the dialog, and how to get there from the page just opened.
    enum Scene {
        DETAILS(tab -> {
            open(tab, "compose");
            assertThat(tab.dialog()).containsText("Where it was used");
            assertThat(tab.dialog()).containsText("until");
        }),
        DETAILS_FROM_MOS(tab -> {
            assertThat(tab.token("old dashboard")).containsText("from MOS");
            open(tab, "old dashboard");
            assertThat(tab.dialog()).containsText("zfs");
        }),
        EDIT(tab -> {
            open(tab, "compose");
            tab.link("Edit").click();
            assertThat(tab.field("Name")).hasValue("compose");
        }),
        ROTATE(tab -> {
            open(tab, "compose");
            tab.link("Rotate").click();
            assertThat(tab.dialog()).containsText("a new secret?");
        }),
        DEACTIVATE(tab -> {
            tab.act("Deactivate", "compose").click();
            assertThat(tab.dialog()).isVisible();
        });

        @SuppressWarnings("ImmutableEnumChecker") // the steps keep nothing
        private final Consumer<Tab> steps;

        Scene(Consumer<Tab> steps) {
            this.steps = steps;
        }
    }

    private static void open(Tab tab, String name) {
        tab.token(name).getByRole(AriaRole.HEADING).getByRole(AriaRole.LINK).click();
        assertThat(tab.dialog()).isVisible();
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void isAccessibleInBothSchemesAndFitsAPhone(Scene scene) {
        Look.at(chromium, app, scene.name(), scene.steps);
    }
}
