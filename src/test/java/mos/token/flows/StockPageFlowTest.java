package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import mos.token.config.Config;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeDockerHub;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.MosBox;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What MOS's own page does, which was not written for us: it works, and shows no more than it has
/// to.
class StockPageFlowTest extends ProofFlow {
    private static final String MASK = "mos_…";
    private static final String SERVICES = "/api/v1/mos/tokens";
    private static final String GITHUB = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "xyZ9abcd";
    private static final String HUB = "dckr" + "_pat_" + "Q7w-E5r_T9".repeat(2) + "u7wxyz";

    private MosBox mos;
    private SecretText admin;

    @Override
    @BeforeEach
    void start() {
        mos = new MosBox(directory);
        app = TestApp.in(directory).mos(mos.config()).start();
        admin = session("admin");
    }

    private SecretText session(String name) {
        SecretText session = mos.user(name, "admin", app.clock().instant());
        leaks.plant(name + " in MOS", session.exposeUtf8());
        return session;
    }

    /// The page makes a token, and does not look at the answer.
    private SecretText make(String name, SecretText by, String... headers) {
        HttpResponse<byte[]> made =
                app.reveal(
                        "POST",
                        app.admin().resolve(BASE),
                        by,
                        "{\"name\":\"%s\"}".formatted(name),
                        headers);
        assertEquals(201, made.statusCode(), () -> text(made));
        SecretText token =
                SecretText.of(TestApp.json(made).path("data").path("token").stringValue());
        leaks.plant(name, token.exposeUtf8());
        return token;
    }

    private String shown(String name, SecretText to, String... headers) {
        for (JsonNode token : list("GET", BASE, to, headers)) {
            if (token.path("name").stringValue().equals(name)) {
                return token.path("token").stringValue();
            }
        }
        throw new AssertionError("no token " + name);
    }

    private JsonNode list(String method, String path, SecretText to, String... headers) {
        HttpResponse<byte[]> answer =
                app.reveal(method, app.admin().resolve(path), to, null, headers);
        assertEquals(200, answer.statusCode());
        assertEquals("no-store", answer.headers().firstValue("Cache-Control").orElse(""));
        return method.equals("HEAD") ? null : TestApp.json(answer);
    }

    @Test
    void whoMadeATokenSeesItOnceInTheNextList() {
        SecretText made = make("made", admin);
        SecretText second = make("second", admin);
        assertEquals(made.exposeText(), shown("made", admin));
        // both were in that list
        assertEquals(MASK, shown("second", admin));
        assertEquals(MASK, shown("made", admin));
        assertEquals(200, ask("GET", BASE + "/me", made, null).statusCode());
        assertEquals(200, ask("GET", BASE + "/me", second, null).statusCode());
        assertNothingLeaked();
    }

    @Test
    void aListThatDoesNotShowItTakesNothing() {
        SecretText made = make("made", admin);
        list("HEAD", BASE, admin);
        list("GET", BASE + "?q=other", admin);
        assertEquals(MASK, details(id("made")).path("token").stringValue());
        assertEquals(made.exposeText(), shown("made", admin));
        assertNothingLeaked();
    }

    @Test
    void nobodyElseSeesIt() {
        SecretText full = token("full", "null");
        SecretText made = make("made", admin);
        app.clock().move(Duration.ofSeconds(1));
        SecretText again = session("admin"); // the same person, signed in anew
        for (SecretText other : List.of(session("other"), again, full, app.localToken())) {
            assertEquals(MASK, shown("made", other));
        }
        String cookie = cookie(signIn("token", full.exposeText()));
        assertEquals(MASK, shown("made", null, "Cookie", cookie));
        assertEquals(made.exposeText(), shown("made", admin));
        assertNothingLeaked();
    }

    @Test
    void aSessionOfOursSeesItToo() {
        SecretText full = token("full", "null");
        String cookie = cookie(signIn("token", full.exposeText()));
        String other = cookie(signIn("token", full.exposeText()));
        SecretText made = make("made", null, "Cookie", cookie, "Sec-Fetch-Site", "same-origin");
        assertEquals(MASK, shown("made", null, "Cookie", other));
        assertEquals(made.exposeText(), shown("made", null, "Cookie", cookie));
        assertEquals(MASK, shown("made", null, "Cookie", cookie));
        assertNothingLeaked();
    }

    /// A program reads the answer to its creation.
    @Test
    void aTokenSeesNoneInTheList() {
        SecretText full = token("full", "null");
        make("made", full);
        assertEquals(MASK, shown("made", full));
        make("by the machine", app.localToken());
        assertEquals(MASK, shown("by the machine", app.localToken()));
        assertNothingLeaked();
    }

