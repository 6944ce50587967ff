package mos.token.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Reads `notify.webhook`. Messages never repeat it: whoever knows it may post there.
final class WebhookUrl {
    private static final String FIX =
            "write https://NAME[:PORT][/PATH][?QUERY], or http://…, or none";

    private WebhookUrl() {}

    /// An http or https URL, or nothing for `none`.
    ///
    /// @throws IllegalArgumentException naming what is wrong with it
    static Optional<URI> parse(String text) {
        if (text.equals("none")) {
            return Optional.empty();
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
