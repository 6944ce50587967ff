package mos.token.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.ZoneOffset;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LanguagesTest {
    private final Languages languages = new Languages(ZoneOffset.UTC);

    @Test
    void everyLanguageSaysEverythingAndFillsInTheSame() {
        Texts english = languages.of("en");
        for (Texts texts : languages.all()) {
            assertEquals(
                    new TreeSet<>(english.keys()), new TreeSet<>(texts.keys()), texts.language());
            for (String key : english.keys()) {
                assertEquals(
                        holes(english.of(key, nothing())),
                        holes(texts.of(key, nothing())),
                        texts.language() + ": " + key);
            }
        }
    }

    @Test
    void whatABrowserAsksForCannotBreakThePage() {
        for (String asked :
                new String[] {"", ",", "*", "xx", "en-US;q=oops", "-", "a".repeat(99)}) {
            assertEquals("en", languages.accepted(asked).language(), asked);
        }
        assertEquals("en", languages.accepted("xx;q=0.9, en-AU;q=0.1").language());
        assertFalse(languages.has("xx"));
    }

    /// Each hole is filled with its own name.
    private static Object[] nothing() {
        var filled = new Object[10];
        for (int i = 0; i < filled.length; i++) {
            filled[i] = "{" + i + "}";
        }
        return filled;
    }

    private static Set<String> holes(String sentence) {
        var holes = new TreeSet<String>();
        Pattern.compile("\\{[0-9]}").matcher(sentence).results().forEach(h -> holes.add(h.group()));
        return holes;
    }
}
