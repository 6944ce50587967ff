package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mos.token.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What git-lfs is answered, request by request.
class GithubLfsApiFlowTest {
    private static final String PUB = "github.com/octo/pub.git/info/lfs/";
    private static final String PRIV = "github.com/octo/priv.git/info/lfs/";
    private static final String NONE = "0".repeat(64);

    private static final String TEXT = "0123456789".repeat(60_000);
    private static final String SECRET = "only for the owner";

    @TempDir private Path temp;

    private GithubHouse house;
    private String large;
    private String hidden;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub");
        house.git.publicRepository("octo/pub", "README.md", "hello");
        house.github.privateRepository("octo/priv", "owner");
        house.git.privateRepository("octo/priv", "a.txt", "secret");
        large = house.github.largeFile("octo/pub", TEXT.getBytes(StandardCharsets.US_ASCII));
        hidden = house.github.largeFile("octo/priv", SECRET.getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private static String objects(String sha256, long size) {
        return "{\"operation\":\"download\",\"transfers\":[\"basic\"],"
                + "\"ref\":{\"name\":\"refs/heads/main\"},\"objects\":[{\"oid\":\"%s\",\"size\":%d}]}"
                        .formatted(sha256, size);
    }

    private HttpResponse<String> batch(String at, String body) {
        return house.post(
                at + "objects/batch",
                body,
                "Content-Type",
                "application/vnd.git-lfs+json; charset=utf-8",
                "Accept",
                "application/vnd.git-lfs+json");
    }

    private HttpResponse<String> batchAsReader(String at, String body) {
        return house.post(
                at + "objects/batch", body, "Authorization", "Bearer " + house.reader.exposeText());
    }

    private static JsonNode object(HttpResponse<String> batch) {
        assertEquals(200, batch.statusCode(), batch.body());
        assertEquals(
                "application/vnd.git-lfs+json",
                batch.headers().firstValue("Content-Type").orElse(""));
        return JsonMapper.shared().readTree(batch.body()).path("objects").path(0);
    }

    private static String link(HttpResponse<String> batch) {
        return object(batch).path("actions").path("download").path("href").asString("");
    }

    private long batches() {
        return house.github.web().count("POST", "/info/lfs/objects/batch");
    }

    @Test
    void aLinkLeadsToTheGateway() {
        HttpResponse<String> batch = batch(PUB, objects(large, TEXT.length()));
        assertEquals(house.base() + PUB + "objects/" + large + "/" + TEXT.length(), link(batch));
        assertFalse(batch.body().contains("X-Amz"), batch.body());
        assertFalse(batch.body().contains("authenticated"), batch.body());
        assertEquals(TEXT, house.get(link(batch)).body());
        assertEquals(1, batches());
    }

    @Test
    void aPartIsAPart() {
        String link = link(batch(PUB, objects(large, TEXT.length())));
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> part = house.get(link, "Range", "bytes=5-14");
            assertEquals(206, part.statusCode());
            assertEquals("5678901234", part.body());
        }
        assertEquals(1, house.github.largeFiles().requests().size());
    }

    @Test
    void whatBreaksOffIsGoneOnWith() {
        String link = link(batch(PUB, objects(large, TEXT.length())));
        house.github
                .largeFiles()
                .breakWith(new Fault.Cut(300_000), r -> r.header("Range").isEmpty());
        assertEquals(TEXT, house.get(link).body());
        assertEquals(2, house.github.largeFiles().requests().size());
    }

