package mos.token.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import org.junit.jupiter.api.Test;

class ResourcesTest {
    private final Texts texts = new Languages(ZoneOffset.UTC).of("en");

    @Test
    void everyResourceStandsInOneGroupAndHasItsWords() {
        List<String> shown =
                Resources.groups().stream().flatMap(group -> group.resources().stream()).toList();
        assertEquals(
                Resource.ALL.stream().map(Resource::name).sorted().toList(),
                shown.stream().sorted().toList());
        for (Resources.Group group : Resources.groups()) {
            assertNotNull(texts.of("group." + group.key()));
        }
        shown.forEach(resource -> assertNotNull(texts.of("resource." + resource)));
    }

    @Test
    void permissionsInASentence() {
        assertEquals("May do everything.", Resources.sentence(texts, Permissions.full()));
        assertEquals("May do nothing yet.", Resources.sentence(texts, Permissions.nothing()));
        assertEquals(
                "May read disks, docker. May read and change vm.",
                Resources.sentence(
                        texts,
                        new Permissions.Custom(
                                Map.of(
                                        "vm", Level.WRITE,
                                        "docker", Level.READ,
                                        "disks", Level.READ,
                                        "pools", Level.NONE))));
    }

    @Test
    void theSentenceAboutReadonlyNamesExactlyWhatReadonlyMayNotRead() {
        List<String> kept =
                Resource.ALL.stream()
                        .filter(r -> !Permissions.readonly().allows(r, Level.READ))
                        .map(Resource::name)
                        .sorted()
                        .toList();
        String sentence = Resources.sentence(texts, Permissions.readonly());
        List<String> named =
                List.of(sentence.replaceAll(".*except |\\.$", "").split(", | and ")).stream()
                        .sorted()
                        .toList();
        assertEquals(kept, named);
    }
}
