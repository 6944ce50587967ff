package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mos.token.testkit.FakeHost;
import mos.token.testkit.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which hosts are served, where redirects lead, and who sees the token there. The fakes of the
/// signed hosts fail the test when they see it.
class GithubHostFlowTest {
    private static final String FILE = "/octo/pub/releases/download/v1/tool.bin";
    private static final byte[] TOOL = new byte[1000];

    @TempDir private Path temp;

    private GithubHouse house;

    @BeforeEach
    void start() {
        house = GithubHouse.ready(temp);
        house.github.repository("octo/pub").file("a", "hello").release("v1");
        house.github.repository("octo/pub").asset("v1", "tool.bin", TOOL);
    }

    @AfterEach
    void stop() {
        house.close();
    }

    /// D-15
    @ParameterizedTest
    @ValueSource(
            strings = {
                "github.com.evil",
                "evil-github.com",
                "GITHUB.COM",
                "GitHub.com",
                "github.com.",
                "github.com:443",
                "github.com%2Eevil",
                "github%2Ecom",
                "github.com@evil",
                "evil@github.com",
                "api.github.com%00",
                "xn--gthub-n4a.com",
                "uploads.github.com",
                "gist.github.com",
                "raw.githubusercontent.com.evil",
                "objects.githubusercontent.com",
                "release-assets.githubusercontent.com",
                "[::1]",
                "127.0.0.1",
                "https:",
            })
    void noOtherHostIsServed(String host) {
        String path = host.replace("[", "%5B").replace("]", "%5D") + FILE;
        int status = house.read(house.base() + path).statusCode();
        assertTrue(status == 404 || status == 400, host + " " + status);
        for (FakeHost each : List.of(house.github.api(), house.github.web())) {
            assertEquals(0, each.requests().size(), host);
        }
    }

    /// D-17
    @ParameterizedTest
    @CsvSource({
        "301, https://evil.example/x?sig=geheim",
        "302, https://github.com.evil/x?sig=geheim",
        "302, https://evil.example/github.com?sig=geheim",
        "303, http://release-assets.githubusercontent.com/x?sig=geheim",
        "307, https://release-assets.githubusercontent.com:8443/x?sig=geheim",
        "308, https://release-assets.githubusercontent.com.evil/x?sig=geheim",
        "302, https://user:geheim@github.com/x",
        "302, https://github.com@evil.example/x?sig=geheim",
        "302, //evil.example/x?sig=geheim",
        "302, https://uploads.github.com/x?sig=geheim",
        "302, https://127.0.0.1/x?sig=geheim",
        "302, file:///etc/passwd?sig=geheim",
    })
    void noRedirectLeadsElsewhere(int status, String location) {
        var redirect = new Fault.Says(status, "text/html", "", Map.of("Location", location));
        house.github.web().breakWith(redirect, r -> r.path().equals(FILE));
        HttpResponse<String> refused = house.read("github.com" + FILE);
        assertEquals(502, refused.statusCode());
        assertFalse((refused.body() + refused.headers().map()).contains("geheim"));
        assertEquals(0, house.github.assets().requests().size());
    }

    /// D-17: the token stays where it was lent for, also on the way through its own hosts.
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aListedHostNeverSeesTheTokenOfAnother(int status) {
        String codeload = "https://codeload.github.com/octo/pub/tar.gz/refs/heads/main";
        var redirect = new Fault.Says(status, "text/html", "", Map.of("Location", codeload));
        house.github.web().breakWith(redirect, r -> r.path().equals(FILE));
        house.github.body("/repos/octo/pub/releases/tags/v1", "{\"assets\":[]}");
        assertEquals(200, house.read("github.com" + FILE).statusCode());
        assertEquals(1, house.github.codeload().requests().size());
        assertEquals(0, house.github.codeload().count(r -> r.header("Authorization").isPresent()));
    }

    @Test
    void aSignedAddressThatEndedIsNoAnswerAboutTheFile() {
        house.github.assets().breakWith(new Fault.Says(403, "text/xml", "<Error>expired</Error>"));
        HttpResponse<String> refused = house.read("github.com" + FILE);
        assertEquals(502, refused.statusCode());
        assertFalse(refused.body().contains("expired"));
        house.github.heal();
        assertEquals(1000, house.read("github.com" + FILE).body().length());
    }
}
