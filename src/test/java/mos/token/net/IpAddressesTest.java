package mos.token.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "::1, 0:0:0:0:0:0:0:1",
        "[2001:db8::7], 2001:db8:0:0:0:0:0:7",
        "::ffff:192.0.2.7, 192.0.2.7",
    })
    void literalsAreRead(String text, String address) {
        assertEquals(address, IpAddresses.parseLiteral(text).getHostAddress());
    }

    /// None of these may reach a name server: the text comes from strangers.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".::",
                ".:",
                ":",
                ":::",
                "1",
                "1.2",
                "0x7f.1",
                "127.1",
                "010.0.0.1",
                "a.b",
                "localhost",
                "fe80::1%eth0",
                "fe80::1%25eth0",
                "1.2.3.4:80",
                "[::1]:80",
                "::1::2",
                "12345::"
            })
    void everythingElseIsRefused(String text) {
        String message =
                assertThrows(IllegalArgumentException.class, () -> IpAddresses.parseLiteral(text))
                        .getMessage();
        assertEquals("'" + text + "' is not an IP address", message);
    }

    @Test
    void aZoneIsNoPartOfAnAddress() throws Exception {
        InetAddress linkLocal = InetAddress.ofLiteral("fe80::1");
        InetAddress zoned = Inet6Address.getByAddress("", linkLocal.getAddress(), 7);
        assertEquals("fe80:0:0:0:0:0:0:1%7", zoned.getHostAddress());
        assertEquals("fe80:0:0:0:0:0:0:1", IpAddresses.withoutZone(zoned).getHostAddress());
    }

    @Test
    void aPartyIsItsNetwork() {
        assertEquals("192.0.2.0/24", IpAddresses.network("192.0.2.77"));
        assertEquals("192.0.2.0/24", IpAddresses.network("::ffff:192.0.2.78"));
        assertEquals("2001:db8:0:1:0:0:0:0/64", IpAddresses.network("2001:db8:0:1:2:3:4:5"));
        assertEquals("unknown", IpAddresses.network("unknown"));
    }
}
