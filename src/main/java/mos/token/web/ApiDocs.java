package mos.token.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Route;

/// The description of the API as a page that can be tried, by Swagger UI, where MOS has it. Whoever
/// is signed in tries with their session.
final class ApiDocs {
    /// The page's own policy, but styles in the page, which Swagger UI writes.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src"
                    + " 'self' data:; connect-src 'self'; form-action 'none'; frame-ancestors"
                    + " 'none'; base-uri 'none'; object-src 'none'";

    private static final String PAGE =
            """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>MOS Token: the API</title>
            <link rel="icon" href="{assets}favicon.svg">
            <link rel="stylesheet" href="{assets}swagger-ui.css">
            </head>
            <body>
            <main id="api"></main>
            <script src="{assets}swagger-ui-bundle.js"></script>
            <script src="{assets}api-docs.js"></script>
            </body>
            </html>
            """;

    private final Reply page;

    ApiDocs(Assets assets) {
        byte[] text = PAGE.replace("{assets}", assets.folder()).getBytes(StandardCharsets.UTF_8);
        page =
                Reply.bytes(200, "text/html; charset=utf-8", text)
                        .with("Content-Security-Policy", POLICY);
    }

    List<Route> routes() {
        Need open = new Need.Open("the public API");
        return List.of(
                Route.page("GET", "/api-docs", open, _ -> Reply.seeOther("/api-docs/")),
                Route.page("GET", "/api-docs/", open, _ -> page));
    }
}
