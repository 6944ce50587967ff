package mos.token.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import mos.token.net.Headers;
import mos.token.store.Database;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptAnswersTest {
    private static final Instant THEN = Instant.parse("2026-11-23T12:00:00Z");

    @TempDir private Path temp;
    private Database database;
    private KeptAnswers answers;

    @BeforeEach
    void open() {
        database = Database.open(temp, () -> false);
        answers = new KeptAnswers(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void serviceToken(String id, Instant changed) {
        database.write(change ->
                change.update(
                        "insert into service_token (id, service, former, sealed, mask, changed_at)"
                                + " values (?, ?, 0, ?, '', ?)",
                        id,
                        "service of " + id,
                        new byte[] {1},
                        changed));
    }

    private static Kept kept(String key, @Nullable String token) {
        return new Kept(
                key,
                200,
                Headers.of("Content-Type", "a/b", "Link", "<x>; rel=\"next\"", "Link", "ü"),
                "W/\"e\"",
                "sha256:00",
                THEN,
                THEN,
                token);
    }

    /// Whoever asks for ever new queries must not fill the disk.
    @Test
    void onlySoManyStayTheOldestGoFirst() {
        KeptAnswers few = new KeptAnswers(database, 3);
        for (int i = 0; i < 10; i++) {
            Kept one = kept("key " + i, null).checkedAt(THEN.plusSeconds(i), null);
            few.keep(one);
        }
        for (int i = 0; i < 10; i++) {
            assertEquals(i >= 7, few.find("key " + i).isPresent(), "key " + i);
        }
    }

    private void assertKept(Kept expected) {
        Kept found = answers.find(expected.key()).orElseThrow();
        assertEquals(expected.headers().fields(), found.headers().fields());
        assertEquals(expected.status(), found.status());
        assertEquals(expected.etag(), found.etag());
        assertEquals(expected.digest(), found.digest());
        assertEquals(expected.fetched(), found.fetched());
        assertEquals(expected.checked(), found.checked());
        assertEquals(expected.serviceToken(), found.serviceToken());
    }

    @Test
    void whatIsKeptComesBackWhole() {
        answers.keep(kept("a", null));
        assertKept(kept("a", null));
        assertEquals(Optional.empty(), answers.find("b"));
        answers.forget("a");
        assertEquals(Optional.empty(), answers.find("a"));
    }

    @Test
    void aCheckMovesOnlyTheTime() {
        answers.keep(kept("a", null));
        answers.checked("a", THEN.plusSeconds(70), null);
        assertKept(kept("a", null).checkedAt(THEN.plusSeconds(70), null));
    }

    @Test
    void anAnswerOfARemovedServiceTokenCannotBeRead() {
        serviceToken("t1", THEN.minusSeconds(5));
        answers.keep(kept("secret", "t1"));
        answers.keep(kept("public", null));
        assertKept(kept("secret", "t1"));
        database.write(change -> change.update("delete from service_token where id = 't1'"));
        assertEquals(Optional.empty(), answers.find("secret"));
        assertTrue(answers.find("public").isPresent());
    }

    /// While a new one is not sure yet; when the former comes back, so do its answers.
    @Test
    void anAnswerOfAFormerServiceTokenCannotBeRead() {
        serviceToken("t1", THEN.minusSeconds(5));
        answers.keep(kept("secret", "t1"));
        database.write(change -> change.update("update service_token set former = 1"));
        assertEquals(Optional.empty(), answers.find("secret"));
        database.write(change -> change.update("update service_token set former = 0"));
        assertKept(kept("secret", "t1"));
    }

    @Test
    void anAnswerOfAReplacedServiceTokenIsAskedForAgain() {
        serviceToken("t1", THEN.minusSeconds(5));
        answers.keep(kept("secret", "t1"));
        database.write(change ->
                change.update("update service_token set changed_at = ?", THEN.plusSeconds(1)));
        assertEquals(Instant.EPOCH, answers.find("secret").orElseThrow().checked());
        answers.checked("secret", THEN.plusSeconds(2), "t1");
        assertEquals(THEN.plusSeconds(2), answers.find("secret").orElseThrow().checked());
    }
}
