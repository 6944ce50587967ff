package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a refusal closes a host to a token, and what opens it again.
class RefusalTest {
    private static final Caller OWNER = new Caller.Local("127.0.0.1");
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";

    @TempDir Path directory;
    SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    ScriptedServices services;
    ServiceTokens tokens;

    @BeforeEach
    void open() {
        services = new ScriptedServices(directory, clock);
        tokens = services.open();
    }

    @AfterEach
    void close() {
        services.close();
    }

    private void enter(Service service, String token) {
        tokens.put(OWNER, Map.of(service, new Entry.Enter(SecretText.of(token))));
    }

    private Look look(Service service) {
        return tokens.validate(OWNER).stream()
                .filter(l -> l.service() == service)
                .findFirst()
                .orElseThrow();
    }

    /// Repeated bad log-ins lock accounts, so nobody tries again but a person who enters it again.
    @Test
    void aTokenThatIsEnteredAgainIsUsedAgainEverywhere() {
        services.script(
                "api.github.com",
                r ->
                        r.header("Authorization").isPresent()
                                ? Answer.json(401, "{\"message\":\"Bad credentials\"}")
                                : ScriptedServices.github(r));
        enter(Service.GITHUB, GITHUB);
        assertEquals("refused", look(Service.GITHUB).state().word());
        assertTrue(tokens.lease(Service.GITHUB, "github.com").isEmpty());
        services.everythingWell();
        clock.move(Duration.ofSeconds(61));
        assertEquals("refused", look(Service.GITHUB).state().word());
        enter(Service.GITHUB, GITHUB);
        assertEquals("good", look(Service.GITHUB).state().word());
        for (String host : Service.GITHUB.hosts()) {
            assertTrue(tokens.lease(Service.GITHUB, host).isPresent(), host);
        }
    }

    /// What a host itself refused in use stays closed there until the token is edited.
    @Test
    void whatWasRefusedInUseIsNotOpenedByALook() {
        enter(Service.GITHUB, GITHUB);
        assertEquals("good", look(Service.GITHUB).state().word());
        tokens.refused(tokens.lease(Service.GITHUB, "github.com").orElseThrow());
        clock.move(Duration.ofSeconds(61));
        assertEquals("good", look(Service.GITHUB).state().word());
        assertTrue(tokens.lease(Service.GITHUB, "github.com").isEmpty());
    }

    private int refusedRows(String table) {
        return services.database
                .read(q -> q.rows("select host from " + table + " where state = 'refused'"))
                .size();
    }

    /// A stored token can never make things worse: the request that goes on without it must not
    /// fail because the refusal could not be written down.
    @Test
    void aRefusalThatCannotBeKeptStopsNoRequest() {
        enter(Service.GITHUB, GITHUB);
        look(Service.GITHUB);
        Lease lease = tokens.lease(Service.GITHUB, "api.github.com").orElseThrow();
        services.database.write(tx -> tx.update("alter table service_token_state rename to away"));
        tokens.refused(lease);
        assertTrue(tokens.lease(Service.GITHUB, "api.github.com").isEmpty());
        assertEquals(0, refusedRows("away"));
        // It is made good once it can be.
        services.database.write(tx -> tx.update("alter table away rename to service_token_state"));
        tokens.tick();
        assertEquals(Service.GITHUB.hosts().size(), refusedRows("service_token_state"));
    }
}
