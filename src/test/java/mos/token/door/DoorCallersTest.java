package mos.token.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.http.ClientAddress;
import mos.token.http.Request;
import mos.token.net.Cidr;
import mos.token.net.IpAddresses;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import org.junit.jupiter.api.Test;

class DoorCallersTest {
    private static final String READER = "mos" + "_reader-of-the-registry";
    private static final String OTHER = "mos" + "_reader-of-nothing-here";
    private static final ClientAddress INSIDE = from("10.1.2.3");
    private static final ClientAddress OUTSIDE = from("192.0.2.7");

    private final DoorCallers callers =
            new DoorCallers(DoorCallersTest::verify, List.of(Cidr.parse("10.0.0.0/8")));

    private static Optional<Caller> verify(SecretText token, Request request, Resource door) {
        Map<String, Level> levels;
        if (token.equals(SecretText.of(READER))) {
            levels = Map.of("registry", Level.READ);
        } else if (token.equals(SecretText.of(OTHER))) {
            levels = Map.of("docker", Level.WRITE);
        } else {
            return Optional.empty();
        }
        assertEquals(Resource.REGISTRY, door);
        return Optional.of(
                new Caller.Token(
                        "1",
                        1,
                        "t",
                        new Permissions.Custom(levels),
                        null,
                        request.client().text()));
    }

    private static ClientAddress from(String address) {
        return new ClientAddress(IpAddresses.parseLiteral(address), false);
    }

    private DoorCaller ask(ClientAddress from, String... authorization) {
        return callers.of(
                OfferedCredential.parse(List.of(authorization)),
                FakeRequest.of("GET", "/v2/").from(from),
                Resource.REGISTRY);
    }

    private static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTokenIsKnownByEveryScheme() {
        for (String header :
                List.of(
                        "Bearer " + READER,
                        "bearer  " + READER,
                        "token " + READER,
                        basic("anyone", READER),
                        basic("", READER))) {
            assertInstanceOf(DoorCaller.Token.class, ask(OUTSIDE, header), header.substring(0, 6));
        }
    }

    @Test
    void withoutACredentialTheNetworkDecides() {
        assertInstanceOf(DoorCaller.Anonymous.class, ask(INSIDE));
        assertEquals(new DoorCaller.Unwelcome(DoorCaller.Reason.NO_CREDENTIAL), ask(OUTSIDE));
        assertInstanceOf(DoorCaller.Anonymous.class, ask(INSIDE, basic("", "")));
        assertInstanceOf(DoorCaller.Anonymous.class, ask(INSIDE, "Bearer "));
        assertEquals(
                new DoorCaller.Unwelcome(DoorCaller.Reason.NO_CREDENTIAL),
                ask(OUTSIDE, basic("alice", "")));
    }

    @Test
    void aForeignPasswordIsAnonymousInsideAndWrongOutside() {
        for (String header :
                List.of(
                        basic("alice", "hunter2-of-the-hub"),
                        "Bearer not-ours",
                        "Digest x=y",
                        "Basic ???",
                        "Basic " + "bm8tY29sb24=")) {
            assertInstanceOf(DoorCaller.Anonymous.class, ask(INSIDE, header));
            assertEquals(
                    new DoorCaller.Unwelcome(DoorCaller.Reason.WRONG_CREDENTIAL),
                    ask(OUTSIDE, header));
        }
    }

    @Test
    void twoHeadersAreNoCredential() {
        assertEquals(
                new DoorCaller.Unwelcome(DoorCaller.Reason.WRONG_CREDENTIAL),
                ask(OUTSIDE, "Bearer " + READER, "Bearer " + READER));
    }

    @Test
    void aTokenThatMayNotReadTheDoorIsNoBetterThanNone() {
        assertInstanceOf(DoorCaller.Anonymous.class, ask(INSIDE, "Bearer " + OTHER));
        assertEquals(
                new DoorCaller.Unwelcome(DoorCaller.Reason.NOT_PERMITTED),
                ask(OUTSIDE, "Bearer " + OTHER));
    }

    @Test
    void aClientHiddenByAProxyIsInNoNetwork() {
        assertInstanceOf(DoorCaller.Unwelcome.class, ask(new ClientAddress(null, true)));
    }
}
