package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import mos.token.http.Area;
import mos.token.http.Need;
import mos.token.http.Route;
import mos.token.testkit.RawHttp;
import org.junit.jupiter.api.Test;

/// What keeps the page safe in a browser (ASVS 3.2 to 3.5, 7.3, 14.3), on every route of the page.
class BrowserSafetyFlowTest extends TokenFlow {
    private static final String HOME = "/settings/network/token";
    private static final String[] HTTPS = {"X-Forwarded-Proto", "https"};

    private List<Route> pages(String method) {
        return app.app().routes().stream()
                .filter(route -> route.area() == Area.PAGE && route.methods().contains(method))
                .toList();
    }

    private static String path(Route route) {
        return route.template().replace("{path...}", "0/page.css").replaceAll("\\{\\w+}", "github");
    }

    @Test
    void everyPageCarriesTheHeadersThatKeepItSafe() {
        Browsing mine = Browsing.signedIn(app);
        assertFalse(pages("GET").isEmpty());
        for (Route route : pages("GET")) {
            HttpResponse<byte[]> answer = mine.get(path(route));
            assertTrue(answer.statusCode() < 500, route.template());
            List<String> policy =
                    Arrays.asList(Browsing.header(answer, "Content-Security-Policy").split("; "));
            assertTrue(
                    policy.containsAll(
                            List.of(
                                    "default-src 'none'",
                                    "script-src 'self'",
                                    "frame-ancestors 'none'",
                                    "base-uri 'none'",
                                    "object-src 'none'")),
                    route.template() + " " + policy);
            // The API's description brings its own styles; it shows nothing of the owner's.
            assertEquals(
                    !route.template().equals("/api-docs/"),
                    policy.contains("style-src 'self'") && policy.contains("form-action 'self'"),
                    route.template() + " " + policy);
            assertEquals("nosniff", Browsing.header(answer, "X-Content-Type-Options"));
            assertEquals("same-origin", Browsing.header(answer, "Referrer-Policy"));
            assertTrue(answer.headers().firstValue("Access-Control-Allow-Origin").isEmpty());
            assertEquals(
                    route.template().startsWith("/assets/") ? "no-cache" : "no-store",
                    Browsing.header(answer, "Cache-Control"),
                    route.template());
        }
    }

    @Test
    void noPageHasScriptsOrStylesOfItsOwn() {
        Browsing mine = Browsing.signedIn(app);
        for (Route route : pages("GET")) {
            if (!route.template().startsWith("/assets/")) {
                String html = text(mine.get(path(route)));
                assertFalse(html.matches("(?s).*(<script>|<style|\\sstyle=|\\son\\w+=).*"), html);
            }
        }
    }

    /// Every change of the page needs a sign-in, and a page of ours that asks.
    @Test
    void everyChangeNeedsASessionAndOurOwnPage() {
        Browsing mine = Browsing.signedIn(app);
        assertFalse(pages("POST").isEmpty());
        for (Route route : pages("POST")) {
            String path = path(route);
            List<String> form = List.of("Content-Type", "application/x-www-form-urlencoded");
            assertEquals(403, mine.send("POST", path, "", form).statusCode(), path);
            if (!(route.need() instanceof Need.Open)) {
                HttpResponse<byte[]> stranger = Browsing.strangers(app).post(path, "");
                assertEquals(401, stranger.statusCode(), path);
                HttpResponse<byte[]> htmx =
                        Browsing.strangers(app).post(path, "", "HX-Request", "true");
                assertEquals("/sign-in", Browsing.header(htmx, "HX-Redirect"), path);
            }
        }
        assertEquals(200, mine.get(HOME).statusCode(), "nothing ended it");
    }

    @Test
    void underHttpsTheCookieIsBoundToTheHostAndThePageToItsWindow() {
        Browsing mine = Browsing.signedIn(app, HTTPS);
        assertTrue(mine.cookie().startsWith("__Host-mos_session="), "the name binds it");
        HttpResponse<byte[]> page = mine.get(HOME);
        assertEquals(200, page.statusCode());
        assertEquals("same-origin", Browsing.header(page, "Cross-Origin-Opener-Policy"));
        HttpResponse<byte[]> out = mine.post("/sign-out", "");
        assertEquals(
                List.of(
                        "__Host-mos_session=; Path=/; HttpOnly; SameSite=Strict; Secure;"
                                + " Max-Age=0"),
                Browsing.cookies(out));
        // The plain name opens nothing there: another host could have planted it.
        Browsing other = Browsing.signedIn(app);
        assertEquals(200, other.get(HOME).statusCode());
        assertEquals(303, other.get(HOME, HTTPS).statusCode());
    }

    @Test
    void aSessionEndsIdleAndAtTheLatestAfterTwelveHours() {
        Browsing idle = Browsing.signedIn(app);
        app.clock().move(Duration.ofMinutes(60));
        assertEquals(200, idle.get(HOME).statusCode());
        app.clock().move(Duration.ofMinutes(61));
        assertEquals(303, idle.get(HOME).statusCode());

        Browsing busy = Browsing.signedIn(app);
        for (int hours = 1; hours < 12; hours++) {
            app.clock().move(Duration.ofHours(1));
            assertEquals(200, busy.get(HOME).statusCode());
        }
        app.clock().move(Duration.ofHours(1));
        assertEquals(303, busy.get(HOME).statusCode());
    }

    @Test
    void thePageAnswersToItsOwnNamesOnly() {
        URI evil = URI.create("http://evil.example:" + app.admin().getPort());
        assertEquals(421, RawHttp.status(RawHttp.send(evil, "GET", HOME)));
    }
}
