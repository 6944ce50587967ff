package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import mos.token.access.Caller;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.Eventually;
import mos.token.testkit.Fault;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ValidationTest {
    private static final Caller OWNER = new Caller.Local("127.0.0.1");
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    private static final String HUB_SECRET = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u:7wxyz";

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
        long begun = System.nanoTime();
        Look look =
                tokens.validate(OWNER).stream()
                        .filter(l -> l.service() == service)
                        .findFirst()
                        .orElseThrow();
        assertTrue(System.nanoTime() - begun < Duration.ofSeconds(11).toNanos());
        return look;
    }

    @Test
    void goodTokens() {
        enter(Service.GITHUB, GITHUB);
        enter(Service.DOCKERHUB, "alice:" + HUB_SECRET);
        Look github = look(Service.GITHUB);
        assertEquals(new State.Good(), github.state());
        assertEquals("alice", github.user());
        assertEquals(false, github.canWrite());
        assertEquals(5000, Objects.requireNonNull(github.rate()).limit());
        Look hub = look(Service.DOCKERHUB);
        assertEquals(new State.Good(), hub.state());
        assertEquals("alice", hub.user());
        assertEquals(false, hub.canWrite());
        assertEquals(200, Objects.requireNonNull(hub.rate()).limit());
        // The second colon belongs to the token: MOS cut there.
        assertEquals(
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        ("alice:" + HUB_SECRET).getBytes(StandardCharsets.UTF_8)),
                services.requests("auth.docker.io").stream()
                        .flatMap(r -> r.header("Authorization").stream())
                        .findFirst()
                        .orElseThrow());
        services.violations.assertClean();
    }

    @Test
    void withoutATokenTheRateOfThisAddressIsShown() {
        assertEquals(60, Objects.requireNonNull(look(Service.GITHUB).rate()).limit());
        Look hub = look(Service.DOCKERHUB);
        assertEquals(100, Objects.requireNonNull(hub.rate()).limit());
        assertFalse(hub.configured());
        assertEquals(0, services.asked("hub.docker.com"));
    }

    @Test
    void refusedTokensFallBackAndAreTriedOnce() {
        services.script(
                "api.github.com",
                r ->
                        r.header("Authorization").isPresent()
                                ? Answer.json(401, "{\"message\":\"Bad credentials\"}")
                                : ScriptedServices.github(r));
        services.script(
                "auth.docker.io",
                r ->
                        r.header("Authorization").isPresent()
                                ? Answer.json(401, "{\"details\":\"incorrect\"}")
                                : Answer.json(200, "{\"access_token\":\"pull-token-false\"}"));
        enter(Service.GITHUB, GITHUB);
        enter(Service.DOCKERHUB, "alice:" + HUB_SECRET);
        for (int i = 0; i < 4; i++) {
            Look github = look(Service.GITHUB);
            assertEquals(Look.REFUSED, github.state());
            assertEquals(60, Objects.requireNonNull(github.rate()).limit());
            Look hub = look(Service.DOCKERHUB);
            assertEquals("refused", hub.state().word());
            assertEquals(100, Objects.requireNonNull(hub.rate()).limit());
            clock.move(Duration.ofSeconds(61));
        }
        assertEquals(0, services.asked("hub.docker.com"));
        long logIns =
                services.requests("auth.docker.io").stream()
                        .filter(r -> r.header("Authorization").isPresent())
                        .count();
        assertEquals(1, logIns);
        assertEquals(
                1,
                services.requests("api.github.com").stream()
                        .filter(r -> r.header("Authorization").isPresent())
                        .count());
        for (Service service : Service.values()) {
            for (String host : service.hosts()) {
                assertTrue(tokens.lease(service, host).isEmpty(), host);
                assertTrue(services.open().lease(service, host).isEmpty(), host);
            }
        }
        services.everythingWell();
        enter(Service.GITHUB, GITHUB);
        assertEquals("good", look(Service.GITHUB).state().word());
        assertTrue(tokens.lease(Service.GITHUB, "github.com").isPresent());
    }

    @ParameterizedTest
    @CsvSource({
        "'', false, good",
        "'read:packages, read:org, user:email', false, good",
        "'public_repo', true, too powerful",
        "'read:org, repo, workflow', true, too powerful",
    })
    void classicScopesTellWhetherItCanWrite(String scopes, boolean writes, String word) {
        services.script(
                "api.github.com",
                r ->
                        r.path().equals("/user")
                                ? Answer.json(200, ScriptedServices.USER)
                                        .with("X-OAuth-Scopes", scopes)
                                : ScriptedServices.github(r));
        enter(Service.GITHUB, GITHUB);
        Look look = look(Service.GITHUB);
        assertEquals(writes, look.canWrite());
        assertEquals(word, look.state().word());
        assertTrue(tokens.lease(Service.GITHUB, "api.github.com").isPresent());
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-12-01 10:00:00 UTC", "2026-12-01 12:00:00 +0200"})
    void theEndIsReadInBothForms(String text) {
        services.script(
                "api.github.com",
                r ->
                        r.path().equals("/user")
                                ? Answer.json(200, ScriptedServices.USER)
                                        .with("github-authentication-token-expiration", text)
                                : ScriptedServices.github(r));
        enter(Service.GITHUB, GITHUB);
        Look look = look(Service.GITHUB);
        assertEquals(Instant.parse("2026-12-01T10:00:00Z"), look.expires());
        assertEquals("expiring", look.state().word());
        assertNull(look.canWrite());
    }

    @ParameterizedTest
    @ValueSource(strings = {"repo:write", "repo:admin"})
    void aHubTokenThatWritesIsTooPowerful(String level) {
        services.script("hub.docker.com", _ -> ScriptedServices.webToken(level));
        enter(Service.DOCKERHUB, "alice:" + HUB_SECRET);
        Look look = look(Service.DOCKERHUB);
        assertEquals("too powerful", look.state().word());
        assertEquals(true, look.canWrite());
    }

    @Test
    void throttled() {
        services.script(
                "api.github.com", _ -> Answer.json(200, ScriptedServices.RATE.formatted(5000, 0)));
        services.script("registry-1.docker.io", _ -> Answer.empty(429).with("Retry-After", "60"));
        enter(Service.GITHUB, GITHUB);
        enter(Service.DOCKERHUB, "alice:" + HUB_SECRET);
        assertEquals(
                new State.Throttled(Instant.ofEpochSecond(1795470000)),
                look(Service.GITHUB).state());
        assertEquals(
                new State.Throttled(clock.instant().plusSeconds(60)),
                look(Service.DOCKERHUB).state());
    }

    /// github.com and ghcr.io may want another kind of token; that does not end its use.
    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void anotherHostsNoIsToldAndTheTokenStaysInUse(int status) {
        services.script("github.com", _ -> Answer.empty(status));
        services.script("ghcr.io", _ -> Answer.json(status, "{}"));
        enter(Service.GITHUB, GITHUB);
        Look look = look(Service.GITHUB);
        assertEquals("good", look.state().word());
        assertTrue(look.hosts().get("ghcr.io").reason().contains("classic tokens"));
        assertTrue(look.hosts().get("github.com").reason().contains("without it"));
        assertTrue(tokens.lease(Service.GITHUB, "ghcr.io").isPresent());
    }

    @Test
    void singleSignOnIsNamed() {
        services.script(
                "api.github.com",
                r ->
                        r.header("Authorization").isPresent()
                                ? Answer.json(403, "{\"message\":\"Resource protected by SAML\"}")
                                        .with("X-GitHub-SSO", "required; url=https://x")
                                : ScriptedServices.github(r));
        enter(Service.GITHUB, GITHUB);
        Look look = look(Service.GITHUB);
        assertEquals("unknown", look.state().word());
        assertTrue(look.state().reason().contains("single sign-on"));
    }

    /// An organization's token is let in everywhere but at the log-in that tells levels.
    @Test
    void aHubLogInThatIsRefusedIsNotTriedTwice() {
        services.script("hub.docker.com", _ -> Answer.json(401, "{}"));
        enter(Service.DOCKERHUB, "alice:" + HUB_SECRET);
        for (int i = 0; i < 3; i++) {
            Look look = look(Service.DOCKERHUB);
            assertEquals("good", look.state().word());
            assertNull(look.canWrite());
            clock.move(Duration.ofSeconds(61));
        }
        assertEquals(1, services.asked("hub.docker.com"));
        assertEquals(
                3,
                services.requests("auth.docker.io").stream()
                        .filter(r -> r.header("Authorization").isPresent())
                        .count());
        assertTrue(tokens.lease(Service.DOCKERHUB, "auth.docker.io").isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 403, 404, 500, 502, 503})
    void whatIsNotUnderstoodIsUnknownAndTheTokenStaysInUse(int status) {
        for (String host : services.hosts.keySet()) {
            services.script(host, _ -> Answer.json(status, "<html>log in to the hotel</html>"));
        }
        unknown();
    }

    @Test
    void downIsUnknown() {
        services.hosts.values().forEach(host -> host.breakWith(new Fault.Down()));
        unknown();
    }

    @Test
    void silentIsUnknownWithinTenSeconds() {
        services.hosts.values().forEach(host -> host.breakWith(new Fault.Hold(new Fault.Gate())));
        unknown();
        services.hosts.values().forEach(mos.token.testkit.FakeHost::heal);
    }

    private void unknown() {
        enter(Service.GITHUB, GITHUB);
        enter(Service.DOCKERHUB, "alice:" + HUB_SECRET);
        for (Service service : Service.values()) {
            Look look = look(service);
            assertEquals("unknown", look.state().word());
            assertFalse(look.state().reason().isEmpty());
            assertNull(tokens.describe(OWNER, service).spentAt(), "nobody took it");
        }
        assertTrue(tokens.lease(Service.GITHUB, "api.github.com").isPresent());
        assertTrue(tokens.lease(Service.DOCKERHUB, "auth.docker.io").isPresent());
    }

    @Test
    void aTokenThatWasRefusedInUseIsNotTriedByALook() {
        enter(Service.GITHUB, GITHUB);
        look(Service.GITHUB);
        tokens.refused(tokens.lease(Service.GITHUB, "api.github.com").orElseThrow());
        clock.move(Duration.ofSeconds(61));
        long asked = services.asked("api.github.com");
        services.script("api.github.com", _ -> Answer.json(503, "{}"));
        assertEquals("refused", look(Service.GITHUB).state().word());
        assertTrue(tokens.lease(Service.GITHUB, "api.github.com").isEmpty());
        assertTrue(
                services.requests("api.github.com").stream()
                        .skip(asked)
                        .noneMatch(r -> r.header("Authorization").isPresent()));
    }

    @Test
    void aLookIsSharedAndNotRepeatedWithinAMinute() {
        enter(Service.GITHUB, GITHUB);
        for (int i = 0; i < 5; i++) {
            look(Service.GITHUB);
        }
        // The token's quota and user, and the quota that there would be without it.
        assertEquals(3, services.asked("api.github.com"));
        assertEquals(1, services.asked("github.com"));
        assertEquals(1, services.asked("ghcr.io"));
        clock.move(Duration.ofSeconds(61));
        look(Service.GITHUB);
        assertEquals(6, services.asked("api.github.com"));
    }

    @Test
    void enteringBeginsALookInTheBackground() {
        enter(Service.GITHUB, GITHUB);
        Eventually.within(
                Duration.ofSeconds(10),
                () -> tokens.describe(OWNER).getFirst().state() instanceof State.Good);
    }
}
