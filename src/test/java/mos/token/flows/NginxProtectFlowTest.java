package mos.token.flows;

import java.net.URI;
import mos.token.testkit.ManualPage;
import mos.token.testkit.NginxProxy;

/// `docs/protect/nginx.md`.
class NginxProtectFlowTest extends ProtectFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/nginx.md");
    }

    @Override
    AutoCloseable startProxy(String program) {
        NginxProxy nginx =
                NginxProxy.start(
                        page().block(
                                        "nginx",
                                        "127.0.0.1:8998",
                                        app.admin().getAuthority(),
                                        "127.0.0.1:8080",
                                        program));
        front = URI.create(nginx.base());
        return nginx;
    }
}
