package mos.token.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every sentence of the page in one language. `{0}` to `{9}` stand for what the caller gives.
final class Texts {
    private static final Pattern HOLE = Pattern.compile("\\{([0-9])}");

    private final Properties sentences = new Properties();

    private Texts() {}

    /// The English texts.
    static Texts english() {
        var texts = new Texts();
        try (InputStream in = Texts.class.getResourceAsStream("/web/messages/en.properties")) {
            if (in == null) {
                throw new IllegalStateException("the page's texts are missing from the program");
            }
            texts.sentences.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }

    /// The sentence of a key.
    ///
    /// @throws IllegalArgumentException when there is none
    String of(String key, Object... values) {
        String sentence = sentences.getProperty(key);
        if (sentence == null) {
            throw new IllegalArgumentException("no text for " + key);
        }
        return HOLE.matcher(sentence)
                .replaceAll(hole ->
                        Matcher.quoteReplacement(
                                String.valueOf(values[Integer.parseInt(hole.group(1))])));
    }
}
