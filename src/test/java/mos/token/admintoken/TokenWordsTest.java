package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// D-46: two names that look alike must not both exist, and none may hide or turn what it says.
class TokenWordsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0000b",
                "a\nb",
                "a\tb",
                "a\u007fb",
                "a\u0085b",
                "\u202egnp.ic",
                "a\u2066b",
                "a\u200bb",
                "a\ufeffb",
                "a\u200db",
                "a\u2028b",
                "\ud800",
                "a\ue000",
                "a\u0378"
            })
    void invisibleCharactersAreRefusedInANames(String name) {
        assertTrue(TokenWords.nameProblem(TokenWords.name(name)).isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u3000", "\n\t "})
    void aNameOfSpacesIsNone(String name) {
        assertEquals(
                "Token name is required and must be a non-empty string",
                TokenWords.nameProblem(TokenWords.name(name)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ci", "Büro 2", "日本語", "<b>", "O'Neil & \"x\"", "😀"})
    void anOrdinaryNameIsTaken(String name) {
        assertTrue(TokenWords.nameProblem(TokenWords.name(name)).isEmpty());
        assertEquals(name, TokenWords.name("  " + name + "\t"));
    }

    @Test
    void theLimitCountsCharactersAsPeopleDo() {
        assertTrue(TokenWords.nameProblem("😀".repeat(100)).isEmpty());
        assertTrue(TokenWords.nameProblem("x".repeat(101)).isPresent());
        assertTrue(TokenWords.descriptionProblem("x".repeat(500)).isEmpty());
        assertTrue(TokenWords.descriptionProblem("x".repeat(501)).isPresent());
    }

    @Test
    void namesThatLookTheSameAreTheSame() {
        assertEquals(TokenWords.key("ci"), TokenWords.key("CI"));
        assertEquals(
                TokenWords.key(TokenWords.name("Bu\u0308ro")),
                TokenWords.key(TokenWords.name("BÜRO")));
        assertEquals(TokenWords.key("Straße"), TokenWords.key("STRASSE"));
        assertEquals(TokenWords.key("ci"), TokenWords.key("\uff43\uff49"));
        assertEquals(TokenWords.key("a b"), TokenWords.key("a\u00a0b"));
        assertNotEquals(TokenWords.key("ci"), TokenWords.key("c1"));
    }

    @Test
    void aDescriptionMayHaveLinesButNothingThatTurnsThem() {
        assertEquals("a\nb", TokenWords.description("a\r\nb\n"));
        assertTrue(TokenWords.descriptionProblem("a\nb").isEmpty());
        assertTrue(TokenWords.descriptionProblem("👨\u200d👩\u200d👧").isEmpty());
        assertTrue(TokenWords.descriptionProblem("a\rb").isPresent());
        assertTrue(TokenWords.descriptionProblem("a\u0000").isPresent());
        assertTrue(TokenWords.descriptionProblem("a\u202eb").isPresent());
    }
}
