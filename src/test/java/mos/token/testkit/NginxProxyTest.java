package mos.token.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NginxProxyTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void asksTheCheckBeforeItLetsThrough() {
        String good = "letme" + "-in-please";
        Violations violations = new Violations();
        HostRules any = HostRules.gatewayReads().anyHeader();
        try (FakeHost check =
                        FakeHost.start(
                                "check",
                                any,
                                violations,
                                (r, _) ->
                                        Answer.empty(
                                                r.header("Authorization")
                                                                .orElse("")
                                                                .equals("Bearer " + good)
                                                        ? 200
                                                        : 401));
                FakeHost behind =
                        FakeHost.start(
                                "behind", any, violations, (_, _) -> Answer.json(200, "{}"));
                NginxProxy nginx =
                        NginxProxy.start(
                                """
                                location / { auth_request /check; proxy_pass %s; }
                                location = /check { internal; proxy_pass %s; proxy_set_header X-Original-URI $request_uri; }
                                """
                                        .formatted(behind.base(), check.base()))) {
            assertEquals("401", status(nginx, "Bearer wrong"));
            assertEquals(0, behind.requests().size());
            assertEquals("200", status(nginx, "Bearer " + good));
            assertEquals(1, behind.requests().size());
            assertEquals(
                    "/api/v1/disks?x=1",
                    check.requests().getFirst().header("X-Original-URI").orElse(""));
            Eventually.within(SOON, () -> nginx.accessLog().contains("\" 401 "));
            violations.assertClean();
        }
    }

    private static String status(NginxProxy nginx, String authorization) {
        return Run.withInput(
                        ("header = \"Authorization: " + authorization + "\"\n")
                                .getBytes(StandardCharsets.UTF_8),
                        Map.of(),
                        SOON,
                        "curl",
                        "-s",
                        "-o",
                        "/dev/null",
                        "-w",
                        "%{http_code}",
                        "--config",
                        "-",
                        nginx.base() + "/api/v1/disks?x=1")
                .ok()
                .out();
    }

    @Test
    void aWrongConfigurationIsReportedWithNginxsWords() {
        AssertionError failure =
                assertThrows(AssertionError.class, () -> NginxProxy.start("no_such_directive on;"));
        assertTrue(String.valueOf(failure.getMessage()).contains("no_such_directive"));
    }

    @Test
    void aProgramThatDoesNotEndIsKilledWithItsChildren() {
        assertThrows(
                AssertionError.class,
                () ->
                        Run.command(
                                Map.of(),
                                Duration.ofMillis(300),
                                "sh",
                                "-c",
                                "sleep 61.25 & sleep 61.25"));
        Eventually.within(
                SOON,
                "the children to end",
                () ->
                        ProcessHandle.allProcesses()
                                .noneMatch(p ->
                                        p.info().commandLine().orElse("").endsWith("sleep 61.25")));
    }

    @Test
    void aMissingProgramIsNamed() {
        AssertionError failure =
                assertThrows(
                        AssertionError.class, () -> Run.command(Map.of(), SOON, "no-such-program"));
        assertTrue(String.valueOf(failure.getMessage()).contains("./test installs"));
    }
}
