package mos.token.flows;

import java.net.URI;
import mos.token.testkit.FrontProxy;
import mos.token.testkit.ManualPage;

/// `docs/protect/caddy.md`.
class CaddyProtectFlowTest extends ProtectFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/caddy.md");
    }

    @Override
    int away() {
        return 502;
    }

    @Override
    AutoCloseable startProxy(String program) {
        FrontProxy caddy =
                FrontProxy.caddy((_, port) ->
                        page().block(
                                        "caddyfile",
                                        "http://app.example",
                                        "http://127.0.0.1:" + port,
                                        "127.0.0.1:8998",
                                        app.admin().getAuthority(),
                                        "127.0.0.1:8080",
                                        program));
        front = URI.create(caddy.base());
        return caddy;
    }
}
