package mos.token.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import mos.token.testkit.Answer;
import org.junit.jupiter.api.Test;

/// Rotation: the new token comes out once, and is never lost.
class TokenRotateTest extends CliFixture {
    private static final String PATH = "/api/v1/auth/admin-tokens";
    private static final String OLD_TOKEN = "mos_" + "O".repeat(49);
    private static final String NEW_TOKEN = "mos_" + "N".repeat(49);

    @Test
    void theNewTokenIsAloneOnStandardOutput() {
        standing.put("GET " + PATH + "/17", "{\"id\":\"17\",\"name\":\"ci\"}");
        standing.put("POST " + PATH + "/17/rotate", rotated("\"2026-11-25T21:00:00.000Z\""));
        assertEquals(0, run("token", "rotate", "17"), err::toString);
        assertEquals("{}", bodies.getLast());
        assertEquals(NEW_TOKEN + "\n", out.toString());
        assertEquals(
                "Rotated the admin token 'ci' (id 17, full). The old secret works until 2026-11-25"
                        + " 21:00Z. The new one is shown only now:\n",
                err.toString());

        standing.put("POST " + PATH + "/17/rotate", rotated("null"));
        assertEquals(0, run("token", "rotate", "17", "--overlap", "0"), err::toString);
        assertEquals("{\"overlapSeconds\":0}", bodies.getLast());
        assertTrue(err.toString().contains("The old secret works no more."), err::toString);
        assertEquals(0, run("token", "rotate", "17", "--overlap", "2d", "-q"), err::toString);
        assertEquals("{\"overlapSeconds\":172800}", bodies.getLast());
        assertEquals("", err.toString());
        assertEquals(0, run("token", "rotate", "17", "--json"), err::toString);
        assertTrue(out.toString().contains("\"token\":\"" + NEW_TOKEN), "JSON holds the token");
    }

    @Test
    void wrongUsageRotatesNothing() {
        assertEquals(2, run("token", "rotate"));
        assertEquals(2, run("token", "rotate", "17", "--self"));
        assertEquals(2, run("token", "rotate", "17", "--write"));
        assertEquals(2, run("token", "rotate", "17", "--overlap", "24"));
        assertTrue(err.toString().contains("'24' is no time: write a number"), err::toString);
        assertEquals(2, run("token", "rotate", "--self"));
        assertTrue(err.toString().contains("set MOS_TOKEN_FILE"), err::toString);
        assertEquals(List.of(), api.requests());
    }

    @Test
    void selfAsksWithTheTokenOfTheFileAndLeavesTheFile() throws IOException {
        Path file = tokenFile();
        standing.put("POST " + PATH + "/me/rotate", rotated("null"));
        assertEquals(0, run("token", "rotate", "--self"), err::toString);
        assertEquals(NEW_TOKEN + "\n", out.toString());
        assertEquals(
                "Bearer " + OLD_TOKEN, api.requests().getLast().header("Authorization").orElse(""));
        assertEquals(OLD_TOKEN, Files.readString(file));
    }

    @Test
    void writePutsItIntoTheFileAndNowhereElse() throws IOException {
        Path file = tokenFile();
        Path link = Files.createSymbolicLink(home.resolve("link"), file);
        environment.put("MOS_TOKEN_FILE", link.toString());
        standing.put("POST " + PATH + "/me/rotate", rotated("\"2026-11-25T21:00:00.000Z\""));
        assertEquals(0, run("token", "rotate", "--self", "--write"), err::toString);
        assertEquals(NEW_TOKEN + "\n", Files.readString(file));
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertTrue(Files.isSymbolicLink(link), "the link became a file");
        assertEquals(List.of(file), files(file.getParent()));
        assertTrue(out.toString().contains(link + " holds the new one."), out::toString);
        assertFalse((out.toString() + err).contains(NEW_TOKEN), "the token is printed too");

        assertEquals(0, run("token", "rotate", "--self", "--write", "--json"), err::toString);
        assertEquals(
                "Bearer " + NEW_TOKEN, api.requests().getLast().header("Authorization").orElse(""));
        assertTrue(out.toString().contains("\"oldSecretEndsAt\""), out::toString);
        assertFalse((out.toString() + err).contains(NEW_TOKEN), "the token is printed too");
    }

    @Test
    void aRefusedRotationLeavesTheFile() throws IOException {
        Path file = tokenFile();
        answers.put(
                "POST " + PATH + "/me/rotate",
                Answer.json(409, "{\"detail\":\"This token was rotated already.\"}"));
        assertEquals(1, run("token", "rotate", "--self", "--write"));
        assertEquals("mos-token: This token was rotated already.\n", err.toString());
        assertEquals(OLD_TOKEN, Files.readString(file));
        assertEquals(List.of(file), files(file.getParent()));
    }

    @Test
    void aTokenThatCannotBeWrittenIsPrinted() throws IOException {
        Path file = tokenFile();
        // Not even root can put a file beside this one: its name leaves no room for a longer one.
        Path crowded = file.resolveSibling("t".repeat(255));
        Files.move(file, crowded);
        environment.put("MOS_TOKEN_FILE", crowded.toString());
        standing.put("POST " + PATH + "/me/rotate", rotated("null"));
        assertEquals(1, run("token", "rotate", "--self", "--write"));
        assertEquals(NEW_TOKEN + "\n", out.toString());
        assertTrue(err.toString().contains("cannot write " + crowded), err::toString);
        assertTrue(err.toString().contains("put the new token, which is on"), err::toString);
        assertEquals(OLD_TOKEN, Files.readString(crowded));
    }

    private Path tokenFile() throws IOException {
        Path directory = Files.createDirectory(home.resolve("own"));
        Path file = secretFile(directory.resolve("token"), OLD_TOKEN);
        environment.put("MOS_TOKEN_FILE", file.toString());
        return file;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    private static String rotated(String oldEndsAt) {
        return """
        {"success":true,"data":{"id":"17","name":"ci","token":"%s","permissions":
          {"mode":"full"},"oldSecretEndsAt":%s}}
        """
                .formatted(NEW_TOKEN, oldEndsAt);
    }
}
