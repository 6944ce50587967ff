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

/// How a state of the page looks: no axe-core violation, nothing wider than a phone of 320 pixels,
/// and with `-Dscreenshots=DIRECTORY` a picture of it there.
final class Look {
    static final ColorScheme[] SCHEMES = {ColorScheme.LIGHT, ColorScheme.DARK};

    private Look() {}

    /// Looks at a scene in both color schemes.
    ///
    /// @param steps how to get there from the page just opened
    static void at(Chromium chromium, TestApp app, String scene, Consumer<Tab> steps) {
        for (ColorScheme scheme : SCHEMES) {
            try (Tab tab = chromium.tab(1440, 900, scheme)) {
                tab.signIn(app.app().signInLink().exposeText());
                steps.accept(tab);
                at(tab, scene, scheme);
                tab.assertClean();
            }
        }
    }

    /// Looks at a tab in every width.
    static void at(Tab tab, Enum<?> scene, ColorScheme scheme) {
        at(tab, scene.name(), scheme);
    }

    private static void at(Tab tab, String scene, ColorScheme scheme) {
        String name =
                scene.toLowerCase(Locale.ROOT).replace('_', '-')
                        + (scheme == ColorScheme.DARK ? "-dark" : "");
        for (int width : new int[] {1440, 375, 320}) {
            tab.page.setViewportSize(width, 900);
            assertEquals(0, overflow(tab), "scrolls sideways: " + name + " " + width);
            if (width == 375) {
                picture(tab, name + "-phone");
            } else if (width == 1440 || scheme == ColorScheme.LIGHT) {
                accessible(tab, name + " " + width);
            }
            if (width == 1440) {
                picture(tab, name);
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

    /// By axe-core, no violation.
    static void accessible(Tab tab, String state) {
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

    /// Leaves a picture of the whole page, or of an open dialog, where pictures are wanted.
    static void picture(Tab tab, String name) {
        String folder = System.getProperty("screenshots");
        if (folder == null) {
            return;
        }
        // A dialog covers the window, not the page below it.
        boolean whole = !tab.dialog().isVisible();
        if (whole) {
            tab.page.setViewportSize(tab.page.viewportSize().width, height(tab));
        }
        tab.page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
    }

    private static int height(Tab tab) {
        return Math.max(900, (Integer) tab.page.evaluate("document.documentElement.scrollHeight"));
    }
}
