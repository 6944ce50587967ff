package mos.token.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import mos.token.config.ProtectedPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which path needs what, when the configuration says so.
class ProtectedPathsTest {
    private final ProtectedPaths paths =
            new ProtectedPaths(
                    List.of(
                            new ProtectedPath("/api/v1/", null),
                            new ProtectedPath("/grafana/", "metrics"),
                            new ProtectedPath("/apps/portainer/", "docker")));

    @ParameterizedTest
    @CsvSource({
        "GET, /grafana/, metrics:read",
        "GET, /grafana, metrics:read",
        "POST, /grafana/api/dashboards?x=/portainer/, metrics:write",
        "HEAD, /apps/portainer/a/b, docker:read",
        "DELETE, /apps/portainer, docker:write",
        "GET, /api/v1/vm/x, vm:read",
        "GET, /api/v1/auth/admin-tokens/me, any token",
        // what is nobody's
        "GET, /, full",
        "GET, /apps/, full",
        "GET, /apps, full",
        "GET, /grafanax/y, full",
        "GET, /grafana2, full",
        "GET, /Grafana/x, full",
        "GET, /%67rafana/x, full",
        "GET, /x/grafana/, full",
        "GET, //grafana/, full",
        "GET, /api/v1, full",
        "GET, grafana/, full",
        "GET, http://nas/grafana/, full",
        // D-20
        "GET, /grafana/../apps/portainer/, full",
        "GET, /grafana/..%2fapps, full",
        "GET, /grafana/%2e%2e/apps, full",
        "GET, /grafana//x, full",
        "GET, /grafana/./x, full",
        "GET, /grafana/x;y, full",
        "GET, /grafana/%5c.., full",
        "GET, /grafana/%00, full",
        "GET, /grafana/%zz, full",
        "GET, '/grafana/a\b', full",
        "GET, /grafana/%e0%80%af.., full",
        "GET, /grafana/%E0%9F%BF, full",
        "GET, /grafana/%e0, full",
        "GET, /grafana/%e0a0%80, full",
        "GET, /grafana/%f0%80%80%af, full",
        "GET, /grafana/%f0%8f%bf%bf, full",
        "GET, /grafana/%e0%a0%80, metrics:read",
        "GET, /grafana/%f0%90%80%80, metrics:read",
        "GET, /grafana/.., full",
    })
    void aPathNeedsWhatItsPrefixSays(String method, String target, String needed) {
        assertEquals(needed, paths.demand(method, target).text());
    }

    @Test
    void oneRootTakesEverythingThatIsPlain() {
        ProtectedPaths all = new ProtectedPaths(List.of(new ProtectedPath("/", "docker")));
        assertEquals("docker:read", all.demand("GET", "/").text());
        assertEquals("docker:write", all.demand("PUT", "/anything/at/all").text());
        assertEquals("docker:read", all.demand("GET", "/api/v1/auth/admin-tokens/me").text());
        assertEquals("full", all.demand("GET", "/..").text());
        assertEquals("full", all.demand("GET", "").text());
        assertEquals("full", all.demand("OPTIONS", "*").text());
    }

    /// Another program's path of that name shows nothing of ours.
    @Test
    void everyTokenMayAskWhatItIsOnlyOfUs() {
        ProtectedPaths other = new ProtectedPaths(List.of(new ProtectedPath("/api/v1/", "vm")));
        assertEquals("vm:read", other.demand("GET", "/api/v1/auth/admin-tokens/me").text());
    }

    @Test
    void anUnknownResourceIsNamed() {
        IllegalArgumentException wrong =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ProtectedPaths(List.of(new ProtectedPath("/x/", "metric"))));
        assertEquals(
                "check.path: there is no resource 'metric': write one of auth, system, disks",
                String.valueOf(wrong.getMessage()).replaceFirst(", pools.*", ""));
    }
}
