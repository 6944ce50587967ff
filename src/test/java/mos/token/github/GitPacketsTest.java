package mos.token.github;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitPacketsTest {
    private static final String ID = "0123456789abcdef".repeat(3).substring(8);

    private static String packet(String text) {
        return "%04x%s".formatted(text.length() + 4, text);
    }

    private static GitPackets of(String text) {
        return new GitPackets(in(text));
    }

    private static ByteArrayInputStream in(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aPackIsWhatComesInItsBand() throws IOException {
        var out = new ByteArrayOutputStream();
        of(packet("packfile\n")
                        + packet("\u0001PA")
                        + packet("\u0002working\n")
                        + packet("\u0001CK")
                        + "0000")
                .pack(out);
        assertEquals("PACK", out.toString(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "0000",
                "zzzz",
                "-001",
                "000dpackfile\n",
                "000dpackfile\n0008\u0001PA",
                "000dpackfile\n0007\u0001PA",
                "000dpackfile\n0009\u0003full0000",
                "000bERR gone"
            })
    void whatIsNoWholePackBreaks(String answer) {
        assertThrows(GitPackets.Broken.class, () -> of(answer).pack(new ByteArrayOutputStream()));
    }

    @Test
    void branchesAndTagsAreReadAndNothingElse() throws IOException {
        GitRefs refs =
                GitRefs.read(
                        in(
                                packet(ID + " HEAD symref-target:refs/heads/main\n")
                                        + packet(ID + " refs/heads/main\n")
                                        + packet(ID + " refs/pull/1/head\n")
                                        + packet(ID + " refs/tags/v1 peeled:" + ID + "\n")
                                        + "0000"));
        assertEquals(Map.of("refs/heads/main", ID, "refs/tags/v1", ID), refs.ids());
        assertEquals("ref: refs/heads/main", refs.head());
    }

    @Test
    void aRepositoryOfAnotherKindIsNotTaken() {
        String sha256 = "a".repeat(64);
        var unfit =
                assertThrows(
                        GitRefs.Unfit.class,
                        () -> GitRefs.read(in(packet(sha256 + " refs/heads/main\n") + "0000")));
        assertTrue(unfit.getMessage().contains("SHA-1"), unfit.getMessage());
    }
}
