package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "repos/o/r",
                "repos/o/r/contents/a%2Fb.txt",
                "repos/o/r/compare/main...feature",
                "repos/o/r/releases/tags/v1.0+build",
                "repos/o/r/contents/.github/workflows",
                "repos/o/r/contents/%C3%A4",
                "repos/o/r/commits/...",
            })
    void keepsThePathAsWritten(String text) {
        assertEquals(text, RawPath.parse(text).text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/repos/o/r",
                "repos//o/r",
                "repos/o/r/",
                "repos/o/r/contents/../../priv",
                "repos/o/./r",
                "repos/o/r/contents/%2e%2e/x",
                "repos/o/r/contents/%2E./x",
                "repos/o/r/contents/a%2F..%2F..%2Fx",
                "repos/o/r/contents/a%2f%2fb",
                "repos/o/r/contents/%00",
                "repos/o/r/contents/a%0d%0ab",
                "repos/o/r/contents/a\\b",
                "repos/o/r/contents/a%5Cb",
                "repos/o/r/contents/a b",
                "repos/o/r/contents/a\u00e4",
                "repos/o/r/contents/%",
                "repos/o/r/contents/%zz",
                "repos/o/r/contents/a?b",
                "repos/o/r/contents/a#b",
                "repos/o/r/contents/\u0000",
            })
    void refusesWhatAServerCouldReadOtherwise(String text) {
        assertThrows(IllegalArgumentException.class, () -> RawPath.parse(text));
    }

    /// Whatever is let through, no normalising reader may find another path in it, encoded or not.
    @Test
    void noAcceptedPathChangesWhenItIsNormalised() {
        Random random = new Random(20261123);
        String[] pieces = {
            "a", "..", ".", "/", "%2F", "%2f", "%2e", "%2E", "%5c", "\\", "%00", "b", "%", "//",
            ";", "+", "%25", "2e", "repos", "?", "#", "\n", "@", ":"
        };
        int accepted = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            RawPath path;
            try {
                path = RawPath.parse(text.toString());
            } catch (IllegalArgumentException _) {
                continue;
            }
            accepted++;
            String full = "/" + path.text();
            assertEquals(
                    full, URI.create("https://api.github.com" + full).normalize().getRawPath());
            String decoded = URLDecoder.decode(full.replace("+", "%2B"), StandardCharsets.UTF_8);
            assertEquals(decoded, Path.of(decoded).normalize().toString());
            assertFalse(decoded.contains("\\"));
        }
        assertTrue(accepted > 1000, "the walk must reach accepted paths: " + accepted);
    }
}
