package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeHostTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Violations violations = new Violations();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeHost host =
            FakeHost.start(
                    "example.com",
                    HostRules.gatewayReads(),
                    violations,
                    (_, _) -> Answer.bytes(200, "text/plain", new byte[1000]));

    @AfterEach
    void stop() {
        host.close();
        client.close();
    }

    @Test
    void requestsWaitAtAGateUntilItOpens() throws Exception {
        Fault.Gate gate = new Fault.Gate();
        host.breakWith(new Fault.Hold(gate), r -> r.path().equals("/slow"));
        CompletableFuture<HttpResponse<byte[]>> held = ask("/slow");
        Eventually.within(SOON, () -> gate.arrived() == 1);
        assertEquals(200, ask("/fast").get(20, TimeUnit.SECONDS).statusCode());
        assertFalse(held.isDone());
        gate.open();
        assertEquals(200, held.get(20, TimeUnit.SECONDS).statusCode());
        violations.assertClean();
    }

    @Test
    void aStalledBodyGoesOnWhenHealed() throws Exception {
        host.breakWith(new Fault.Stall(100, new Fault.Gate()));
        HttpResponse<InputStream> answer = client.send(request("/"), BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertEquals(100, body.readNBytes(100).length);
            assertEquals(0, body.available());
            host.heal();
            assertEquals(900, body.readAllBytes().length);
        }
    }

    @Test
    void closingLetsNobodyWait() {
        Fault.Gate gate = new Fault.Gate();
        host.breakWith(new Fault.Hold(gate));
        CompletableFuture<HttpResponse<byte[]>> held = ask("/");
        Eventually.within(SOON, () -> gate.arrived() == 1);
        host.close();
        Eventually.within(SOON, held::isDone);
    }

    @Test
    void aTlsHandshakeEndsAtOnce() throws IOException {
        try (FakeHost plain =
                        FakeHost.start(
                                "example.com",
                                HostRules.gatewayReads().anyHeader(),
                                violations,
                                (_, _) -> Answer.empty(200));
                Socket socket =
                        new Socket(
                                InetAddress.getLoopbackAddress(),
                                URI.create(plain.base()).getPort())) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write(new byte[] {0x16, 3, 1});
            assertEquals(-1, socket.getInputStream().read());
        }
    }

    @Test
    void aConditionThatNeverHoldsFails() {
        AssertionError failure =
                assertThrows(
                        AssertionError.class,
                        () ->
                                Eventually.within(
                                        Duration.ofMillis(20), "the impossible", () -> false));
        assertTrue(String.valueOf(failure.getMessage()).contains("the impossible"));
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(String path) {
        return client.sendAsync(request(path), BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(host.base() + path)).build();
    }
}
