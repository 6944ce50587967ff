package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import mos.token.testkit.Answer;
import mos.token.testkit.FakeHost;
import mos.token.testkit.HostRules;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.TestApp;
import mos.token.testkit.Violations;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Codeberg and a Gitea or Forgejo of one's own, which few have, and what is kept of each token.
class MoreServicesPageTest {
    private static final String TOKEN = "0a1b2c3d4e".repeat(3) + "5f60718293";
    private static final String OTHER = "9f8e7d6c5b".repeat(3) + "4a39281706";
    private static final String ALICE = "{\"login\":\"alice\"}";

    @TempDir Path directory;

    private final Violations violations = new Violations();
    private volatile int status = 200;
    private FakeHost host;
    private TestApp app;
    private Chromium chromium;

    @BeforeEach
    void start() {
        host =
                FakeHost.start(
                        "git.example.org",
                        HostRules.gatewayReads(),
                        violations,
                        (_, _) -> Answer.json(status, ALICE));
        app =
                TestApp.in(directory)
                        .upstream("git.example.org", URI.create(host.base()))
                        .upstream("codeberg.org", URI.create(host.base()))
                        .start();
        chromium = new Chromium();
    }

    @AfterEach
    void stop() {
        try (FakeHost _ = host;
                TestApp _ = app;
                Chromium _ = chromium) {
            violations.assertClean();
            new LeakSearch()
                    .plant("a token", TOKEN)
                    .plant("another token", OTHER)
                    .assertNowhere(directory, app.answers());
        }
    }

    private static Locator state(Tab tab, String service) {
        return tab.page.locator("#service-" + service + "-state");
    }

    private static Locator more(Tab tab) {
        return tab.page.getByText("More services");
    }

    private static void save(Tab tab) {
        tab.button("Save client tokens").click();
    }

    private void put(String service, String body) {
        HttpResponse<byte[]> put = app.local("PUT", "/api/v1/mos/tokens/" + service, body);
        assertEquals(200, put.statusCode());
    }

    @Test
    void theyStandFoldedUntilTheyAreUsed() {
        try (Tab tab = chromium.tab().signIn(app.app().signInLink().exposeText())) {
            assertThat(tab.field("Gitea or Forgejo Token")).isHidden();
            more(tab).click();
            tab.field("Gitea or Forgejo Token").fill("https://git.example.org:" + TOKEN);
            save(tab);
            assertThat(tab.page.locator("#service-gitea-error"))
                    .containsText("without https:// and port");
            tab.field("Gitea or Forgejo Token").fill("git.example.org:" + TOKEN);
            save(tab);
            assertThat(tab.page.getByText("Client Token saved")).isVisible();
            assertThat(state(tab, "gitea")).containsText("alice");
            assertThat(tab.field("Gitea or Forgejo Token"))
                    .hasAttribute("placeholder", "git.example.org:…8293");
            assertThat(tab.field("Codeberg Token")).isHidden();
            more(tab).click();
            tab.field("Codeberg Token").fill(TOKEN);
            save(tab);
            assertThat(state(tab, "codeberg")).containsText("works");
            assertThat(more(tab)).hasCount(0);
            tab.assertClean();
        }
    }

    @Test
    void whatIsKeptOfATokenIsShownWithoutAsking() {
        String ends = app.clock().instant().plus(Duration.ofDays(10)).toString();
        put("codeberg", "{\"token\":\"%s\",\"expiresAt\":\"%s\"}".formatted(TOKEN, ends));
        assertEquals(200, app.local("GET", "/api/v1/mos/validatetokens").statusCode());
        status = 503;
        app.clock().move(Duration.ofSeconds(61));
        put("codeberg", "{\"token\":\"%s\",\"expiresAt\":\"%s\"}".formatted(OTHER, ends));
        assertEquals(200, app.local("GET", "/api/v1/mos/validatetokens").statusCode());
        try (Tab tab = chromium.tab().signIn(app.app().signInLink().exposeText())) {
            assertThat(state(tab, "codeberg")).containsText("as you entered");
            assertThat(state(tab, "codeberg")).containsText("unknown");
            assertThat(state(tab, "codeberg"))
                    .containsText("The token before it, …8293, stays until Codeberg took this one");
            status = 200;
            app.clock().move(Duration.ofSeconds(61));
            Locator known = tab.page.locator("#service-codeberg-known");
            tab.page.getByText("Where it works and what it did: Codeberg Token").click();
            assertThat(known).containsText("unknown, since");
            tab.button("Validate").click();
            assertThat(state(tab, "codeberg")).containsText("expires soon");
            assertThat(state(tab, "codeberg")).not().containsText("The token before it");
            // It stays open while it is looked at.
            assertThat(known).containsText("works, since");
            tab.page.getByText("Leaked? Codeberg Token").click();
            assertThat(tab.link("https://codeberg.org/user/settings/applications")).isVisible();
            tab.assertClean();
        }
    }

    @Test
    void worksWithoutScripts() {
        try (Tab tab =
                chromium.tab(
                        Chromium.options()
                                .setJavaScriptEnabled(false)
                                .setViewportSize(1280, 1600))) {
            tab.signIn(app.app().signInLink().exposeText());
            assertThat(tab.field("Codeberg Token")).isHidden();
            more(tab).click();
            tab.field("Gitea or Forgejo Token").fill("codeberg.org:" + TOKEN);
            tab.field("Gitea or Forgejo Token").press("Enter");
            // What is wrong is never folded away.
            assertThat(tab.page.locator("#service-gitea-error")).isVisible();
            tab.field("Gitea or Forgejo Token").fill("git.example.org:" + TOKEN);
            save(tab);
            assertThat(tab.link("Remove Gitea or Forgejo Token")).isVisible();
            tab.button("Validate").click();
            assertThat(state(tab, "gitea")).containsText("alice");
            tab.assertClean();
        }
    }
}
