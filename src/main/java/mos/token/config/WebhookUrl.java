package mos.token.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mos.token.secret.OwnerOnly;

/// Reads `notify.webhook`, also from a file. Messages never repeat it: whoever knows it may post
/// there.
final class WebhookUrl {
    private static final String FIX =
            "write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none";

    /// Stands in the dump for path and query, which may be what lets one post there.
    private static final String MASK = "/…";

    /// The longest file that is read.
    private static final int MOST_BYTES = 4096;

    private WebhookUrl() {}

    /// The URL in a file that only its owner can read.
    ///
    /// @throws IllegalArgumentException naming what is wrong with the file or the URL
    static URI read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            OwnerOnly.problem(file)
                    .ifPresent(problem -> {
                        throw new IllegalArgumentException(problem);
                    });
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IllegalArgumentException(
                        "%s holds more than %d bytes: too long for a URL"
                                .formatted(file, MOST_BYTES));
            }
            return parse(new String(bytes, StandardCharsets.UTF_8).strip())
                    .orElseThrow(
                            () -> new IllegalArgumentException("%s holds no URL".formatted(file)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "%s cannot be read (%s): give this user read access, or name another file"
                            .formatted(file, e.getClass().getSimpleName()));
        }
    }

    /// As the dump shows it: `https://hook.example/…`.
    static String masked(URI url) {
        boolean bare =
                url.getRawQuery() == null
                        && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"));
        return bare ? url.toString() : url.getScheme() + "://" + url.getRawAuthority() + MASK;
    }

    /// An http or https URL, or nothing for `none`.
    ///
    /// @throws IllegalArgumentException naming what is wrong with it
    static Optional<URI> parse(String text) {
        if (text.equals("none")) {
            return Optional.empty();
        }
        if (text.endsWith(MASK)) {
            throw new IllegalArgumentException(
                    "it is masked, as 'mos-token config' shows it: write the whole URL");
        }
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException _) {
            throw new IllegalArgumentException("the URL is malformed: " + FIX);
        }
        if (url.getRawUserInfo() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "the URL has a user, password or fragment: leave them out; a key that signs"
                            + " is named with notify.webhook-key-file");
        }
        boolean http =
                "http".equalsIgnoreCase(url.getScheme())
                        || "https".equalsIgnoreCase(url.getScheme());
        if (!http || url.getHost() == null || url.getPort() == 0 || url.getPort() > 65_535) {
            throw new IllegalArgumentException("it is not the URL of a web server: " + FIX);
        }
        return Optional.of(url);
    }
}
