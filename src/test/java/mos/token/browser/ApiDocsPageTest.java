package mos.token.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import java.nio.file.Path;
import mos.token.testkit.ApiDescription;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The description of the API in a browser: a tab notes script errors, what a policy refuses, and
/// every request to the outside.
class ApiDocsPageTest {
    @TempDir Path directory;

    @Test
    void everyOperationIsShownAndCanBeTried() {
        try (TestApp app = TestApp.start(directory);
                Chromium chromium = new Chromium();
                Tab tab = chromium.tab()) {
            Page page = tab.page;
            Response response = page.navigate(app.admin() + "/api-docs?url=https://evil.example/x");
            assertEquals(app.admin() + "/api-docs/", page.url());
            assertTrue(
                    response.headerValue("content-security-policy").contains("script-src 'self'"));
            page.locator(".opblock").first().waitFor();
            int operations = ApiDescription.read().operations().size();
            assertEquals(operations, page.locator(".opblock").count());
            Look.picture(tab, "api-docs");

            // Who is not signed in is told so; who is, asks with their session.
            assertTrue(tried(page, "/api/v1/auth/admin-tokens").contains("401"));
            tab.signIn(app.app().signInLink().exposeText());
            page.navigate(app.admin() + "/api-docs/");
            assertTrue(tried(page, "/api/v1/auth/admin-tokens").contains("200"));
            Look.picture(tab, "api-docs-tried");
            tab.assertClean();
        }
    }

    /// The status of a GET, tried by hand.
    private static String tried(Page page, String path) {
        Locator operation =
                page.locator(".opblock-get")
                        .filter(
                                new Locator.FilterOptions()
                                        .setHas(page.locator("[data-path='" + path + "']")));
        operation.locator(".opblock-summary-control").click();
        operation.getByText("Try it out", exact()).click();
        operation.locator("button.execute").click();
        Locator status = operation.locator(".live-responses-table .response-col_status").last();
        status.waitFor();
        return status.innerText();
    }

    private static Locator.GetByTextOptions exact() {
        return new Locator.GetByTextOptions().setExact(true);
    }
}
