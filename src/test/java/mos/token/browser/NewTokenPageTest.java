package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import mos.token.secret.SecretText;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Making an admin token with everything that can be decided about it, and its one showing.
class NewTokenPageTest {
    private static final String HOSTILE = "</textarea><img src=x onerror=alert(1)>'\"${7*7}";

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
                Tab tab = browser.tab().signIn(app.app().signInLink().exposeText())) {
            var search = new LeakSearch();
            SHOWN.forEach(token -> search.plant("a created token", token));
            search.assertNowhere(directory, tab.page.content());
        }
    }

    private static Tab signedIn(boolean scripts) {
        return chromium.tab(Chromium.options().setJavaScriptEnabled(scripts))
                .signIn(app.app().signInLink().exposeText());
    }

    private static Locator input(Tab tab, String name, String value) {
        return tab.page.locator("[name='%s'][value='%s']".formatted(name, value));
    }

    private static JsonNode me(String token) {
        var answer =
                app.ask(
                        "GET",
                        app.admin().resolve("/api/v1/auth/admin-tokens/me"),
                        SecretText.of(token),
                        null);
        assertEquals(200, answer.statusCode());
        return TestApp.json(answer);
    }

    private static String shown(Tab tab) {
        assertThat(tab.field("Token")).hasValue(Pattern.compile("mos_.+"));
        String token = tab.field("Token").inputValue();
        SHOWN.add(token);
        return token;
    }

    @Test
    void everyChoiceSaysWhatItAllowsAndAPresetIsRefined() {
        try (Tab tab = signedIn(true)) {
            tab.link("Add").click();
            Locator sum = tab.page.locator("#levels-sum");
            assertThat(sum).containsText("May read everything except");
            input(tab, "mode", "full").check();
            assertThat(sum).hasText("May do everything.");
            tab.page.locator(".presets summary").click();
            input(tab, "mode", "preset.container-updater").check();
            assertThat(sum)
                    .hasText("May read registry. May read and change docker, notifications.");
            input(tab, "mode", "custom").check();
            assertThat(sum)
                    .hasText("May read registry. May read and change docker, notifications.");
            input(tab, "level.notifications", "none").check();
            tab.field("Name").fill("updater");
            tab.button("Create").click();
            assertEquals(
                    "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\",\"registry\":\"read\"}}",
                    me(shown(tab)).path("permissions").toString());
            tab.assertClean();
        }
    }

    @Test
    void byKeyboardAloneWithAnEndAndNetworks() {
        String tomorrow =
                LocalDate.ofInstant(app.clock().instant(), ZoneOffset.UTC).plusDays(1).toString();
        try (Tab tab = signedIn(true)) {
            var keys = tab.page.keyboard();
            tab.link("Add").focus();
            keys.press("Enter");
            assertThat(tab.field("Name")).isFocused();
            keys.type("by keys");
            keys.press("Tab");
            keys.type("two");
            keys.press("Enter");
            keys.type("lines");
            keys.press("Tab"); // readonly, as nothing else was chosen
            keys.press("ArrowDown");
            assertThat(input(tab, "mode", "custom")).isChecked();
            keys.press("ArrowDown");
            assertThat(input(tab, "mode", "full")).isChecked();
            keys.press("Tab"); // the presets, closed
            keys.press("Tab");
            assertThat(input(tab, "expiry", "never")).isFocused();
            keys.press("ArrowLeft"); // round to the last one
            assertThat(input(tab, "expiry", "date")).isChecked();
            tab.field("Last day").fill(tomorrow);
            tab.field("Networks").focus();
            keys.type("127.0.0.0/8");
            keys.press("Enter");
            keys.type("fd00::/8");
            keys.press("Tab"); // Cancel
            keys.press("Tab");
            assertThat(tab.button("Create")).isFocused();
            keys.press("Enter");
            JsonNode made = me(shown(tab));
            assertEquals("full", made.path("permissions").path("mode").stringValue());
            assertEquals(
                    LocalDate.parse(tomorrow).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                    Instant.parse(made.path("expiresAt").stringValue()));
            String path = "/api/v1/auth/admin-tokens/" + made.path("id").stringValue();
            assertEquals(2, TestApp.json(app.local("GET", path)).path("networks").size());
            keys.press("Escape");
            assertThat(tab.dialog()).isHidden();
            assertThat(tab.token("by keys")).containsText("Valid until");
            assertThat(tab.token("by keys").locator(".token-about")).hasText("two\nlines");
            tab.assertClean();
        }
    }

    @Test
    void whatIsWrongIsNamedAtItsFieldAndEverythingStays() {
        for (boolean scripts : new boolean[] {true, false}) {
            try (Tab tab = signedIn(scripts)) {
                tab.link("Add").click();
                tab.field("Name").fill(HOSTILE + scripts);
                tab.field("Description").fill(HOSTILE);
                tab.page.locator(".presets summary").click();
                input(tab, "mode", "preset.git").check();
                input(tab, "expiry", "date").check();
                tab.field("Last day").fill("2001-02-03");
                tab.field("Networks").fill("10.0.0.1/8\n127.0.0.1\n" + HOSTILE);
                tab.button("Create").click();
                assertThat(tab.page.locator("#new-networks-error"))
                        .hasText(
                                "No network: 10.0.0.1/8, </textarea><img, src=x,"
                                        + " onerror=alert(1)>'\"${7*7}");
                assertThat(tab.page.locator("#new-expiresAt-error")).containsText("must lie ahead");
                assertThat(tab.field("Last day")).hasAttribute("aria-invalid", "true");
                assertThat(tab.field("Last day")).hasValue("2001-02-03");
                if (scripts) {
                    assertThat(tab.field("Last day")).isFocused();
                }
                assertThat(tab.field("Description")).hasValue(HOSTILE);
                assertThat(input(tab, "mode", "preset.git")).isChecked();
                assertThat(input(tab, "mode", "preset.git")).isVisible();
                assertThat(tab.field("Networks")).hasValue("10.0.0.1/8\n127.0.0.1\n" + HOSTILE);

                input(tab, "expiry", "30").check();
                tab.field("Networks").fill("127.0.0.1");
                tab.button("Create").click();
                JsonNode made = me(shown(tab));
                assertEquals(
                        "{\"mode\":\"custom\",\"resources\":{\"github\":\"read\"}}",
                        made.path("permissions").toString());
                assertTrue(
                        Instant.parse(made.path("expiresAt").stringValue())
                                .isAfter(app.clock().instant().plus(Duration.ofDays(29))));
                tab.link("Done").click();
                assertThat(tab.token(HOSTILE + scripts)).containsText(HOSTILE);
                assertEquals(0, tab.page.locator(".tokens img").count());
                tab.assertClean();
            }
        }
    }

    @Test
    void readyMadeSettingsHoldTheTokenAndGoWithIt() {
        try (Tab tab = chromium.tab()) {
            tab.signIn(app.app().signInLink().exposeText().replace("127.0.0.1", Chromium.NAS));
            tab.link("Add").click();
            tab.field("Name").fill("for tools");
            input(tab, "mode", "full").check();
            Response answer =
                    tab.page.waitForResponse(
                            r -> r.request().method().equals("POST"),
                            () -> tab.button("Create").click());
            assertEquals("no-store", answer.headerValue("cache-control"));
            String token = shown(tab);
            String nas = "http://" + Chromium.NAS + ":";
            String gateway = nas + app.gateway().getPort();
            for (var setting :
                    List.of(
                            List.of("curl", nas + app.admin().getPort() + "/api/v1/auth"),
                            List.of("env", "MOS_TOKEN_SERVER=" + nas + app.admin().getPort()),
                            List.of("docker", "docker login " + gateway.substring(7) + " "),
                            List.of("podman", "podman login " + gateway.substring(7) + " "),
                            List.of("containerd", "[host.\"" + gateway + "\".header]"),
                            List.of("git", "[url \"" + gateway + "/github.com/\"]"),
                            List.of("homeassistant", "Authorization: Bearer " + token),
                            List.of("prometheus", Chromium.NAS + ":" + app.admin().getPort()))) {
                Locator text = tab.page.locator("#snippet-" + setting.getFirst());
                tab.page
                        .locator(".snippet:has(#snippet-" + setting.getFirst() + ") summary")
                        .click();
                assertThat(text).isVisible();
                assertTrue(text.inputValue().contains(setting.getLast()), setting.getFirst());
                assertTrue(text.inputValue().contains(token), setting.getFirst());
            }
            tab.button("Copy Prometheus").click();
            assertThat(tab.button("Copied Prometheus")).isVisible();
            String prometheus = tab.page.locator("#snippet-prometheus").inputValue();
            tab.link("Done").click();
            assertThat(tab.dialog()).isHidden();
            assertFalse(tab.page.content().contains(token.substring(4)), "left in the page");

            tab.link("Add").click();
            assertThat(tab.field("Name")).isFocused(); // comes after the dialog
            tab.field("Networks").focus();
            tab.page.keyboard().press("Control+V");
            assertThat(tab.field("Networks")).hasValue(prometheus);
            tab.assertClean();
        }
    }

    @Test
    void nobodyMakesATokenThatOutlivesTheirOwn() {
        String body =
                "{\"name\":\"short\",\"permissions\":{\"mode\":\"full\"},\"expiresAt\":\"%s\"}"
                        .formatted(app.clock().instant().plus(Duration.ofDays(40)));
        String own =
                TestApp.json(app.local("POST", "/api/v1/auth/admin-tokens", body))
                        .at("/data/token")
                        .stringValue();
        SHOWN.add(own);
        try (Tab tab = chromium.tab()) {
            tab.page.navigate(app.admin() + "/sign-in");
            tab.field("Admin API Token").fill(own);
            tab.button("Sign in").click();
            tab.link("Add").click();
            tab.field("Name").fill("long");
            input(tab, "expiry", "90").check();
            tab.button("Create").click();
            assertThat(tab.page.locator("#new-expiresAt-error")).containsText("than your sign-in");
            assertThat(input(tab, "expiry", "90")).isChecked();
            input(tab, "expiry", "30").check();
            tab.button("Create").click();
            shown(tab);
            tab.assertClean();
        }
    }

    @Test
    void settingsAreForWhatTheTokenMay() {
        try (Tab tab = signedIn(true)) {
            tab.link("Add").click();
            tab.field("Name").fill("pulls");
            tab.page.locator(".presets summary").click();
            input(tab, "mode", "preset.image-pulls").check();
            tab.button("Create").click();
            shown(tab);
            assertThat(tab.page.locator(".snippet summary"))
                    .hasText(
                            new String[] {
                                "curl",
                                "Environment file",
                                "Docker login",
                                "podman login",
                                "containerd",
                                "Home Assistant"
                            });
            tab.assertClean();
        }
    }
}