    @Test
    void anOldLinkIsAskedForAnew() {
        String link = link(batch(PUB, objects(large, TEXT.length())));
        house.clock.move(Duration.ofHours(2));
        assertEquals(TEXT, house.get(link).body());
        assertEquals(2, batches(), "its end was told");

        String other = house.github.largeFile("octo/pub", bytes("other"));
        String second = link(batch(PUB, objects(other, 5)));
        assertEquals(3, batches());
        house.github.expireSignatures();
        assertEquals("other", house.get(second).body());
        assertEquals(4, batches(), "its end was seen");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void anotherFileThanItsNameSaysIsNone() {
        String small = house.github.largeFile("octo/pub", bytes("small one"));
        house.github.largeFiles().breakWith(new Fault.Corrupt(3));
        String link = link(batch(PUB, objects(small, 9)));
        assertEquals(502, house.get(link).statusCode());
        house.github.largeFiles().heal();
        assertEquals("small one", house.get(link).body());
    }

    @Test
    void whatIsPrivateIsForThoseWhoMayReadIt() {
        String body = objects(hidden, SECRET.length());
        HttpResponse<String> known = batchAsReader(PRIV, body);
        String link = link(known);
        assertEquals(SECRET, house.read(link).body());
        for (HttpResponse<String> refused : List.of(batch(PRIV, body), house.get(link))) {
            assertEquals(401, refused.statusCode());
            for (String name : List.of("WWW-Authenticate", "LFS-Authenticate")) {
                String challenge = refused.headers().firstValue(name).orElse("");
                assertTrue(challenge.startsWith("Basic "), name);
            }
            assertTrue(refused.body().contains("\"message\""), refused.body());
        }
        String stranger = "Bearer " + house.stranger.exposeText();
        assertEquals(401, house.get(link, "Authorization", stranger).statusCode());
        // It is kept, but not of this repository.
        String elsewhere = link.replace("/priv.git/", "/pub.git/");
        assertEquals(404, house.get(elsewhere).statusCode());
        assertEquals(404, object(batch(PUB, body)).path("error").path("code").asInt());
    }

    /// A private repository goes, and somebody's public one takes its name: who asks for that gets
    /// nothing that the owner's token was given of the other one, neither file nor link.
    @Test
    void whatWasPrivateUnderANameIsNotOfThePublicRepositoryThatTakesIt() {
        String other = "the owner's as well";
        String linked = house.github.largeFile("octo/priv", bytes(other));
        String link = link(batchAsReader(PRIV, objects(hidden, SECRET.length())));
        assertEquals(SECRET, house.read(link).body());
        String unread = link(batchAsReader(PRIV, objects(linked, other.length())));
        assertEquals(401, house.get(link).statusCode());

        house.github.rename("octo/priv", "octo/elsewhere");
        house.github.repository("octo/priv");
        String own = house.github.largeFile("octo/priv", bytes("open"));
        house.clock.move(Duration.ofMinutes(6));

        assertEquals("open", house.get(link(batch(PRIV, objects(own, 4)))).body());
        for (String name : List.of(hidden, linked)) {
            JsonNode none = object(batch(PRIV, objects(name, 1)));
            assertEquals(404, none.path("error").path("code").asInt(), none::toString);
        }
        assertEquals(404, house.get(link).statusCode());
        assertEquals(404, house.get(unread).statusCode());
        assertEquals(SECRET, house.read(link).body(), "the owner's right is as it was");
    }

    @Test
    void whatAStrangerFetchedIsForTheOwnerToo() {
        String link = link(batch(PUB, objects(large, TEXT.length())));
        assertEquals(TEXT, house.get(link).body());
        assertEquals(link, link(batchAsReader(PUB, objects(large, TEXT.length()))));
        assertEquals(TEXT, house.read(link).body());
        assertEquals(1, batches());
    }

    @Test
    void whatIsKeptGoesWithTheRightToReadIt() {
        String link = link(batchAsReader(PRIV, objects(hidden, SECRET.length())));
        assertEquals(SECRET, house.read(link).body());
        house.git.revoke(GithubHouse.GITHUB_TOKEN);
        house.clock.move(Duration.ofSeconds(61));
        assertEquals(404, house.read(link).statusCode());
        assertEquals(404, batchAsReader(PRIV, objects(hidden, 1)).statusCode());
    }

    @Test
    void anObjectThatIsNotThereIsAnErrorOfItsOwn() {
        JsonNode none = object(batch(PUB, objects(NONE, 1)));
        assertEquals(404, none.path("error").path("code").asInt());
        assertTrue(none.path("actions").isMissingNode());
        assertEquals(404, house.get(PUB + "objects/" + NONE + "/1").statusCode());
    }

    @Test
    void anAddressOver8KibIsNotTaken() {
        String storage = house.github.largeFiles().name() + "/";
        house.github.keepLargeFilesAt(storage + "x".repeat(8192));
        JsonNode told = object(batch(PUB, objects(large, TEXT.length())));
        assertEquals(502, told.path("error").path("code").asInt());
        String message = told.path("error").path("message").asString("");
        assertTrue(message.contains("8 KiB"), message);
        house.github.keepLargeFilesAt(storage + "x".repeat(7900));
        assertEquals(TEXT, house.get(link(batch(PUB, objects(large, TEXT.length())))).body());
    }

    @Test
    void otherHostsAreNotAsked() {
        house.github.keepLargeFilesAt("evil.example.org");
        JsonNode told = object(batch(PUB, objects(large, TEXT.length())));
        assertEquals(502, told.path("error").path("code").asInt());
        String message = told.path("error").path("message").asString("");
        assertTrue(message.contains("evil.example.org"), message);
        assertEquals(502, house.get(PUB + "objects/" + large + "/" + TEXT.length()).statusCode());
    }

    @Test
    void aLimitIsObeyedAndTold() {
        house.github
                .web()
                .breakWith(
                        new Fault.Says(429, "text/plain", "slow", Map.of("Retry-After", "120")),
                        r -> r.path().endsWith("/batch"));
        HttpResponse<String> limited = batch(PUB, objects(large, TEXT.length()));
        assertEquals(429, limited.statusCode());
        assertTrue(limited.headers().firstValue("Retry-After").isPresent());
        house.github.web().heal();
        assertEquals(429, batch(PUB, objects(large, TEXT.length())).statusCode());
        assertEquals(1, batches());
    }

    @Test
    void onlyDownloadsPass() {
        HttpResponse<String> upload = batch(PUB, objects(large, 1).replace("download", "upload"));
        assertEquals(403, upload.statusCode());
        assertTrue(upload.body().contains("only reads"), upload.body());
        for (String path : List.of("locks", "locks/verify", "locks/1/unlock", "verify")) {
            HttpResponse<String> refused = house.post(PUB + path, "{}");
            assertEquals(404, refused.statusCode(), path);
            assertTrue(refused.body().contains("\"message\""), refused.body());
        }
        assertEquals(405, house.get(PUB + "objects/batch").statusCode());
        assertEquals(405, house.post(PUB + "objects/" + large + "/1", "").statusCode());
        assertEquals(404, house.get(PUB + "objects/" + large).statusCode());
        assertEquals(404, house.get(PUB + "objects/" + large + "/9999999999999999").statusCode());
        assertEquals(0, batches());
    }

    @Test
    void aBadBatchIsToldWhatIsWrong() {
        String good = objects(large, 1);
        Map<String, String> bad =
                Map.of(
                        "{",
                        "JSON",
                        good.replace("download", "verify"),
                        "operation",
                        good.replace("basic", "tus"),
                        "transfers",
                        good.replace("{\"operation", "{\"hash_algo\":\"sha1\",\"operation"),
                        "hash_algo",
                        good.replace(large, "../x"),
                        "oid",
                        good.replace(":1}", ":-1}"),
                        "size",
                        "{\"operation\":\"download\",\"objects\":[]}",
                        "objects");
        bad.forEach((body, word) -> {
            HttpResponse<String> refused = batch(PUB, body);
            assertEquals(422, refused.statusCode(), body);
            assertTrue(refused.body().contains(word), refused.body());
        });
        assertEquals(413, batch(PUB, " ".repeat(256 * 1024) + good).statusCode());
        assertEquals(0, batches());
    }
}
