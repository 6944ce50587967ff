package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.notify.Severity;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every state of activity, sessions, notices and the account menu in both color schemes.
class ActivityLookTest {
    @TempDir static Path directory;

    private static TestApp app;
    private static House house;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        app = TestApp.in(directory).host(Chromium.NAS).start();
        chromium = new Chromium();
        house = new House(app, directory);
        for (String name : new String[] {"Home Assistant", "backup-nightly"}) {
            app.createToken(name, "{\"mode\":\"readonly\"}");
        }
        Caller backup =
                new Caller.Token("2", 1, "backup-nightly", Permissions.full(), null, "192.0.2.7");
        house.audit(
                backup,
                "admin-token.edit",
                change -> change.audited("1", "'Home Assistant': networks 192.0.2.0/24"));
        house.audit(
                new Caller.Product(),
                "service-token.refused",
                change -> change.audited("github", "refused by api.github.com"));
        house.refuse("auth:read", "expired", "2", "198.51.100.9");
        app.clock().move(Duration.ofMinutes(2));
        house.audit(backup, "something.new", change -> change.audited("", ""));
        for (int i = 0; i < 60; i++) {
            String number = Integer.toString(i);
            house.audit(backup, "registry.pin", change -> change.audited("app:" + number, ""));
        }
    }

    @AfterAll
    static void stop() {
        try (TestApp _ = app;
                House _ = house;
                Chromium _ = chromium) {}
    }

    /// A state of a page, and how to get there from the page of tokens.
    enum Scene {
        ACTIVITY(tab -> tab.open("/activity?q=admin-token")),
        ACTIVITY_FULL(tab -> tab.open("/activity")),
        ACTIVITY_FILTERED(tab -> tab.open("/activity?kind=token&since=2020-01-01&before=60")),
        ACTIVITY_REFUSED(tab -> tab.open("/activity?action=refused")),
        ACTIVITY_NONE(tab -> tab.open("/activity?q=nobody+wrote+this")),
        ACTIVITY_WRONG(tab -> tab.open("/activity?since=2026-11-24&until=2026-11-23")),
        ACTIVITY_CHECKED(tab -> {
            tab.open("/activity?action=admin-token.create");
            tab.button("Check the log").click();
            assertThat(tab.page.locator(".line-good")).isVisible();
        }),
        NOTICES_STRIP(tab -> {
            notices();
            tab.page.reload();
            tab.page.locator(".notice summary").first().click();
        }),
        NOTICES_PAST(tab -> {
            notices();
            tab.open("/activity/notices");
            tab.page.locator(".notice-close").nth(1).click();
            assertThat(tab.page.locator(".notice-gone")).hasCount(1);
        }),
        NOTICES_NONE(tab -> tab.open("/activity/notices")),
        SESSIONS(tab -> {
            for (String agent : new String[] {"Mozilla/5.0 (iPhone) Safari/605", "curl/8.14.1"}) {
                Browser.NewContextOptions options = Chromium.options().setUserAgent(agent);
                try (Tab other = chromium.tab(options)) {
                    other.signIn(app.app().signInLink().exposeText());
                }
            }
            tab.open("/sessions");
        }),
        SESSIONS_ALONE(tab -> {
            tab.open("/sessions");
            assertThat(tab.page.locator("#sessions .token")).hasCount(1);
        }),
        ACCOUNT_MENU(Tab::openAccount);

        @SuppressWarnings("ImmutableEnumChecker") // the steps keep nothing
        private final Consumer<Tab> steps;

        Scene(Consumer<Tab> steps) {
            this.steps = steps;
        }
    }

    private static void notices() {
        house.raise(
                "service-token.ending",
                Severity.WARNING,
                "The Docker Hub token ends in 6 days",
                "dckr_pat_…9d0F: 2026-12-01T00:00:00Z, as you entered. Nobody used it in the last 30"
                        + " days. Enter a new one before: Settings, Network, Token.",
                "d1");
        house.raise(
                "admin-token.new-network",
                Severity.WARNING,
                "'backup-nightly' was used from a new network",
                "The admin token 'backup-nightly' was used from 198.51.100.0/24 for the first time,"
                        + " lately by 198.51.100.9 with restic/0.18. If that was not you, rotate it.",
                "2");
        house.raise("content.pinned", Severity.INFO, "Pinned images fill the cache", "Unpin.", "");
        house.raise(
                "service-token.refused",
                Severity.ALERT,
                "GitHub refused the stored token",
                "GitHub does not take ghp_…Q7r8 any more: it was revoked, has expired, or is wrong."
                        + " From now on it is asked without a token, within the lower limits.",
                "g1");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void isAccessibleInBothSchemesAndFitsAPhone(Scene scene) {
        for (ColorScheme scheme : Look.SCHEMES) {
            house.settleAll();
            app.local("DELETE", "/api/v1/auth/sessions");
            try (Tab tab = chromium.tab(1440, 900, scheme)) {
                tab.signIn(app.app().signInLink().exposeText());
                scene.steps.accept(tab);
                Look.at(tab, scene, scheme);
                tab.assertClean();
            }
        }
    }
}
