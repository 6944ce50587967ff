package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import mos.token.testkit.TestApp;

/// What a browser sends: its cookies, and that a page of ours asks.
final class Browsing {
    private static final List<String> OWN_FORM =
            List.of(
                    "Content-Type",
                    "application/x-www-form-urlencoded",
                    "Sec-Fetch-Site",
                    "same-origin");

    private final TestApp app;
    private final List<String> headers = new ArrayList<>();

    private Browsing(TestApp app, String... headers) {
        this.app = app;
        this.headers.addAll(List.of(headers));
    }

    /// Somebody who is not signed in.
    static Browsing strangers(TestApp app, String... headers) {
        return new Browsing(app, headers);
    }

    /// Signs in by a link.
    ///
    /// @param headers what every request has besides, as name, value, …
    static Browsing signedIn(TestApp app, String... headers) {
        Browsing browsing = new Browsing(app, headers);
        String link = app.app().signInLink().exposeText();
        List<String> all = new ArrayList<>(browsing.headers);
        all.addAll(OWN_FORM);
        HttpResponse<byte[]> in =
                app.reveal(
                        "POST",
                        app.admin().resolve("/sign-in"),
                        null,
                        "code=" + link.substring(link.indexOf("code=") + 5),
                        all.toArray(String[]::new));
        assertEquals(303, in.statusCode());
        browsing.headers.addAll(List.of("Cookie", cookies(in).getFirst().replaceFirst(";.*", "")));
        return browsing;
    }

    /// The cookies that an answer sets, with their attributes.
    static List<String> cookies(HttpResponse<byte[]> answer) {
        return answer.headers().allValues("Set-Cookie");
    }

    static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /// The cookie of the session, as it is sent.
    String cookie() {
        return headers.get(headers.indexOf("Cookie") + 1);
    }

    HttpResponse<byte[]> get(String path, String... more) {
        return send("GET", path, null, List.of(more));
    }

    HttpResponse<byte[]> post(String path, String form, String... more) {
        List<String> all = new ArrayList<>(List.of(more));
        all.addAll(OWN_FORM);
        return send("POST", path, form, all);
    }

    HttpResponse<byte[]> send(String method, String path, String body, List<String> more) {
        List<String> all = new ArrayList<>(headers);
        all.addAll(more);
        return app.ask(method, app.admin().resolve(path), null, body, all.toArray(String[]::new));
    }
}
