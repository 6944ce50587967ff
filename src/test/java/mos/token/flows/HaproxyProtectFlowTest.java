package mos.token.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import mos.token.testkit.FrontProxy;
import mos.token.testkit.ManualPage;

/// `docs/protect/haproxy.md`.
class HaproxyProtectFlowTest extends ProtectFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/haproxy.md");
    }

    @Override
    AutoCloseable startProxy(String program) {
        FrontProxy haproxy =
                FrontProxy.haproxy((dir, port) ->
                        page().block(
                                        "haproxy",
                                        "/etc/haproxy/mos-token.lua",
                                        script(dir).toString(),
                                        "bind :80",
                                        "bind 127.0.0.1:" + port,
                                        "127.0.0.1:8998",
                                        app.admin().getAuthority(),
                                        "127.0.0.1:8080",
                                        program));
        front = URI.create(haproxy.base());
        return haproxy;
    }

    private Path script(Path dir) {
        try {
            return Files.writeString(dir.resolve("mos-token.lua"), page().block("lua"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
