package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.json.Json;
import mos.token.testkit.GitClient;
import mos.token.testkit.Run;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The settings that the page shows with a new token, given to the tools that they are for.
class SnippetFlowTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern TOKEN =
            Pattern.compile("id=\"created-token\"[^>]* value=\"([^\"]+)\"");

    @TempDir private Path temp;
    @TempDir private Path tools;

    private GithubHouse house;
    private String page;

    @BeforeEach
    void start() {
        house = new GithubHouse(temp, false);
        house.store(GithubHouse.GITHUB_TOKEN);
        house.github.privateRepository("octo/priv", "owner");
        house.git.privateRepository("octo/priv", "a.txt", "secret");
        HttpResponse<byte[]> made =
                house.browser()
                        .post(
                                "/settings/network/token/admin-tokens",
                                "name=tool&mode=full&expiry=never");
        assertEquals(200, made.statusCode());
        page = new String(made.body(), StandardCharsets.UTF_8);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    private String token() {
        Matcher token = TOKEN.matcher(page);
        assertTrue(token.find(), "no token is shown");
        return token.group(1);
    }

    private String snippet(String tool) {
        Matcher snippet =
                Pattern.compile("<textarea id=\"snippet-" + tool + "\"[^>]*>([^<]*)</textarea>")
                        .matcher(page);
        assertTrue(snippet.find(), "no snippet for " + tool);
        return snippet.group(1)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#39;", "'")
                .replace("&#34;", "\"")
                .replace("&amp;", "&");
    }

    private Path written(String name, String text) throws IOException {
        return Files.writeString(tools.resolve(name), text + "\n");
    }

    private static Run.Result shell(Path script) {
        return Run.command(Map.of(), PATIENCE, "bash", script.toString());
    }

    private void assertIsTheToken(String json) {
        assertEquals(
                "tool",
                Json.read(json.getBytes(StandardCharsets.UTF_8)).path("name").stringValue());
    }

    @Test
    void curlAndAnEnvironmentFileReachTheApi() throws IOException {
        assertIsTheToken(shell(written("curl.sh", snippet("curl"))).ok().out());
        Path file = written("env", snippet("env"));
        String use =
                """
                set -a
                . %s
                curl --header @- "$MOS_TOKEN_SERVER/api/v1/auth/admin-tokens/me" <<END
                Authorization: Bearer $MOS_TOKEN
                END
                """
                        .formatted(file);
        assertIsTheToken(shell(written("env.sh", use)).ok().out());
    }

    @Test
    void gitClonesWhatIsPrivateByItsPlainName() throws IOException {
        Path settings = written("gitconfig", snippet("git"));
        Path into = tools.resolve("priv");
        try (GitClient git = new GitClient()) {
            git.run(
                            "-c",
                            "include.path=" + settings,
                            "clone",
                            "-q",
                            "https://github.com/octo/priv.git",
                            into.toString())
                    .ok();
        }
        assertEquals("secret", Files.readString(into.resolve("a.txt")));
    }

    /// As `docker login` and `podman login` do it: the one that is here takes the same words.
    @Test
    void aLoginIsTaken() throws IOException {
        Path logins = tools.resolve("auth.json");
        for (String tool : List.of("docker", "podman")) {
            String login = snippet(tool);
            assertTrue(login.contains("| " + tool + " login "), login);
            String other =
                    login.replace(
                            tool + " login",
                            "skopeo login --tls-verify=false --authfile " + logins);
            shell(written(tool + ".sh", other)).ok();
            assertTrue(Files.readString(logins).contains("\"auth\""));
            Files.delete(logins);
            shell(written(tool + "-wrong.sh", other.replace(token(), token() + "x")));
            assertTrue(!Files.exists(logins) || !Files.readString(logins).contains("\"auth\""));
        }
    }

    @Test
    void settingsAreWrittenAsTheirToolsReadThem() {
        JsonNode containerd = new TomlMapper().readTree(snippet("containerd"));
        JsonNode host = containerd.path("host").properties().iterator().next().getValue();
        assertEquals("Bearer " + token(), host.path("header").path("Authorization").stringValue());

        JsonNode sensor = new YAMLMapper().readTree(snippet("homeassistant")).at("/rest/0");
        assertEquals("Bearer " + token(), sensor.at("/headers/Authorization").stringValue());

        JsonNode job = new YAMLMapper().readTree(snippet("prometheus")).at("/scrape_configs/0");
        assertEquals(token(), job.at("/authorization/credentials").stringValue());
        assertEquals(
                house.admin().getAuthority(), job.at("/static_configs/0/targets/0").stringValue());
    }
}
