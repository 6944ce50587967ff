package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.EchoServer;
import mos.token.testkit.FrontProxy;
import mos.token.testkit.ManualPage;
import mos.token.testkit.RawHttp;
import org.junit.jupiter.api.Test;

/// `docs/protect/haproxy.md`.
class HaproxyProtectFlowTest extends ProtectFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/haproxy.md");
    }

    @Override
    int away() {
        return 503;
    }

    @Override
    AutoCloseable startProxy(String program) {
        FrontProxy haproxy = haproxy(program, page().block("lua"));
        front = URI.create(haproxy.base());
        return haproxy;
    }

    private FrontProxy haproxy(String program, String script) {
        return FrontProxy.haproxy((dir, port) ->
                page().block(
                                "haproxy",
                                "/etc/haproxy/mos-token.lua",
                                written(dir.resolve("mos-token.lua"), script).toString(),
                                "bind :80",
                                "bind 127.0.0.1:" + port,
                                "127.0.0.1:8998",
                                app.admin().getAuthority(),
                                "127.0.0.1:8080",
                                program));
    }

    private static Path written(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// HAProxy goes on with a request when a script fails, which an answer of another version of
    /// ours could bring about.
    @Test
    void aScriptThatFailsLetsNothingPass() {
        SecretText full = token("full", "null");
        String broken = page().block("lua", "\"x-mos-mode\"", "\"x-mos-nothing\"");
        try (EchoServer program = EchoServer.start();
                FrontProxy haproxy = haproxy(program.authority(), broken)) {
            String answer =
                    RawHttp.send(
                            URI.create(haproxy.base()),
                            "GET",
                            "/api/v1/docker",
                            "Authorization: Bearer " + full.exposeText());
            assertEquals(503, RawHttp.status(answer));
            assertEquals(List.of(), program.seen());
        }
        assertNothingLeaked();
    }
}
