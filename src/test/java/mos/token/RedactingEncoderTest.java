package mos.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import mos.token.json.Json;
import org.junit.jupiter.api.Test;

/// D-7: no secret in a log, also not by way of a library's exception.
class RedactingEncoderTest {
    private static final String TOKEN = "gh" + "p_" + "Q7".repeat(18);

    @Test
    void messageAndExceptionAreRedactedAndTheLineStaysJson() {
        String pair =
                Base64.getEncoder()
                        .encodeToString("alice:???>>>~~~pass".getBytes(StandardCharsets.UTF_8));
        List<String> secrets = List.of(TOKEN, pair, "hunter2", "c2lnbmF0dXJl");
        LoggerContext context = new LoggerContext();
        JsonEncoder json = new JsonEncoder();
        json.setContext(context);
        json.setWithFormattedMessage(true);
        json.start();
        LoggingEvent event =
                new LoggingEvent(
                        "test",
                        context.getLogger("test"),
                        Level.ERROR,
                        "Authorization: Basic " + pair + " to \"https://bob:hunter2@host/p/q\"",
                        new IOException(
                                "invalid header " + TOKEN,
                                new IOException(
                                        "GET \"https://host/blob?se=1&sig=c2lnbmF0dXJl/x\" broke")),
                        null);
        event.setMDCPropertyMap(Map.of());
        String line = new String(new RedactingEncoder(json).encode(event), StandardCharsets.UTF_8);
        for (String secret : secrets) {
            assertFalse(line.replace("\\/", "/").contains(secret), line);
        }
        assertEquals(
                "Authorization: [redacted] to \"https://[redacted]@host/p/q\"",
                Json.read(line.getBytes(StandardCharsets.UTF_8))
                        .path("formattedMessage")
                        .asString(""));
    }
}
