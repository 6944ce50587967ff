package mos.token.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import mos.token.testkit.TestApp;

/// Looks at a state of the page in both color schemes, wide and narrow: no axe-core violation, and
/// nothing wider than a phone of 320 pixels. Leaves pictures in `target/screenshots`, or where
/// `-Dscreenshots=DIRECTORY` says.
final class Portrait {
    private Portrait() {}

    /// @param steps how to get there from the page just opened
    static void take(Chromium chromium, TestApp app, String name, Consumer<Tab> steps) {
        for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            try (Tab tab = chromium.tab(1440, 900, scheme)) {
                tab.signIn(app.app().signInLink().exposeText());
                steps.accept(tab);
                for (int width : new int[] {1440, 375, 320}) {
                    tab.page.setViewportSize(width, 900);
                    String state = name + " " + scheme + " " + width;
                    assertEquals(0, overflow(tab), "scrolls sideways: " + state);
                    if (width == 375) {
                        picture(tab, name, scheme, "-phone");
                    } else {
                        accessible(tab, state);
                    }
                    if (width == 1440) {
                        picture(tab, name, scheme, "");
                    }
                }
                tab.assertClean();
            }
        }
    }

    private static int overflow(Tab tab) {
        return (Integer)
                tab.page.evaluate(
                        "[document.documentElement, ...document.querySelectorAll('.sheet-body')]"
                                + ".map(e => e.scrollWidth - e.clientWidth)"
                                + ".reduce((a, b) => Math.max(a, b))");
    }

    private static void accessible(Tab tab, String state) {
        var violations = new AxeBuilder(tab.page).setLegacyMode(true).analyze().getViolations();
        var found =
                violations.stream()
                        .map(v ->
                                v.getId()
                                        + ": "
                                        + v.getNodes().stream().map(n -> n.getHtml()).toList())
                        .toList();
        assertEquals(List.of(), found, state);
    }

    private static void picture(Tab tab, String name, ColorScheme scheme, String size) {
        String file =
                name.toLowerCase(Locale.ROOT).replace('_', '-')
                        + (scheme == ColorScheme.DARK ? "-dark" : "")
                        + size;
        Path folder = Path.of(System.getProperty("screenshots", "target/screenshots"));
        // A dialog covers the window, not the page below it.
        boolean whole = !tab.dialog().isVisible();
        if (whole) {
            tab.page.setViewportSize(tab.page.viewportSize().width, height(tab));
        }
        tab.page.screenshot(new Page.ScreenshotOptions().setPath(folder.resolve(file + ".png")));
    }

    private static int height(Tab tab) {
        return Math.max(900, (Integer) tab.page.evaluate("document.documentElement.scrollHeight"));
    }
}
