package mos.token.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every state of the usage page, as [Look] looks at it.
class UsagePageLookTest {
    @TempDir Path directory;

    /// A state of the page, and what leads to it.
    enum Scene {
        USAGE_EMPTY(_ -> {}),
        USAGE(UsagePageLookTest::used),
        USAGE_GONE(house -> {
            house.tokens();
            house.useUp();
            house.day("github", "core", true, 5000, 0);
        });

        @SuppressWarnings("ImmutableEnumChecker") // the steps keep nothing
        private final Consumer<UsageHouse> steps;

        Scene(Consumer<UsageHouse> steps) {
            this.steps = steps;
        }
    }

    private static void used(UsageHouse house) {
        house.tokens();
        house.github.limit("alice", 300);
        house.spendFor(Duration.ofMinutes(10), 5);
        house.pull("library/postgres", "18", 2_000_000);
        house.pull("library/nginx", "1.29", 900_000);
        house.pull("grafana/grafana", "12.2.1", 1_500_000);
        for (String tag : new String[] {"3.20", "3.21", "3.22", "latest", "edge", "3", "3.19"}) {
            house.pull("library/alpine", tag, 40_000);
        }
        house.app.local(
                "PUT",
                "/api/v1/registry/cache/pins",
                "{\"image\":\"docker.io/library/postgres:18\"}");
        house.day("github", "core", true, 5000, 10);
        house.day("github", "core", false, 60, 60);
        house.day("dockerhub", "pulls", true, 200, 30);
        house.day("dockerhub", "pulls", false, 100, 80);
    }

    @ParameterizedTest
    @EnumSource(Scene.class)
    void isAccessibleInBothSchemesAndFitsAPhone(Scene scene) {
        try (UsageHouse house = new UsageHouse(directory);
                Chromium chromium = new Chromium()) {
            scene.steps.accept(house);
            Look.at(
                    chromium,
                    house.app,
                    scene.name(),
                    tab -> {
                        tab.link("Usage").click();
                        assertThat(tab.page.locator(".chart canvas"))
                                .hasCount(scene == Scene.USAGE_EMPTY ? 0 : charts(tab));
                    });
        }
    }

    private static int charts(Tab tab) {
        return tab.page.locator(".chart").count();
    }
}
