package mos.token.web;

import java.util.List;
import java.util.Optional;

/// Browsers and systems by what they call themselves. Only for people to know their own machines
/// again: anybody can call themselves anything.
final class Programs {
    /// @param sign what is in the `User-Agent` of what has that name
    private record Name(String sign, String name) {}

    /// The first counts, since most claim to be older ones too.
    private static final List<Name> BROWSERS =
            List.of(
                    new Name("Firefox/", "Firefox"),
                    new Name("FxiOS/", "Firefox"),
                    new Name("Edg", "Edge"),
                    new Name("OPR/", "Opera"),
                    new Name("SamsungBrowser/", "Samsung Internet"),
                    new Name("Chrome/", "Chrome"),
                    new Name("CriOS/", "Chrome"),
                    new Name("Safari/", "Safari"));

    private static final List<Name> SYSTEMS =
            List.of(
                    new Name("Android", "Android"),
                    new Name("iPhone", "iPhone"),
                    new Name("iPad", "iPad"),
                    new Name("CrOS", "ChromeOS"),
                    new Name("Windows", "Windows"),
                    new Name("Macintosh", "macOS"),
                    new Name("Linux", "Linux"));

    private Programs() {}

    /// The browser and its system, as in `Firefox, Linux`; all that was said when that is not
    /// known.
    static String named(String userAgent) {
        Optional<String> browser = first(BROWSERS, userAgent);
        Optional<String> system = first(SYSTEMS, userAgent);
        return userAgent.startsWith("Mozilla/") && browser.isPresent() && system.isPresent()
                ? browser.get() + ", " + system.get()
                : userAgent;
    }

    private static Optional<String> first(List<Name> names, String userAgent) {
        return names.stream()
                .filter(name -> userAgent.contains(name.sign()))
                .map(Name::name)
                .findFirst();
    }
}
