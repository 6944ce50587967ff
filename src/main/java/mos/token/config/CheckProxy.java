package mos.token.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The product that asks `/check`. Each names the original request in another place, and a client
/// may send what another product would: only the place that was agreed on is looked at.
public enum CheckProxy {
    /// `X-Original-Method` and `X-Original-URI`, which its configuration sets.
    NGINX,
    /// `X-Forwarded-Method` and `X-Forwarded-Uri`.
    CADDY,
    /// `X-Forwarded-Method` and `X-Forwarded-Uri`.
    TRAEFIK,
    /// `X-Original-Method` and `X-Original-URI`, which our script sets.
    HAPROXY,
    /// The method of the check itself, and the path behind `/check`.
    ENVOY;

    /// Reads the name of a product, in lower case.
    ///
    /// @throws IllegalArgumentException naming the known ones
    static CheckProxy parse(String text) {
        return Arrays.stream(values())
                .filter(proxy -> proxy.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "'%s' is not known: write one of %s".formatted(text, known())));
    }

    private String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String known() {
        return Arrays.stream(values()).map(CheckProxy::text).collect(Collectors.joining(", "));
    }
}
