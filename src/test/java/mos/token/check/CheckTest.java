package mos.token.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import mos.token.access.Resource;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// What a token may do, by the original request.
class CheckTest extends CheckHouse {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "BREW");

    /// The whole matrix, decided here by the rule of the manual and not by the product's code.
    @Test
    void permissionsDecideForEveryResourceAndMethod() {
        for (Resource resource : Resource.ALL) {
            String name = resource.name();
            for (String method : METHODS) {
                boolean reads = method.equals("GET") || method.equals("HEAD");
                for (String rest : List.of("", "/", "/x", "/x/y?z=/../", "?a=%2f;")) {
                    String uri = "/api/v1/" + name + rest;
                    assertEquals(200, status(full, method, uri), uri);
                    boolean guarded =
                            List.of("auth", "users", "audit", "registry", "github").contains(name);
                    assertEquals(
                            reads && !guarded ? 200 : 403,
                            status(readonly, method, uri),
                            method + " " + uri);
                    boolean granted = name.equals("docker") || (name.equals("mos") && reads);
                    assertEquals(
                            granted ? 200 : 403, status(custom, method, uri), method + " " + uri);
                }
            }
        }
    }

    /// D-20: what another server could read in another way, only full permissions open.
    @Test
    void spellingsOfAPathGainNothing() {
        for (String uri :
                List.of(
                        "/api/v1/AUTH/admin-tokens",
                        "/api/v1/Docker/x",
                        "/API/v1/docker/x",
                        "/api/V1/docker/x",
                        "/api/v1/%64ocker/x",
                        "/api/v1/docker%2fx",
                        "/api/v1/docker/%2f..%2fauth",
                        "/api/v1/docker/%2F",
                        "/api/v1/docker/%5c",
                        "/api/v1/docker/%00",
                        "/api/v1/docker/%0a",
                        "/api/v1/docker/%2e%2e/auth",
                        "/api/v1/docker/%252e%252e/auth",
                        "/api/v1/docker/%c0%ae%c0%ae/auth",
                        "/api/v1/docker/%3b",
                        "/api/v1/docker/%",
                        "/api/v1/docker/%2",
                        "/api/v1/docker/%zz",
                        "/api/v1/docker;x=1/y",
                        "/api/v1/docker/x;y",
                        "/api/v1//docker/x",
                        "//api/v1/docker/x",
                        "/api//v1/docker/x",
                        "/api/v1/docker//x",
                        "/api/v1/docker//",
                        "/api/v1/docker/./x",
                        "/api/v1/docker/../auth",
                        "/api/v1/docker/..",
                        "/api/v1/docker/.",
                        "/api/v1/docker/.../x",
                        "/api/v1/./docker",
                        "/api/v1/../v1/docker",
                        "/api/v1/docker\\x",
                        "/api/v1/docker/x#y",
                        "/api/v1/docker/ x",
                        "/api/v1/docker/\u00e4",
                        "/api/v1/docker.",
                        "/api/v1/docker ",
                        "/api/v1/dockerx",
                        "/api/v1/dock",
                        "/api/v1/",
                        "/api/v1",
                        "/api/v2/docker",
                        "/api/v1.1/docker",
                        "/",
                        "",
                        "*",
                        "api/v1/docker",
                        "http://nas/api/v1/docker",
                        "nas:443",
                        "/other")) {
            assertEquals(200, status(full, "GET", uri), uri);
            assertEquals(403, status(custom, "GET", uri), uri);
            assertEquals(403, status(readonly, "GET", uri), uri);
        }
    }

    @Test
    void ordinaryPathsAreNotRefused() {
        for (String uri :
                List.of(
                        "/api/v1/docker/my%20box",
                        "/api/v1/docker/caf%C3%A9",
                        "/api/v1/docker/a.b..c",
                        "/api/v1/docker/.hidden",
                        "/api/v1/docker/a@b:c+d,e=f~g")) {
            assertEquals(200, status(custom, "GET", uri), uri);
        }
    }

    @Test
    void withoutTheOriginalRequestOnlyFullPasses() {
        FakeRequest bare = bearer(custom.secret());
        assertEquals(403, answer(bare).status());
        assertEquals(403, answer(bare.with("X-Original-Method", "GET")).status());
        assertEquals(403, answer(bare.with("X-Original-URI", "/api/v1/docker")).status());
        assertEquals(200, answer(bearer(full.secret())).status());
    }

    /// A client's own header beside the proxy's: nobody can tell which one is true.
    @Test
    void twoOriginalRequestsAreNone() {
        FakeRequest once =
                bearer(custom.secret())
                        .with("X-Original-Method", "GET")
                        .with("X-Original-URI", "/api/v1/docker");
        assertEquals(200, answer(once).status());
        assertEquals(403, answer(once.with("X-Original-URI", "/api/v1/docker")).status());
        assertEquals(403, answer(once.with("X-Original-Method", "GET")).status());
    }

    /// D-27: a header that overrides the method is not listened to.
    @Test
    void noHeaderOverridesTheMethod() {
        FakeRequest request =
                bearer(readonly.secret())
                        .with("X-Original-Method", "POST")
                        .with("X-Original-URI", "/api/v1/docker")
                        .with("X-HTTP-Method-Override", "GET");
        assertEquals(403, answer(request).status());
    }

    @Test
    void everyTokenMayAskWhatItIs() {
        for (Issued token : List.of(full, readonly, custom)) {
            String me = "/api/v1/auth/admin-tokens/me";
            assertEquals(200, status(token, "GET", me));
            assertEquals(200, status(token, "HEAD", me + "?x=1"));
            assertEquals(token.equals(full) ? 200 : 403, status(token, "POST", me));
            assertEquals(token.equals(full) ? 200 : 403, status(token, "GET", me + "/"));
            assertEquals(token.equals(full) ? 200 : 403, status(token, "GET", me + "/x"));
            assertEquals(
                    token.equals(full) ? 200 : 403,
                    status(token, "GET", "/api/v1/AUTH/admin-tokens/me"));
        }
    }
}
