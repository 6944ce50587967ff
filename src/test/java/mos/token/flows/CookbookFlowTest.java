package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.ManualPage;
import mos.token.testkit.Run;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;

/// `docs/cookbook.md`: its commands, one after the other, by a real shell with a real curl.
class CookbookFlowTest extends TokenFlow {
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";

    @Test
    void everyCommandDoesWhatThePageSays() throws IOException {
        app.close();
        Path desk = Files.createDirectory(directory.resolve("desk"));
        try (FakeGitHub github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "");
                FakeDockerHub hub = FakeDockerHub.forGateway();
                TestApp running =
                        TestApp.in(directory)
                                .upstreams(github.upstreams())
                                .upstreams(hub.upstreams())
                                .start()) {
            app = running;
            SecretText full = token("me", "null");
            Files.writeString(desk.resolve("full.token"), full.exposeText() + "\n");
            Files.writeString(desk.resolve("github.token"), GITHUB + "\n");
            String out;
            try (ArgumentWatch _ = new ArgumentWatch(full.exposeText(), GITHUB)) {
                out = run(desk);
            }
            for (String shown :
                    List.of(
                            "\"status\":\"OK\"",
                            "\"name\":\"me\",\"role\":\"admin\"",
                            "\"id\":\"dashboard\"", // the preset
                            "\"description\":\"the one in the kitchen\"",
                            "\"allowed\":true",
                            "\"ours\":true",
                            "\n200\n403\n",
                            "\"active\":true",
                            "\"username\":\"dashboard\"",
                            "\"updated\":[\"github\"]",
                            "\"github\":{\"configured\":true,\"valid\":true",
                            "\"intact\":true",
                            "Admin token deactivated successfully",
                            "Admin token deleted successfully",
                            "\"error\":\"Token name already exists\"",
                            "\"error\":\"Access denied. Token required.\"")) {
                assertTrue(out.contains(shown), () -> shown + " is not in\n" + out);
            }
            for (String file : List.of("backup.token", "dashboard.token")) {
                SecretText made = SecretText.of(Files.readString(desk.resolve(file)));
                leaks.plant(file, made.exposeUtf8());
                assertEquals(
                        file.startsWith("backup") ? 200 : 401,
                        ask("GET", BASE + "/me", made, null).statusCode(),
                        file);
            }
            assertTrue(Files.size(desk.resolve("audit.jsonl")) > 1000);
            assertTrue(Files.readString(desk.resolve("metrics.txt")).contains("mos_token_"));
            leaks.plant("GitHub token", GITHUB);
            try (var files = Files.list(desk)) {
                for (Path file : files.toList()) {
                    if (file.toString().matches(".*\\.(token|header)")) {
                        Files.delete(file); // they hold tokens, as the page says
                    }
                }
            }
            github.assertClean();
            hub.assertClean();
            assertNothingLeaked(out);
        }
    }

    private String run(Path desk) {
        ManualPage page = new ManualPage("cookbook.md");
        List<String> blocks = page.blocks("sh");
        assertTrue(blocks.size() >= 14, "only " + blocks.size() + " recipes");
        String script =
                "set -euo pipefail\ncd '%s'\n".formatted(desk)
                        + page.replaced(
                                String.join("echo\n", blocks),
                                "http://127.0.0.1:8998",
                                app.admin().toString());
        Run.Result result =
                Run.withInput(
                        script.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Map.of(),
                        Duration.ofSeconds(60),
                        "bash",
                        "-s");
        return result.ok().out();
    }
}
