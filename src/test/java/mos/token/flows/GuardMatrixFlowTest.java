package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.TokenFormat;
import mos.token.http.Area;
import mos.token.http.Need;
import mos.token.http.Route;
import mos.token.secret.SecretText;
import mos.token.testkit.TestApp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Every API route with every method and every kind of caller: what happens follows from the
/// route's need alone.
class GuardMatrixFlowTest extends ProofFlow {
    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /// Who asks.
    ///
    /// @param permissions null for who is not known
    private record Who(
            String name,
            @Nullable Permissions permissions,
            boolean session,
            @Nullable SecretText token,
            List<String> headers) {}

    private record Call(
            String method, String path, Optional<Route> route, Who who, List<String> more) {
        boolean refused() {
            return route.isEmpty() || !admits(route.get().need(), who);
        }

        boolean reads() {
            return method.equals("GET") || method.equals("HEAD");
        }

        @Override
        public String toString() {
            return "%s %s by %s %s".formatted(method, path, who.name(), more);
        }
    }

    private static boolean admits(Need need, Who who) {
        return switch (need) {
            case Need.Open _ -> true;
            case Need.AnyToken _ -> who.permissions() != null && !who.session();
            case Need.Full _ -> who.permissions() instanceof Permissions.Full;
            case Need.Granted(Resource resource, Level level) ->
                    who.permissions() != null && who.permissions().allows(resource, level);
        };
    }

    /// D-19, D-24, D-25, D-27: a refused call changes nothing, nor does any GET or HEAD, whatever
    /// an override header says; a refusal names what was needed and what the token is.
    @Test
    void whatHappensFollowsFromTheRoutesNeedAlone() {
        List<Call> calls = calls();
        assertTrue(calls.size() > 2_000, "only " + calls.size());
        List<String> before = state();
        calls.stream().filter(Call::refused).forEach(this::assertRefused);
        assertEquals(before, state());
        calls.stream().filter(call -> !call.refused() && call.reads()).forEach(this::assertEntered);
        assertEquals(before, state());
        calls.stream()
                .filter(call -> !call.refused() && !call.reads())
                .sorted(Comparator.comparingInt(GuardMatrixFlowTest::turn))
                .forEach(this::assertEntered);
        assertNothingLeaked();
    }

    /// A session calls first, and ends all sessions last: nobody else takes its place away.
    private static int turn(Call call) {
        if (!call.who().session()) {
            return 2;
        }
        return call.path().endsWith("/sessions") ? 1 : 0;
    }

    private List<Call> calls() {
        Map<String, List<Route>> byTemplate =
                app.app().routes().stream()
                        .filter(route -> route.area() == Area.API)
                        .collect(
                                Collectors.groupingBy(
                                        Route::template, TreeMap::new, Collectors.toList()));
        Map<Resource, List<Who>> callers = new HashMap<>();
        List<Who> usual = usual();
        List<Call> calls = new ArrayList<>();
        byTemplate.forEach((template, routes) -> {
            String path = template.replace("{id}", "0").replace("{service}", "gitea");
            for (String method : METHODS) {
                Optional<Route> route = serving(routes, method);
                Resource needed = needed(route.orElse(routes.getFirst()));
                List<Who> all = new ArrayList<>(usual);
                all.addAll(callers.computeIfAbsent(needed, this::holders));
                for (Who who : all) {
                    calls.add(new Call(method, path, route, who, List.of()));
                    if (method.equals("GET") || method.equals("POST")) {
                        String other = method.equals("GET") ? "DELETE" : "GET";
                        calls.add(
                                new Call(
                                        method,
                                        path,
                                        route,
                                        who,
                                        List.of("X-HTTP-Method-Override", other)));
                    }
                }
            }
        });
        return calls;
    }

    private static Optional<Route> serving(List<Route> routes, String method) {
        String served = method.equals("HEAD") ? "GET" : method;
        return routes.stream().filter(route -> route.methods().contains(served)).findFirst();
    }

