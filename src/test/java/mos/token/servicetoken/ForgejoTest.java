package mos.token.servicetoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.upstream.Credential;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Codeberg, and a Gitea or Forgejo whose host is entered with its token.
@Timeout(60)
class ForgejoTest {
    private static final String TOKEN = "0123456789abcdef0123456789abcdef" + "01234567";
    private static final String GITEA = ScriptedServices.FORGEJO + ":" + TOKEN;

    @TempDir Path directory;
    ServiceHouse house;

    @BeforeEach
    void open() {
        house = new ServiceHouse(directory);
    }

    @AfterEach
    void close() {
        house.services.violations.assertClean();
        house.close();
    }

    @Test
    void eachGoesToItsOwnHostAndNowhereElse() {
        // D-16: MOS gave the key of the one to every host that was not GitHub's.
        house.enter(Service.CODEBERG, TOKEN);
        house.enter(Service.GITEA, GITEA);
        for (Service service : new Service[] {Service.CODEBERG, Service.GITEA}) {
            assertEquals("good", house.look(service).state().word());
            assertEquals("alice", house.described(service).user());
        }
        for (String host : new String[] {"codeberg.org", ScriptedServices.FORGEJO}) {
            house.services
                    .host(host)
                    .requests()
                    .forEach(request ->
                            assertEquals(
                                    "token " + TOKEN,
                                    request.header("Authorization").orElse(""),
                                    "the token alone, without the host that was entered"));
        }
        assertEquals(
                new Credential.Plain(ScriptedServices.FORGEJO, SecretText.of(TOKEN)),
                house.tokens
                        .lease(Service.GITEA, ScriptedServices.FORGEJO)
                        .orElseThrow()
                        .credential());
        assertTrue(house.tokens.lease(Service.CODEBERG, "codeberg.org").isPresent());
        assertTrue(house.tokens.lease(Service.GITEA, "codeberg.org").isEmpty());
        assertTrue(house.tokens.lease(Service.CODEBERG, ScriptedServices.FORGEJO).isEmpty());
        for (String host : Service.GITHUB.hosts()) {
            assertTrue(house.tokens.lease(Service.GITEA, host).isEmpty());
            assertTrue(house.tokens.lease(Service.CODEBERG, host).isEmpty());
        }
        for (String host : house.services.hosts.keySet()) {
            boolean own = host.equals("codeberg.org") || host.equals(ScriptedServices.FORGEJO);
            assertEquals(own ? 1 : 0, house.sent(host, TOKEN), host);
        }
        assertEquals("git.example.org:…4567", house.mask(Service.GITEA));
        house.restart();
        assertEquals(
                "https://git.example.org/user/settings/applications",
                house.described(Service.GITEA).revokeAt());
    }

    @ParameterizedTest
    @CsvSource({
        "401, '{}', refused",
        "403, '{\"message\":\"token does not have at least one of required scope(s)\"}', good",
        "403, '{\"message\":\"blocked\"}', unknown",
        "200, '<html>', unknown",
        "200, '[]', unknown",
        "500, '{}', unknown",
        "429, '{}', throttled",
    })
    void states(int status, String body, String word) {
        house.services.script(ScriptedServices.FORGEJO, _ -> Answer.json(status, body));
        house.enter(Service.GITEA, GITEA);
        assertEquals(word, house.look(Service.GITEA).state().word());
        assertEquals(
                !word.equals("refused"),
                house.tokens.lease(Service.GITEA, ScriptedServices.FORGEJO).isPresent());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "git.example.org",
                "https://git.example.org:token-0123456789",
                "GIT.example.org:token-0123456789",
                "git.example.org.:token-0123456789",
                "192.0.2.1:token-0123456789",
                "2130706433:token-0123456789",
                "localhost:token-0123456789",
                "a.localhost:token-0123456789",
                "github.com:token-0123456789",
                "api.github.com:token-0123456789",
                "codeberg.org:token-0123456789",
                "user@git.example.org:token-0123456789",
                "git..example.org:token-0123456789",
                "-git.example.org:token-0123456789",
                "git.example.org/x:token-0123456789",
                ":token-0123456789",
                "git.example.org:",
            })
    void noOtherHostCanBeEntered(String text) {
        Put.Rejected rejected =
                assertInstanceOf(
                        Put.Rejected.class,
                        house.tokens.put(
                                ServiceHouse.OWNER,
                                Map.of(Service.GITEA, new Entry.Enter(SecretText.of(text)))));
        assertTrue(rejected.problem().contains("host:token"), rejected.problem());
        assertTrue(!rejected.problem().contains("0123456789"), "names the token");
    }
}
