package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Locator;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every state of the page of tokens in both color schemes.
class TokenPageLookTest {
    @TempDir static Path directory;

    private static final String GITHUB = "gh" + "p_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8";
    private static final String HUB = "dckr_" + "pat_" + "q7W8e9R1t2Y3u4I5o6P7a8S9d0F";

    private static final String STRONG = "dckr_" + "pat_" + "f0D9s8A7p6O5i4U3y2T1r9E8w7Q";

    private static final String API = "/api/v1/auth/admin-tokens";

    private static FakeGitHub github;
    private static FakeDockerHub dockerHub;
    private static TestApp app;
    private static Chromium chromium;

    @BeforeAll
    static void start() {
        github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "");
        dockerHub =
                FakeDockerHub.forGateway()
                        .account("alice", HUB, "repo:public_read")
                        .account("bob", STRONG, "repo:write");
        dockerHub.content().pushImage("ratelimitpreview/test", "latest", new byte[] {1});
        TestApp.Setup setup = TestApp.in(directory).host(Chromium.NAS);
        Upstreams.of(github.upstreams(), dockerHub.upstreams()).forEach(setup::upstream);
        // Nobody listens there.
        setup.upstream("codeberg.org", URI.create("http://127.0.0.1:9"));
        app = setup.start();
        chromium = new Chromium();
        app.createToken("Home Assistant", "{\"mode\":\"readonly\"}");
        app.createToken(
                "backup-nightly",
                "{\"mode\":\"custom\",\"resources\":{\"docker\":\"write\",\"pools\":\"read\","
                        + "\"shares\":\"read\"}}");
        SecretText deploy = app.createToken("deploy", "{\"mode\":\"full\"}");
        Instant now = app.clock().instant();
        bounded("ci-2025", ",\"expiresAt\":\"%s\"".formatted(now.plusSeconds(60)));
        bounded(
                "contractor",
                ",\"notBefore\":\"%s\",\"expiresAt\":\"%s\""
                        .formatted(now.plus(Duration.ofDays(7)), now.plus(Duration.ofDays(90))));
        app.clock().move(Duration.ofMinutes(2));
        app.ask("GET", app.admin().resolve(API + "/me"), deploy, null);
        app.storeServiceTokens(
                "{\"github\":\"%s\",\"dockerhub\":\"alice:%s\"}".formatted(GITHUB, HUB));
    }

    private static void bounded(String name, String bounds) {
        String body =
                "{\"name\":\"%s\",\"permissions\":{\"mode\":\"readonly\"}%s}"
                        .formatted(name, bounds);
        assertEquals(201, app.local("POST", API, body).statusCode());
    }

    @AfterAll
    static void stop() {
        try (FakeGitHub _ = github;
                FakeDockerHub _ = dockerHub;
                TestApp _ = app;
                Chromium _ = chromium) {}
    }

    /// A state of the page, and how to get there from the page just opened.
    enum Scene {
        TOKEN_PAGE(tab -> {
            tab.button("Validate").click();
            assertThat(tab.page.locator("#service-github-state")).containsText("of 5,000");
            tab.page.locator(".snack [data-close-snack]").click();
            assertThat(tab.page.locator(".snack")).hasCount(0);
        }),
        CAN_WRITE(tab -> {
            tab.field("DockerHub Token").fill("bob:" + STRONG);
            tab.button("Save client tokens").click();
            assertThat(tab.page.locator("#service-dockerhub-state"))
                    .containsText("make a narrower one");
        }),
        GUIDES(tab -> {
            tab.page.locator(".more > summary").click();
            tab.page.locator(".guide > summary:visible").all().forEach(Locator::click);
        }),
        FORMER_TOKEN(tab -> {
            String codeberg = "/api/v1/mos/tokens/codeberg";
            String ends = app.clock().instant().plus(Duration.ofDays(60)).toString();
            for (String token : List.of("0a1b2c3d4e".repeat(4), "9f8e7d6c5b".repeat(4))) {
                String body = "{\"token\":\"%s\",\"expiresAt\":\"%s\"}".formatted(token, ends);
                assertEquals(200, app.local("PUT", codeberg, body).statusCode());
            }
            tab.page.reload();
            assertThat(tab.page.locator("#service-codeberg-state"))
                    .containsText("The token before it");
            tab.page.getByText("Where it works and what it did: Codeberg Token").click();
            app.local("DELETE", codeberg);
        }),
        ADD(tab -> {
            tab.link("Add").click();
            assertThat(tab.field("Name")).isFocused();
        }),
        ADD_CUSTOM(tab -> {
            tab.link("Add").click();
            tab.page.locator("[name=mode][value=custom]").check();
        }),
        ADD_PRESET(tab -> {
            tab.link("Add").click();
            tab.page.locator(".presets summary").click();
            tab.page.locator("[name=mode][value='preset.git']").check();
            tab.page.locator("[name=expiry][value=date]").check();
            tab.page.locator("#levels-sum").scrollIntoViewIfNeeded();
        }),
        ADD_BOUNDS_WRONG(tab -> {
            tab.link("Add").click();
            tab.field("Name").fill("bounded");
            tab.page.locator("[name=expiry][value=date]").check();
            tab.field("Networks").fill("10.0.0.1/8\nlocalhost");
            tab.button("Create").click();
            assertThat(tab.page.locator("#new-networks-error")).isVisible();
        }),
        ADD_WRONG(tab -> {
            tab.link("Add").click();
            tab.field("Name").fill("deploy");
            tab.button("Create").click();
            assertThat(tab.page.locator("#new-name-error")).isVisible();
        }),
        ADD_AGAIN(tab -> {
            app.clock().move(Duration.ofMinutes(16));
            tab.page.reload();
            tab.link("Add").click();
            tab.field("Name").fill("tablet");
            tab.page.locator("#new-again-token").fill("mos_wrong");
            tab.button("Create").click();
            assertThat(tab.page.locator("#new-again-error")).isVisible();
        }),
        SERVICE_AGAIN(tab -> {
            app.clock().move(Duration.ofMinutes(16));
            tab.page.reload();
            tab.field("GitHub Token").fill(GITHUB);
            tab.button("Save client tokens").click();
            assertThat(tab.page.locator("#service-again-error")).isVisible();
        }),
        DELETE(tab -> {
            tab.act("Delete", "deploy").click();
            assertThat(tab.dialog()).isVisible();
        }),
        CREATED(tab -> {
            tab.link("Add").click();
            tab.create(fresh(tab, "Homepage"), "readonly");
        }),
        CREATED_SETTINGS(tab -> {
            tab.link("Add").click();
            tab.create(fresh(tab, "Watchtower"), "full");
            tab.page.locator(".snippet:has(#snippet-containerd) > summary").click();
            tab.button("Copy containerd").scrollIntoViewIfNeeded();
        }),
        IDENTIFIED(tab -> {
            SecretText token = app.createToken(fresh(tab, "lost"), "{\"mode\":\"full\"}");
            tab.page.locator("#identify > summary").click();
            tab.field("Found token").fill(token.exposeText());
            tab.button("Look it up").click();
            assertThat(tab.page.locator("#identify-answer")).containsText("Yours");
        }),
        NOT_SAVED(tab -> {
            tab.field("DockerHub Token").fill("without-a-colon");
            tab.button("Save client tokens").click();
            assertThat(tab.page.locator(".snack-bad")).isVisible();
        }),
        SIGN_IN(TokenPageLookTest::signOut),
        SIGN_IN_LINK(tab -> {
            signOut(tab);
            tab.page.navigate(app.admin() + "/sign-in?code=anything");
        });

        @SuppressWarnings("ImmutableEnumChecker") // the steps keep nothing
        private final Consumer<Tab> steps;

        Scene(Consumer<Tab> steps) {
            this.steps = steps;
        }
    }

    /// A name that no token has: scenes are come to more than once.
    private static String fresh(Tab tab, String name) {
        return name + " " + tab.page.locator(".token").count();
    }

    private static void signOut(Tab tab) {
        tab.signOut();
        tab.page.waitForURL("**/sign-in");
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void isAccessibleInBothSchemesAndFitsAPhone(Scene scene) {
        Look.at(chromium, app, scene.name(), scene.steps);
    }
}
