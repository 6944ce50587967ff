package mos.token.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/// The languages of the page.
final class Languages {
    /// The first is for everybody whose own is not here.
    static final List<Locale> KNOWN = List.of(Locale.UK);

    private final Map<String, Texts> texts = new LinkedHashMap<>();

    /// @param zone in which the page tells times
    Languages(ZoneId zone) {
        KNOWN.forEach(locale ->
                texts.put(locale.getLanguage(), new Texts(locale, sentences(locale), zone)));
    }

    Collection<Texts> all() {
        return texts.values();
    }

    /// The texts of a language; of the first when there is none of that name.
    Texts of(String language) {
        Texts found = texts.get(language);
        return found == null ? texts.values().iterator().next() : found; // the first of KNOWN
    }

    boolean has(String language) {
        return texts.containsKey(language);
    }

    /// What a browser asks for (`Accept-Language`: RFC 9110, section 12.5.4; looked up as RFC 4647,
    /// section 3.4 says); the first when it asks for none of these, or in a way nobody understands.
    Texts accepted(String acceptLanguage) {
        try {
            String tag =
                    Locale.lookupTag(Locale.LanguageRange.parse(acceptLanguage), texts.keySet());
            return of(tag == null ? "" : tag);
        } catch (IllegalArgumentException _) {
            return of("");
        }
    }

    private static Properties sentences(Locale locale) {
        String file = "/web/messages/" + locale.getLanguage() + ".properties";
        var sentences = new Properties();
        try (InputStream in = Languages.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the program");
            }
            sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sentences;
    }
}
