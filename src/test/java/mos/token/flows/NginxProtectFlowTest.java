package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.List;
import mos.token.secret.SecretText;
import mos.token.testkit.EchoServer;
import mos.token.testkit.ManualPage;
import mos.token.testkit.NginxProxy;
import mos.token.testkit.RawHttp;
import org.junit.jupiter.api.Test;

/// `docs/protect/nginx.md`.
class NginxProtectFlowTest extends ProtectFlow {
    @Override
    ManualPage page() {
        return new ManualPage("protect/nginx.md");
    }

    @Override
    int away() {
        return 500;
    }

    @Override
    AutoCloseable startProxy(String program) {
        NginxProxy nginx = nginx(program, "$request_uri");
        front = URI.create(nginx.base());
        return nginx;
    }

    private NginxProxy nginx(String program, String path) {
        return NginxProxy.start(
                page().block(
                                "nginx",
                                "127.0.0.1:8998",
                                app.admin().getAuthority(),
                                "127.0.0.1:8080",
                                program,
                                "X-Original-URI $request_uri",
                                "X-Original-URI " + path));
    }

    /// The page's way for a program with a host of its own.
    @Test
    void aPrefixIsPutBeforeEveryPath() {
        SecretText metrics =
                token("metrics", "{\"mode\":\"custom\",\"resources\":{\"metrics\":\"read\"}}");
        String bearer = "Authorization: Bearer " + metrics.exposeText();
        try (EchoServer grafana = EchoServer.start();
                NginxProxy nginx = nginx(grafana.authority(), "/grafana$request_uri")) {
            URI own = URI.create(nginx.base());
            assertEquals(200, RawHttp.status(RawHttp.send(own, "GET", "/d/x?y=1", bearer)));
            assertEquals("GET /d/x?y=1 HTTP/1.0", grafana.seen().getFirst().line());
            for (String target : List.of("/a/../d", "//d", "/a/%2e%2e/d", "/a;b")) {
                assertEquals(403, RawHttp.status(RawHttp.send(own, "GET", target, bearer)), target);
            }
            assertEquals(403, RawHttp.status(RawHttp.send(own, "POST", "/d", bearer)));
            assertEquals(1, grafana.seen().size());
        }
        assertNothingLeaked();
    }
}
