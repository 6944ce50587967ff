package mos.token.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import mos.token.http.BadRequest;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;

class FormTest {
    private static Form form(String body) {
        return Form.parse(body.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void readsWhatABrowserSends() {
        Form form = form("name=K%C3%BCche+%26+Bad&description=a%0D%0Ab&empty=&mode=full");
        assertEquals("Küche & Bad", form.text("name"));
        assertEquals("a\r\nb", form.text("description"));
        assertEquals("", form.text("empty"));
        assertEquals("full", form.text("mode"));
        assertEquals("", form.text("missing"));
    }

    @Test
    void theFirstOfARepeatedFieldCounts() {
        assertEquals("1", form("a=1&a=2").text("a"));
    }

    @Test
    void aSecretLosesOnlyTheSpaceAroundIt() {
        assertEquals(SecretText.of("user:to ken"), form("t=+%0Auser%3Ato+ken+%0D%0A").secret("t"));
        assertTrue(form("t=+%09+").secret("t").isEmpty());
        assertTrue(form("").secret("t").isEmpty());
    }

    @Test
    void brokenEscapesAreRefusedWithoutEchoingTheBody() {
        for (String body : new String[] {"a=%", "a=%4", "a=%zz", "%=1", "a=%4&b=1"}) {
            var refused = assertThrows(BadRequest.class, () -> form(body));
            assertEquals("the form has a broken percent escape", refused.getMessage());
        }
        assertThrows(BadRequest.class, () -> form("t=%ff").secret("t"));
    }
}