    private static Resource needed(Route route) {
        return route.need() instanceof Need.Granted granted ? granted.resource() : Resource.AUTH;
    }

    private List<Who> usual() {
        SecretText full = token("full", "null");
        return List.of(
                new Who("nobody", null, false, null, List.of()),
                new Who(
                        "garbage",
                        null,
                        false,
                        TokenFormat.generate(new SecureRandom()),
                        List.of()),
                new Who(
                        "readonly",
                        Permissions.readonly(),
                        false,
                        token("readonly", "{\"mode\":\"readonly\"}"),
                        List.of()),
                new Who("full", Permissions.full(), false, full, List.of()),
                new Who(
                        "session",
                        Permissions.full(),
                        true,
                        null,
                        List.of(
                                "Cookie",
                                cookie(signIn("token", full.exposeText())),
                                "Sec-Fetch-Site",
                                "same-origin")),
                new Who("local token", Permissions.full(), false, app.localToken(), List.of()));
    }

    /// Tokens with exactly this resource at each level, and one with everything but it.
    private List<Who> holders(Resource resource) {
        List<Who> holders = new ArrayList<>();
        for (Level level : Level.values()) {
            holders.add(
                    holder(resource.name() + "-" + level.text(), Map.of(resource.name(), level)));
        }
        Map<String, Level> others = new HashMap<>();
        for (Resource other : Resource.ALL) {
            if (!other.equals(resource)) {
                others.put(other.name(), Level.WRITE);
            }
        }
        holders.add(holder("all-but-" + resource.name(), others));
        return holders;
    }

    private Who holder(String name, Map<String, Level> levels) {
        Permissions permissions = new Permissions.Custom(levels);
        return new Who(
                name, permissions, false, token(name, permissions.toJson().toString()), List.of());
    }

    private HttpResponse<byte[]> send(Call call) {
        List<String> headers = new ArrayList<>(call.who().headers());
        headers.addAll(call.more());
        boolean body = List.of("POST", "PUT", "PATCH").contains(call.method());
        // An unknown member: who gets in is told so, and changes nothing.
        return app.ask(
                call.method(),
                app.admin().resolve(call.path()),
                call.who().token(),
                body ? "{\"x\":1}" : null,
                headers.toArray(String[]::new));
    }

    private void assertRefused(Call call) {
        HttpResponse<byte[]> answer = send(call);
        if (call.route().isEmpty()) {
            assertEquals(405, answer.statusCode(), call::toString);
            return;
        }
        Permissions held = call.who().permissions();
        assertEquals(held == null ? 401 : 403, answer.statusCode(), call::toString);
        String challenge = answer.headers().firstValue("WWW-Authenticate").orElse("");
        assertTrue(challenge.startsWith("Bearer realm=\"MOS Token\""), call::toString);
        if (held == null) {
            return;
        }
        Need need = call.route().get().need();
        String accepted = need instanceof Need.AnyToken ? "any" : need.text();
        assertEquals(
                accepted,
                answer.headers().firstValue("X-Accepted-Permissions").orElse(""),
                call::toString);
        assertTrue(challenge.contains("scope=\"" + accepted + "\""), challenge);
        if (call.method().equals("HEAD")) {
            return;
        }
        JsonNode body = TestApp.json(answer);
        assertEquals(held.mode(), body.path("mode").asString(""), call::toString);
        if (need instanceof Need.Granted(Resource resource, Level level)) {
            assertEquals(resource.name(), body.path("needed").path("resource").asString(""));
            assertEquals(
                    level.name().toLowerCase(Locale.ROOT),
                    body.path("needed").path("level").asString(""));
        }
    }

    /// The guard lets it in; what the handler then says of it is not the guard's.
    private void assertEntered(Call call) {
        HttpResponse<byte[]> answer = send(call);
        int status = answer.statusCode();
        assertTrue(status != 401 && status != 405 && status < 500, call + " answered " + status);
        assertTrue(answer.headers().firstValue("X-Accepted-Permissions").isEmpty(), call::toString);
    }
}
