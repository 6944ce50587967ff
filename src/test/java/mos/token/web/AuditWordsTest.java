package mos.token.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AuditWordsTest {
    /// An action as the features name it: behind the caller, or behind what it is about.
    private static final Pattern ACTION =
            Pattern.compile(
                    "(?:[cC]aller|caller\\(\\)|Product\\(\\)|Resource\\.[A-Z]+),\\s*\"([a-z-]+\\.[a-z-]+)\"");

    private final Texts texts = new Languages(ZoneOffset.UTC).of("en");

    @Test
    void everyActionOfTheProgramHasASentence() throws IOException {
        Set<String> actions = new TreeSet<>();
        try (var files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                ACTION.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> actions.add(found.group(1)));
            }
        }
        assertTrue(actions.size() > 30, actions::toString);
        actions.removeIf(action -> texts.keys().contains("audit.action." + action));
        assertEquals(Set.of(), actions, "add audit.action.… to the messages");
    }

    @Test
    void everyActionWithASentenceCanBeChosenAndSoCanAnUnknownOne() {
        var words = new AuditWords(texts);
        List<String> choices =
                words.actions("made.up").stream()
                        .flatMap(group -> group.choices().stream())
                        .map(AuditView.Choice::value)
                        .toList();
        assertEquals(choices.size(), Set.copyOf(choices).size());
        assertTrue(choices.contains("admin-token.*") && choices.contains("admin-token.create"));
        assertTrue(choices.contains("refused") && !choices.contains("refused.*"));
        assertEquals("made.up", choices.getLast());
    }
}
