package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Denied;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.SignInTooOld;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
import mos.token.testkit.LeakSearch;
import mos.token.upstream.Credential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceTokensTest {
    private static final Caller OWNER = new Caller.Local("127.0.0.1");
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    private static final String HUB_SECRET = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u:7wxyz";
    private static final String HUB = "alice:" + HUB_SECRET;

    @TempDir Path directory;
    ScriptedServices services;
    Database database;
    ServiceTokens tokens;

    @BeforeEach
    void open() {
        services = new ScriptedServices(directory, Clock.systemUTC());
        // Silent: what is tested here must not wait for a look, nor be changed by one.
        services.hosts.values().forEach(host -> host.breakWith(new Fault.Hold(new Fault.Gate())));
        database = services.database;
        tokens = again();
    }

    @AfterEach
    void close() {
        services.hosts.values().forEach(FakeHost::heal);
        services.close();
    }

    private ServiceTokens again() {
        return services.open();
    }

    private Put enter(Service service, String token) {
        return tokens.put(OWNER, Map.of(service, new Entry.Enter(SecretText.of(token))));
    }

    private static String mask(ServiceTokens tokens, Service service) {
        return String.valueOf(described(tokens, service).mask());
    }

    private static Described described(ServiceTokens tokens, Service service) {
        return tokens.describe(OWNER).stream()
                .filter(d -> d.service() == service)
                .findFirst()
                .orElseThrow();
    }

    private long auditRows() {
        return database.read(q -> q.rows("select * from audit")).size();
    }

    @Test
    void storedTokensShowTheirMaskAlsoAfterARestart() {
        enter(Service.GITHUB, GITHUB);
        enter(Service.DOCKERHUB, HUB);
        for (ServiceTokens each : List.of(tokens, again())) {
            assertEquals("gh" + "p_…abcd", mask(each, Service.GITHUB));
            assertEquals("alice:dckr" + "_pat_…wxyz", mask(each, Service.DOCKERHUB));
        }
        assertEquals(2, auditRows());
        new LeakSearch()
                .plant("GitHub token", GITHUB)
                .plant("Docker Hub token", HUB_SECRET)
                .assertNowhere(directory, tokens.describe(OWNER).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "GITHUB, abc, …",
        "GITHUB, 0123456789a, …",
        "GITHUB, 0123456789ab, …89ab",
        "DOCKERHUB, alice:x, alice:…",
        "DOCKERHUB, alice:0123456789abcdef, alice:…cdef",
    })
    void shortTokensShowNothing(Service service, String token, String mask) {
        enter(service, token);
        assertEquals(mask, mask(tokens, service));
    }

    @ParameterizedTest
    @CsvSource({
        "DOCKERHUB, justtoken, in format \"username:token\"",
        "DOCKERHUB, alice:, one half is empty",
        "DOCKERHUB, :token, one half is empty",
        "DOCKERHUB, 'alice: token', without spaces",
        "GITHUB, 'a b', without spaces",
        "GITHUB, 'a…b', special characters",
    })
    void aWrongFormIsNamedAndNothingIsStored(Service service, String token, String problem) {
        Service other = service == Service.GITHUB ? Service.DOCKERHUB : Service.GITHUB;
        Put.Rejected rejected =
                assertInstanceOf(
                        Put.Rejected.class,
                        tokens.put(
                                OWNER,
                                Map.of(
                                        service,
                                        new Entry.Enter(SecretText.of(token)),
                                        other,
                                        new Entry.Enter(SecretText.of("user:0123456789abcdef")))));
        assertTrue(rejected.problem().contains(problem), rejected.problem());
        assertEquals(service, rejected.service());
        assertFalse(tokens.stored(service));
        assertFalse(tokens.stored(other));
        assertEquals(0, auditRows());
    }

    @ParameterizedTest
    @ValueSource(strings = {"line\nbreak", "tab\there", "nul\0here", "null\u007fbyte"})
    void controlCharactersAreRefused(String token) {
        assertInstanceOf(Put.Rejected.class, enter(Service.GITHUB, token));
        assertInstanceOf(Put.Rejected.class, enter(Service.DOCKERHUB, "alice:" + token));
    }

    @Test
    void tooLongIsRefusedAndLongIsNot() {
        assertInstanceOf(Put.Rejected.class, enter(Service.GITHUB, "x".repeat(4097)));
        assertInstanceOf(Put.Done.class, enter(Service.GITHUB, "x".repeat(4096)));
    }

    @Test
    void anUnusualPrefixIsOnlyAHint() {
        Put.Done done = assertInstanceOf(Put.Done.class, enter(Service.GITHUB, "z".repeat(40)));
        assertEquals(1, done.hints().size());
        done = assertInstanceOf(Put.Done.class, enter(Service.GITHUB, GITHUB));
        assertEquals(List.of(), done.hints());
    }

    @Test
    void theMaskSentBackKeepsTheToken() {
        enter(Service.GITHUB, GITHUB);
        Lease before = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        assertInstanceOf(Put.Done.class, enter(Service.GITHUB, mask(tokens, Service.GITHUB)));
        Lease after = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        assertEquals(before.tokenId(), after.tokenId());
        assertEquals(before.credential(), after.credential());
        assertInstanceOf(Put.Rejected.class, enter(Service.GITHUB, "gh" + "p_…zzzz"));
        assertEquals(1, auditRows());
    }

    @Test
    void aLeaseIsForOneFormAndMayTakeAnother() {
        enter(Service.GITHUB, GITHUB);
        Lease lease = tokens.lease(Service.GITHUB, "github.com").orElseThrow();
        SecretText token = SecretText.of(GITHUB);
        Lease bearer = lease.as(_ -> new Credential.Bearer("github.com", token));
        assertEquals(
                new Credential.Basic("github.com", "x-access-token", token), lease.credential());
        assertEquals(new Credential.Bearer("github.com", token), bearer.credential());
        assertEquals(lease.tokenId(), bearer.tokenId());
        assertFalse(lease.toString().contains(GITHUB));
    }

    /// What is lent is asked for again just before it is sent.
    @Test
    void aLeaseEndsWithItsToken() {
        enter(Service.GITHUB, GITHUB);
        Lease removed = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        assertTrue(tokens.lends(removed));
        tokens.put(OWNER, Map.of(Service.GITHUB, new Entry.Clear()));
        assertFalse(tokens.lends(removed));
        enter(Service.GITHUB, GITHUB);
        assertFalse(tokens.lends(removed), "the same text is another token");

        Lease replaced = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        enter(Service.GITHUB, GITHUB.replace("abcd", "wxyz"));
        assertFalse(tokens.lends(replaced));
        Lease former = replaced.as(credential -> credential);
        assertFalse(tokens.lends(former), "another form is the same lease");

        Lease refused = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        tokens.refused(refused);
        assertFalse(tokens.lends(refused));
        // The one before it is in use again, and so is what was lent of it.
        assertEquals(
                replaced.tokenId(),
                tokens.lease(Service.GITHUB, "api.github.com").orElseThrow().tokenId());
        assertTrue(tokens.lends(replaced));
    }

    @Test
    void clearingForgets() {
        enter(Service.GITHUB, GITHUB);
        tokens.put(OWNER, Map.of(Service.GITHUB, new Entry.Clear()));
        assertEquals(Optional.empty(), tokens.lease(Service.GITHUB, "api.github.com"));
        assertNull(described(again(), Service.GITHUB).mask());
    }

    @Test
    void theSecondColonBelongsToTheToken() {
        enter(Service.DOCKERHUB, HUB);
        Lease lease = tokens.lease(Service.DOCKERHUB, "auth.docker.io").orElseThrow();
        assertEquals(
                new Credential.Basic("auth.docker.io", "alice", SecretText.of(HUB_SECRET)),
                lease.credential());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.github.com.evil",
                "API.github.com",
                "api.github.com.",
                "objects.githubusercontent.com",
                "auth.docker.io",
                "hub.docker.com",
                "",
            })
    void noOtherHostIsLentAnything(String host) {
        // D-16: a token without a host list went to any host that was not another service's.
        enter(Service.GITHUB, GITHUB);
        assertEquals(Optional.empty(), tokens.lease(Service.GITHUB, host));
    }

    @Test
    void hubTokensGoToNoGithubHostAndInNoHeaderToTheLogIn() {
        enter(Service.DOCKERHUB, HUB);
        for (String host : Service.GITHUB.hosts()) {
            assertEquals(Optional.empty(), tokens.lease(Service.DOCKERHUB, host));
        }
        assertEquals(Optional.empty(), tokens.lease(Service.DOCKERHUB, "hub.docker.com"));
    }

    @Test
    void aRefusalEndsTheLeaseAtThatHostUntilEdited() {
        enter(Service.GITHUB, GITHUB);
        Lease git = tokens.lease(Service.GITHUB, "github.com").orElseThrow();
        tokens.refused(git);
        assertEquals(Optional.empty(), tokens.lease(Service.GITHUB, "github.com"));
        Lease api = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        assertTrue(tokens.lends(api));
        tokens.refused(api);
        tokens.refused(api);
        assertEquals(3, auditRows());
        assertFalse(tokens.lends(api));
        // The host that decides speaks for all: none of them is shown a dead token again.
        for (ServiceTokens each : List.of(tokens, again())) {
            for (String host : Service.GITHUB.hosts()) {
                assertEquals(Optional.empty(), each.lease(Service.GITHUB, host), host);
            }
            assertEquals("refused", described(each, Service.GITHUB).state().word());
        }
        enter(Service.GITHUB, GITHUB);
        Lease next = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        assertNotEquals(api.tokenId(), next.tokenId());
        tokens.refused(api);
        assertTrue(tokens.lease(Service.GITHUB, "api.github.com").isPresent());
    }

    @Test
    void oneDamagedRowIsNamedAndStopsNoOther() {
        // D-3: one value that could not be decrypted made the whole store unreadable.
        enter(Service.GITHUB, GITHUB);
        enter(Service.DOCKERHUB, HUB);
        database.write(tx ->
                tx.update(
                        "update service_token set sealed = ? where service = 'github'",
                        (Object) new byte[60]));
        ServiceTokens damaged = again();
        assertEquals(Optional.empty(), damaged.lease(Service.GITHUB, "api.github.com"));
        assertTrue(damaged.lease(Service.DOCKERHUB, "auth.docker.io").isPresent());
        State state = described(damaged, Service.GITHUB).state();
        assertEquals("unknown", state.word());
        assertTrue(state.reason().contains("enter it again"));
        damaged.put(OWNER, Map.of(Service.GITHUB, new Entry.Enter(SecretText.of(GITHUB))));
        assertTrue(damaged.lease(Service.GITHUB, "api.github.com").isPresent());
    }

    @Test
    void aRowMovedToAnotherPlaceDoesNotOpen() {
        enter(Service.GITHUB, GITHUB);
        database.write(tx -> tx.update("update service_token set service = 'codeberg'"));
        assertEquals(Optional.empty(), again().lease(Service.CODEBERG, "codeberg.org"));
        database.write(tx -> tx.update("update service_token set service = 'github'"));
        assertTrue(again().lease(Service.GITHUB, "api.github.com").isPresent());
        database.write(tx -> tx.update("update service_token set id = 'moved'"));
        assertEquals(Optional.empty(), again().lease(Service.GITHUB, "api.github.com"));
    }

    /// Whoever finds a browser left open can end a token, and cannot replace it by their own.
    @Test
    void onlyARecentSignInStoresAndAnySignInClears() {
        enter(Service.GITHUB, GITHUB);
        Caller tired =
                new Caller.Session("1", "owner", null, 0, false, Permissions.full(), "192.0.2.1");
        Entry theirs = new Entry.Enter(SecretText.of(HUB));
        assertThrows(
                SignInTooOld.class, () -> tokens.put(tired, Map.of(Service.DOCKERHUB, theirs)));
        assertFalse(tokens.stored(Service.DOCKERHUB));
        Entry kept = new Entry.Enter(SecretText.of(mask(tokens, Service.GITHUB)));
        assertInstanceOf(Put.Done.class, tokens.put(tired, Map.of(Service.GITHUB, kept)));
        tokens.put(tired, Map.of(Service.GITHUB, new Entry.Clear()));
        assertFalse(tokens.stored(Service.GITHUB));
    }

    @Test
    void whoMayOnlyReadStoresNothing() {
        Caller reader =
                new Caller.Token(
                        "1",
                        1,
                        "reader",
                        new Permissions.Custom(Map.of("mos", Level.READ)),
                        null,
                        "192.0.2.1");
        assertEquals(Service.values().length, tokens.describe(reader).size());
        assertThrows(
                Denied.class, () -> tokens.put(reader, Map.of(Service.GITHUB, new Entry.Clear())));
        assertThrows(Denied.class, () -> tokens.describe(new Caller.Anonymous("192.0.2.1")));
    }
}
