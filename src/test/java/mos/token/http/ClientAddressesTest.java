package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mos.token.net.Cidr;
import mos.token.net.IpAddresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressesTest {
    private final ClientAddresses clients =
            new ClientAddresses(List.of(Cidr.LOOPBACK4, Cidr.parse("10.0.0.0/8")));

    /// D-38: only what trusted proxies wrote is believed; a stranger's entries never are.
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, '192.0.2.1', 192.0.2.1",
        "127.0.0.1, '6.6.6.6, 192.0.2.1', 192.0.2.1",
        "127.0.0.1, '6.6.6.6|192.0.2.1', 192.0.2.1",
        "127.0.0.1, '6.6.6.6, 192.0.2.1, 10.1.1.1', 192.0.2.1",
        "127.0.0.1, '::ffff:192.0.2.1', 192.0.2.1",
        "127.0.0.1, '2001:db8::1', 2001:db8:0:0:0:0:0:1",
        "127.0.0.1, '127.0.0.1', 127.0.0.1",
        "127.0.0.1, 'unknown', unknown",
        "127.0.0.1, '192.0.2.1, garbage', unknown",
        "127.0.0.1, 'fe80::1%eth0', unknown",
        "127.0.0.1, '', unknown",
        "192.0.2.7, '127.0.0.1', 192.0.2.7",
        "192.0.2.7, '10.1.1.1', 192.0.2.7",
    })
    void theRightMostUntrustedAddressIsTheClient(String peer, String lines, String expected) {
        var address = IpAddresses.parseLiteral(peer);
        ClientAddress client =
                clients.of(
                        address, clients.trusted(address), List.of(lines.split("\\|", -1)), true);
        assertEquals(expected, client.text());
        assertEquals(false, client.local());
    }

    /// Whatever header shows a proxy, its own address is nobody's: not local, not anonymous.
    @ParameterizedTest
    @CsvSource({
        "Forwarded, for=127.0.0.1",
        "X-Real-IP, 127.0.0.1",
        "X-Forwarded-Host, nas",
        "X-Forwarded-Proto, http",
        "Via, 1.1 squid",
    })
    void aProxyThatDoesNotNameItsClientHidesIt(String name, String value) {
        Route where =
                Route.own(
                        "/",
                        new Need.Open("test"),
                        0,
                        r -> Reply.text(200, r.client().text() + " " + r.client().local()),
                        null);
        try (Fixture http = new Fixture(where)) {
            assertEquals("unknown false", http.send("GET", "/", name, value).body());
        }
    }

    @Test
    void onlyADirectLoopbackPeerIsLocal() {
        Route where =
                Route.own(
                        "/",
                        new Need.Open("test"),
                        0,
                        r ->
                                Reply.text(
                                        200,
                                        r.client().text()
                                                + " "
                                                + r.client().local()
                                                + " "
                                                + r.scheme()),
                        null);
        try (Fixture http = new Fixture(where)) {
            assertEquals("127.0.0.1 true http", http.send("GET", "/").body());
            assertEquals(
                    "192.0.2.9 false https",
                    http.send(
                                    "GET",
                                    "/",
                                    "X-Forwarded-For",
                                    "192.0.2.9",
                                    "X-Forwarded-Proto",
                                    "https")
                            .body());
            for (String name : List.of("Forwarded", "X-Real-IP")) {
                assertEquals("unknown false http", http.send("GET", "/", name, "127.0.0.1").body());
            }
        }
        try (Fixture http =
                new Fixture(
                        "gateway",
                        mos.token.config.Config.Limits.DEFAULT,
                        List.of(),
                        null,
                        where)) {
            assertEquals(
                    "127.0.0.1 false http",
                    http.send(
                                    "GET",
                                    "/",
                                    "X-Forwarded-For",
                                    "192.0.2.9",
                                    "X-Forwarded-Proto",
                                    "https")
                            .body());
            var answer = http.send("GET", "/");
            assertEquals(List.of("sandbox"), answer.headers().allValues("Content-Security-Policy"));
        }
    }
}
