package mos.token.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import mos.token.http.Need;
import mos.token.http.Problem;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;

/// Style sheets, scripts, fonts and pictures: a closed list of files of the program, under a path
/// that names their content, so that browsers keep them for a year and never see an old one.
final class Assets {
    private static final String JARS = "/META-INF/resources/webjars/";

    /// The path below the versioned folder → where it is on the class path.
    private static final Map<String, String> FILES =
            Map.ofEntries(
                    jar("bootstrap.min.css", "bootstrap/5.3.8/css/bootstrap.min.css"),
                    jar("htmx.min.js", "htmx.org/2.0.10/dist/htmx.min.js"),
                    jar("icons.css", "bootstrap-icons/1.13.1/font/bootstrap-icons.min.css"),
                    jar(
                            "fonts/bootstrap-icons.woff2",
                            "bootstrap-icons/1.13.1/font/fonts/bootstrap-icons.woff2"),
                    jar(
                            "fonts/bootstrap-icons.woff",
                            "bootstrap-icons/1.13.1/font/fonts/bootstrap-icons.woff"),
                    jar("swagger-ui.css", "swagger-ui/5.34.1/swagger-ui.css"),
                    jar("swagger-ui-bundle.js", "swagger-ui/5.34.1/swagger-ui-bundle.js"),
                    jar("uplot.css", "uplot/1.6.30/dist/uPlot.min.css"),
                    jar("uplot.js", "uplot/1.6.30/dist/uPlot.iife.min.js"),
                    own("api-docs.js"),
                    own("page.css"),
                    own("tokens.css"),
                    own("page.js"),
                    own("activity.css"),
                    own("token-form.css"),
                    own("token-form.js"),
                    own("services.css"),
                    own("services.js"),
                    own("usage.css"),
                    own("usage.js"),
                    own("logo.svg"),
                    own("favicon.svg"));

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Asset(String type, String etag, byte[] bytes) {}

    private final Map<String, Asset> assets = new LinkedHashMap<>();
    private final String folder;

    Assets() {
        MessageDigest all = sha256();
        FILES.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(file -> {
                    byte[] bytes = read(file.getValue());
                    byte[] digest = sha256().digest(bytes);
                    all.update(digest);
                    String etag = '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
                    assets.put(file.getKey(), new Asset(type(file.getKey()), etag, bytes));
                });
        folder = HexFormat.of().formatHex(all.digest(), 0, 8);
    }

    private static Map.Entry<String, String> jar(String name, String path) {
        return Map.entry(name, JARS + path);
    }

    private static Map.Entry<String, String> own(String name) {
        return Map.entry(name, "/web/assets/" + name);
    }

    /// The folder that pages link to, with a slash at its end.
    String folder() {
        return "/assets/" + folder + "/";
    }

    /// The one route that serves them.
    Route route() {
        return Route.page(
                "GET",
                "/assets/{path...}",
                new Need.Open("style sheets and scripts hold no secret"),
                this::serve);
    }

    private Reply serve(Request request) {
        String path = request.parameter("path");
        int slash = path.indexOf('/');
        Asset asset = slash < 0 ? null : assets.get(path.substring(slash + 1));
        if (asset == null) {
            return Problem.notFound("there is no such file");
        }
        // A page of another version asks for another folder: it gets today's file, but may not
        // keep it under the wrong name.
        boolean current = path.substring(0, slash).equals(folder);
        String keep = current ? "public, max-age=31536000, immutable" : "no-cache";
        boolean known =
                request.header("If-None-Match").filter(m -> m.contains(asset.etag())).isPresent();
        Reply reply =
                known
                        ? Reply.empty(304)
                        : Reply.bytes(200, asset.type(), asset.bytes())
                                .with("X-Content-Type-Options", "nosniff");
        return reply.with("ETag", asset.etag()).with("Cache-Control", keep);
    }

    private static String type(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            case "woff" -> "font/woff";
            case "woff2" -> "font/woff2";
            default -> throw new IllegalStateException("no media type for " + name);
        };
    }

    private static byte[] read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the program");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
