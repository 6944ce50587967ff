package mos.token.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Debian's Chromium without a window. It finds [#NAS], a name outside of loopback, on this
/// machine, so that a page under it is what browsers call insecure.
final class Chromium implements AutoCloseable {
    static final String NAS = "nas.test";

    private final Playwright playwright =
            Playwright.create(
                    new Playwright.CreateOptions()
                            .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser =
            playwright
                    .chromium()
                    .launch(
                            new BrowserType.LaunchOptions()
                                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                                    .setArgs(
                                            List.of(
                                                    "--no-sandbox",
                                                    "--disable-gpu",
                                                    "--disable-background-networking",
                                                    "--disable-component-update",
                                                    "--no-first-run",
                                                    "--host-resolver-rules=MAP "
                                                            + NAS
                                                            + " 127.0.0.1")));

    /// A fresh window with nothing remembered.
    Tab tab() {
        return tab(options());
    }

    /// A fresh window of a size and color scheme.
    Tab tab(int width, int height, ColorScheme scheme) {
        return tab(options().setViewportSize(width, height).setColorScheme(scheme));
    }

    Tab tab(Browser.NewContextOptions options) {
        return new Tab(browser.newContext(options));
    }

    static Browser.NewContextOptions options() {
        return new Browser.NewContextOptions().setViewportSize(1280, 900).setLocale("en-GB");
    }

    @Override
    public void close() {
        playwright.close();
    }
}