    @Test
    void itIsGoneAfterFiveMinutesAndAtARestart() {
        SecretText made = make("made", admin);
        app.clock().move(Duration.ofMinutes(5).minusSeconds(1));
        assertEquals(made.exposeText(), shown("made", admin));
        make("late", admin);
        app.clock().move(Duration.ofMinutes(5));
        assertEquals(MASK, shown("late", admin));
        make("lost", admin);
        app.restart();
        assertEquals(MASK, shown("lost", admin));
        assertNothingLeaked();
    }

    /// Its maker would write down what is no longer the token's.
    @Test
    void itIsGoneWithTheSecretThatItWas() {
        make("rotated", admin);
        make("stopped", admin);
        String rotate = BASE + "/" + id("rotated") + "/rotate";
        HttpResponse<byte[]> rotated =
                app.reveal("POST", app.admin().resolve(rotate), app.localToken(), "{}");
        leaks.plant("rotated anew", TestApp.json(rotated).path("data").path("token").stringValue());
        String stop = BASE + "/" + id("stopped") + "/deactivate";
        assertEquals(200, ask("PUT", stop, app.localToken(), null).statusCode());
        JsonNode tokens = list("GET", BASE, admin);
        assertEquals(2, tokens.size());
        tokens.forEach(token -> assertEquals(MASK, token.path("token").stringValue()));
        assertNothingLeaked();
    }

    @Test
    void withoutTheSettingNobodySeesIt() {
        app.close();
        app = TestApp.in(directory).mos(new Config.Mos(mos.config().envFile(), false)).start();
        make("made", admin);
        assertEquals(MASK, shown("made", admin));
        assertNothingLeaked();
    }

    /// The page reads `permissions.mode` of every token, whatever was sent.
    @Test
    void everyTokenHasAMode() {
        SecretText made = make("made", admin);
        String permissions = BASE + "/" + id("made") + "/permissions";
        assertEquals(200, ask("PUT", permissions, admin, "{\"permissions\":null}").statusCode());
        shown("made", admin); // takes it
        for (JsonNode token : TestApp.json(ask("GET", BASE, admin, null))) {
            assertEquals("full", token.path("permissions").path("mode").stringValue());
        }
        HttpResponse<byte[]> me = ask("GET", BASE + "/me", made, null);
        assertEquals("full", TestApp.json(me).path("permissions").path("mode").stringValue());
        assertNothingLeaked();
    }

    /// It reads all stored tokens into its fields, posts all of them back when one was changed, and
    /// reads `rate.limit` of each that is configured.
    @Test
    void whatItSendsBackUnchangedIsKept() {
        app.close();
        try (FakeGitHub github = FakeGitHub.forGateway().classicToken("alice", GITHUB, "");
                FakeDockerHub hub =
                        FakeDockerHub.forGateway().account("alice", HUB, "repo:public_read");
                TestApp running =
                        TestApp.in(directory)
                                .mos(mos.config())
                                .upstreams(github.upstreams())
                                .upstreams(hub.upstreams())
                                .start()) {
            app = running;
            leaks.plant("GitHub token", GITHUB).plant("Docker Hub token", HUB);
            save("{\"github\":\"%s\",\"dockerhub\":null}".formatted(GITHUB));
            String fields = text(ask("GET", SERVICES, admin, null));
            assertTrue(fields.endsWith(",\"dockerhub\":null}"), fields);
            save(fields.replace("null", "\"alice:" + HUB + "\""));
            String masks = text(ask("GET", SERVICES, admin, null));
            assertTrue(masks.startsWith(fields.substring(0, fields.indexOf(','))), masks);
            save(masks);
            assertEquals(masks, text(ask("GET", SERVICES, admin, null)));
            JsonNode looks = looks();
            for (String service : List.of("github", "dockerhub")) {
                assertTrue(looks.path(service).path("valid").booleanValue(), looks.toString());
            }
            github.revoke(GITHUB);
            hub.revoke("alice", HUB);
            app.clock().move(Duration.ofSeconds(61));
            looks = looks();
            assertFalse(looks.path("github").path("valid").booleanValue());
            assertFalse(looks.path("dockerhub").path("valid").booleanValue());
            github.assertClean();
            hub.assertClean();
            assertNothingLeaked();
        }
    }

    private void save(String fields) {
        assertEquals(200, ask("POST", SERVICES, admin, fields).statusCode());
    }

    private JsonNode looks() {
        JsonNode looks = TestApp.json(ask("GET", "/api/v1/mos/validatetokens", admin, null));
        for (JsonNode look : looks) {
            assertTrue(look.path("rate").isObject(), looks.toString());
        }
        return looks;
    }
}
