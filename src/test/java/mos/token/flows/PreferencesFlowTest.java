package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A browser's choice of language and colours.
class PreferencesFlowTest extends TokenFlow {
    private static final String HOME = "/settings/network/token";
    private static final String KEPT = "; Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict";

    private HttpResponse<byte[]> choose(String form, String... headers) {
        return Browsing.strangers(app).post("/preferences", form, headers);
    }

    @Test
    void bothAreKeptInCookiesBeforeSignInToo() {
        HttpResponse<byte[]> chosen = choose("language=en&theme=dark");
        assertEquals(303, chosen.statusCode());
        assertEquals(
                List.of("mos_language=en" + KEPT, "mos_theme=dark" + KEPT),
                Browsing.cookies(chosen));
        assertEquals("no-store", Browsing.header(chosen, "Cache-Control"));
        Browsing dark = Browsing.strangers(app, "Cookie", "mos_language=en; mos_theme=dark");
        assertTrue(text(dark.get("/sign-in")).contains("<html lang=\"en\" data-theme=\"dark\">"));
        Browsing odd = Browsing.strangers(app, "Cookie", "mos_language=\"><x; mos_theme=\"><x");
        assertTrue(text(odd.get("/sign-in")).contains("<html lang=\"en\" data-theme=\"system\">"));
    }

    @Test
    void underHttpsTheyGoOverNothingElse() {
        HttpResponse<byte[]> chosen =
                choose("language=en&theme=light", "X-Forwarded-Proto", "https");
        assertEquals(
                List.of(
                        "mos_language=en" + KEPT + "; Secure",
                        "mos_theme=light" + KEPT + "; Secure"),
                Browsing.cookies(chosen));
    }

    @ParameterizedTest
    @CsvSource({
        "/settings/network/token, /settings/network/token",
        "/settings/network/token/activity, /settings/network/token/activity",
        "https://evil.example/, /settings/network/token",
        "//evil.example/, /settings/network/token",
        "/sign-out, /settings/network/token",
        "/settings/network/token/../../, /settings/network/token",
        "'', /settings/network/token",
    })
    void leadsBackToPagesOfTheMenuOnly(String from, String to) {
        assertEquals(to, Browsing.header(choose("language=en&from=" + from), "Location"));
    }

    @Test
    void anUnknownLanguageIsRefusedAndAnUnknownThemeIsTheSystems() {
        for (String form : List.of("language=tlh", "theme=dark", "")) {
            HttpResponse<byte[]> refused = choose(form);
            assertEquals(400, refused.statusCode(), form);
            assertTrue(text(refused).contains("language must be one of [en"), text(refused));
            assertEquals(List.of(), Browsing.cookies(refused));
        }
        HttpResponse<byte[]> odd = choose("language=en&theme=pink");
        assertTrue(Browsing.cookies(odd).contains("mos_theme=system" + KEPT));
        HttpResponse<byte[]> foreign =
                app.ask(
                        "POST",
                        app.admin().resolve("/preferences"),
                        null,
                        "language=en",
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Origin",
                        "http://evil.example");
        assertEquals(403, foreign.statusCode());
    }

    /// Who signs out stays a reader of their language.
    @Test
    void signingOutForgetsTheSessionAndNothingElse() {
        Browsing mine = Browsing.signedIn(app);
        HttpResponse<byte[]> out = mine.post("/sign-out", "");
        assertEquals("\"cache\"", Browsing.header(out, "Clear-Site-Data"));
        assertEquals(
                List.of("mos_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0"),
                Browsing.cookies(out));
        assertEquals("/sign-in", Browsing.header(mine.get(HOME), "Location"));
    }
}
