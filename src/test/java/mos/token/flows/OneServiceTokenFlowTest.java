package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// One service's token: entered, looked at, kept by its mask, removed.
class OneServiceTokenFlowTest extends ServiceFlow {
    @Test
    void oneThatIsStoredTellsAllButItself() {
        JsonNode none = told("github");
        assertEquals(false, none.path("configured").booleanValue());
        assertTrue(none.path("mask").isNull() && none.path("state").isNull(), none.toString());

        put("github", "{\"token\":\"%s\"}".formatted(GITHUB));
        validate();
        JsonNode github = told("github");
        assertEquals("gh" + "p_…abcd", github.path("mask").stringValue());
        assertEquals("good", github.path("state").stringValue());
        assertEquals("alice", github.path("user").stringValue());
        assertEquals("", github.path("level").stringValue());
        assertEquals(false, github.path("canWrite").booleanValue());
        assertEquals(
                "good", github.path("hosts").path("api.github.com").path("state").stringValue());
        assertEquals("https://github.com/settings/tokens", github.path("revokeAt").stringValue());

        JsonNode hinted = put("github", "{\"token\":\"%s\"}".formatted(UNUSUAL));
        assertTrue(hinted.path("hints").path(0).stringValue().startsWith("GitHub tokens usually"));
    }

    @Test
    void giteaIsEnteredWithItsHostAndCodebergHasItsOwn() {
        put("gitea", "{\"host\":\"git.example.org\",\"token\":\"%s\"}".formatted(FORGEJO));
        put("codeberg", "{\"token\":\"%s\"}".formatted(FORGEJO));
        validate();
        JsonNode gitea = told("gitea");
        assertEquals("git.example.org:…8293", gitea.path("mask").stringValue());
        assertEquals("alice", gitea.path("user").stringValue());
        assertEquals(
                "https://git.example.org/user/settings/applications",
                gitea.path("revokeAt").stringValue());
        assertEquals("…8293", told("codeberg").path("mask").stringValue());
        put("gitea", "{\"token\":\"git.example.org:%s\"}".formatted(FORGEJO));
    }

    @Test
    void theFormersListAndTheLooksNameTheTwoWhenTheyAreStored() {
        String all = "/api/v1/mos/tokens";
        String looks = "/api/v1/mos/validatetokens";
        for (String path : List.of(all, looks)) {
            JsonNode none = described("GET", path, null);
            assertEquals(List.of("github", "dockerhub"), List.copyOf(none.propertyNames()));
        }
        String body =
                "{\"codeberg\":\"%s\",\"gitea\":\"git.example.org:%s\"}"
                        .formatted(FORGEJO, FORGEJO);
        described("POST", all, body);
        JsonNode masks = described("GET", all, null);
        assertEquals("git.example.org:…8293", masks.path("gitea").stringValue());
        JsonNode gitea = validate().path("gitea");
        assertEquals(true, gitea.path("valid").booleanValue());
        assertEquals(
                "good", gitea.path("hosts").path("git.example.org").path("state").stringValue());
        // MOS's page posts the whole object back.
        described("POST", all, masks.toString());
        described("POST", all, "{\"codeberg\":null,\"gitea\":\"\"}");
        assertEquals(2, described("GET", all, null).size());
    }

    @Test
    void theMaskKeepsTheTokenAndMayBringAnotherExpiry() {
        String soon = app.clock().instant().plus(Duration.ofDays(40)).toString();
        put("dockerhub", "{\"token\":\"alice:%s\",\"expiresAt\":\"%s\"}".formatted(HUB, soon));
        validate();
        JsonNode entered = told("dockerhub");
        assertEquals(HUB_MASK, entered.path("mask").stringValue());
        assertEquals("entered", entered.path("expiresFrom").stringValue());

        String kept = "{\"token\":\"%s\"".formatted(HUB_MASK);
        assertEquals(
                entered.path("expiresAt"), put("dockerhub", kept + "}").path("expiresAt"), "kept");
        String later = app.clock().instant().plus(Duration.ofDays(80)).toString();
        JsonNode changed = put("dockerhub", kept + ",\"expiresAt\":\"%s\"}".formatted(later));
        assertEquals(
                Duration.ofDays(40),
                Duration.between(
                        Instant.parse(entered.path("expiresAt").stringValue()),
                        Instant.parse(changed.path("expiresAt").stringValue())));
        assertEquals(entered.path("since"), changed.path("since"), "the same token");
        assertEquals("good", changed.path("state").stringValue());
        assertTrue(
                put("dockerhub", "{\"expiresAt\":null}").path("expiresAt").isNull(), "taken back");
    }

    @Test
    void whatWasRemovedIsNotThereAnyMore() {
        assertEquals(
                "No Docker Hub token is stored.", problem(404, ask("DELETE", "dockerhub", null)));
        assertEquals(
                "No Docker Hub token is stored.",
                problem(404, ask("PUT", "dockerhub", "{\"expiresAt\":null}")));
        put("dockerhub", "{\"token\":\"alice:%s\"}".formatted(HUB));
        assertEquals(200, ask("DELETE", "dockerhub", null).statusCode());
        assertEquals(404, ask("DELETE", "dockerhub", null).statusCode());
        assertEquals(false, told("dockerhub").path("configured").booleanValue());
    }
}
