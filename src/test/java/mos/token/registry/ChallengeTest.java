package mos.token.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    private static List<Challenge> parse(String... values) {
        return Challenge.parse(List.of(values));
    }

    @Test
    void dockerHubsChallenge() {
        Challenge challenge =
                parse(
                                "Bearer realm=\"https://auth.docker.io/token\","
                                        + "service=\"registry.docker.io\","
                                        + "scope=\"repository:a/b:pull,push\"")
                        .getFirst();
        assertEquals("bearer", challenge.scheme());
        assertEquals(Optional.of("https://auth.docker.io/token"), challenge.parameter("realm"));
        assertEquals(Optional.of("repository:a/b:pull,push"), challenge.parameter("scope"));
    }

    @Test
    void severalChallengesInOneOrMoreLines() {
        List<Challenge> two =
                parse(
                        "Basic realm=\"a \\\"b\\\", c\" , charset=utf-8, BEARER realm = x",
                        "Negotiate");
        assertEquals(
                List.of(
                        new Challenge("basic", Map.of("realm", "a \"b\", c", "charset", "utf-8")),
                        new Challenge("bearer", Map.of("realm", "x")),
                        new Challenge("negotiate", Map.of())),
                two);
    }

    @Test
    void theFirstOfADoubledParameterCounts() {
        assertEquals(
                Optional.of("good"),
                parse("Bearer realm=good, realm=evil").getFirst().parameter("realm"));
    }

    @Test
    void whatIsBrokenEndsTheValue() {
        assertEquals(Optional.empty(), parse("Bearer realm=\"open").getFirst().parameter("realm"));
        assertEquals(List.of(), parse(""));
        assertEquals(List.of(), parse("=x"));
    }

    @Test
    void anyTextIsRead() {
        Random random = new Random(8);
        String alphabet = "Bearr =,\"\\;aZ\u00e9\t/:";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (Challenge challenge : parse(text.toString())) {
                assertFalse(challenge.scheme().isEmpty(), text::toString);
            }
        }
    }
}
