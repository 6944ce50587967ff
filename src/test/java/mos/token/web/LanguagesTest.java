package mos.token.web;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguagesTest {
    /// Names: no language has another word for them.
    private static final Set<String> NAMES =
            keys(
                    """
                    audit.family.migrate group.product level.admin level.publicread level.readonly
                    level.readwrite mode.custom mode.full mode.readonly new.preset.home-assistant
                    new.preset.prometheus service.at.api.github.com service.at.github.com
                    service.dockerhub.format service.gitea.format snippet.containerd snippet.curl
                    snippet.git snippet.homeassistant snippet.prometheus span.minutes token.at
                    """);

    /// Words that happen to be the same as in English.
    private static final Map<String, Set<String>> SAME =
            Map.of(
                    "de",
                    keys(
                            """
                            admin.title cache.repository cache.title created.label group.system
                            known.hosts new.name new.preset.dashboard service.at.ghcr.io
                            service.codeberg service.dockerhub service.github service.title
                            signin.token size.b size.gib size.kib size.mib size.tib span.hours
                            token.title
                            """),
                    "es",
                    keys(
                            """
                            created.label known.hosts size.b size.gib size.kib size.mib size.tib
                            span.hours
                            """),
                    "fr",
                    keys(
                            """
                            activity.pages audit.action audit.family.session cache.pages
                            cache.title layout.menu new.description notice.alert notice.kind.quota
                            service.at.codeload.github.com service.at.ghcr.io session.title
                            span.hours usage.title
                            """),
                    "it",
                    keys(
                            """
                            cache.repository cache.title created.label layout.menu
                            new.preset.dashboard notice.kind.quota size.b size.gib size.kib
                            size.mib size.tib span.hours token.title
                            """),
                    "nl",
                    keys(
                            """
                            cache.repository cache.title created.label known.hosts layout.menu
                            new.preset.dashboard quota.reserve resource.users service.at.ghcr.io
                            size.b size.gib size.kib size.mib size.tib
                            """));

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
    void nothingIsLeftInEnglishButNames() {
        Texts english = languages.of("en");
        for (Texts texts : languages.all()) {
            if (texts == english) {
                continue;
            }
            Set<String> same = new TreeSet<>(NAMES);
            same.addAll(requireNonNull(SAME.get(texts.language())));
            assertEquals(
                    same,
                    english.keys().stream()
                            .filter(key -> !said(english, key).isEmpty())
                            .filter(key -> said(texts, key).equals(said(english, key)))
                            .collect(Collectors.toCollection(TreeSet::new)),
                    texts.language());
            english.keys()
                    .forEach(key ->
                            assertEquals(
                                    said(english, key).isEmpty(),
                                    said(texts, key).isEmpty(),
                                    texts.language() + ": " + key));
        }
    }

    /// The last of two lines with one key would win, in silence.
    @Test
    void noKeyStandsTwice() throws IOException {
        for (Texts texts : languages.all()) {
            Map<String, Integer> times = new TreeMap<>();
            for (String line : lines(texts.language())) {
                times.merge(line.substring(0, line.indexOf('=')).strip(), 1, Integer::sum);
            }
            times.values().removeIf(n -> n == 1);
            assertEquals(Map.of(), times, texts.language());
        }
    }

    /// French sets its high punctuation and quotation marks apart, and never at a line's edge.
    @Test
    void frenchPunctuationStaysWithItsWord() {
        Pattern loose = Pattern.compile(" [:;!?»]|« |[^ \u00a0]([;!?»])");
        Texts french = languages.of("fr");
        for (String key : french.keys()) {
            assertFalse(loose.matcher(said(french, key)).find(), key);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "de-AT|de",
                "de-CH, de;q=0.9, en;q=0.8|de",
                "en-GB, en;q=0.9, de;q=0.8|en",
                "en;q=0.3, it-CH;q=0.7|it",
                "es-419|es",
                "fr-CA|fr",
                "FR|fr",
                "nl-BE|nl",
                "xx, pt-BR;q=0.9, nl;q=0.1|nl",
                "fr;q=0, es;q=0.1|es",
                "de;q=0|en",
                "*|en",
                "pt-BR|en"
            })
    void answersInWhatTheBrowserPrefers(String asked, String language) {
        assertEquals(language, languages.accepted(asked).language());
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

    @Test
    void eachIsOfferedByItsOwnName() {
        assertEquals(
                List.of("English", "Deutsch", "Español", "Français", "Italiano", "Nederlands"),
                languages.all().stream().map(texts -> texts.of("language.name")).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|3 Nov 2026, 09:05|1,234,567",
                "de|03.11.2026, 09:05|1.234.567",
                "es|3 nov 2026, 9:05|1.234.567",
                "fr|3 nov. 2026 09:05|1 234 567",
                "it|3 nov 2026, 09:05|1.234.567",
                "nl|3 nov 2026, 09:05|1.234.567"
            })
    void writesTimesAndNumbersAsPeopleThereDo(String language, String time, String number) {
        Texts texts = languages.of(language);
        assertEquals(time, plain(texts.time(Instant.parse("2026-11-03T09:05:00Z"))));
        assertEquals(number, plain(texts.number(1_234_567)));
    }

    /// With a common space for each kind of space.
    private static String plain(String text) {
        return text.replaceAll("[\u00a0\u202f]", " ");
    }

    private static String said(Texts texts, String key) {
        return texts.of(key, nothing());
    }

    private static Set<String> keys(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    private static List<String> lines(String language) throws IOException {
        return Files.readAllLines(
                        Path.of("src/main/resources/web/messages/" + language + ".properties"))
                .stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
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
