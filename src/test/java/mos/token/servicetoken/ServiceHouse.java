package mos.token.servicetoken;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.notify.Notice;
import mos.token.notify.NoticeQuery;
import mos.token.secret.SecretText;
import mos.token.testkit.Answer;
import mos.token.testkit.SettableClock;

/// Service tokens in front of scripted services, as their owner uses them.
final class ServiceHouse implements AutoCloseable {
    static final Caller OWNER = new Caller.Local("127.0.0.1");
    static final String OLD = "gh" + "p_" + "a1B2c3D4e5".repeat(3) + "oldAAAA";
    static final String NEW = "gh" + "p_" + "f6G7h8I9j0".repeat(3) + "newBBBB";
    static final String API = "api.github.com";

    final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
    final ScriptedServices services;
    ServiceTokens tokens;

    ServiceHouse(Path directory) {
        services = new ScriptedServices(directory, clock);
        tokens = services.open();
    }

    void restart() {
        tokens.close();
        tokens = services.open();
    }

    void enter(Service service, String token) {
        tokens.put(OWNER, Map.of(service, new Entry.Enter(SecretText.of(token))));
    }

    Look look(Service service) {
        return tokens.validate(OWNER).stream()
                .filter(l -> l.service() == service)
                .findFirst()
                .orElseThrow();
    }

    Described described(Service service) {
        return tokens.describe(OWNER, service);
    }

    String mask(Service service) {
        return String.valueOf(described(service).mask());
    }

    /// Answers 401 to this GitHub token on `api.github.com`.
    void refuse(String token) {
        services.script(
                API,
                request ->
                        request.header("Authorization").orElse("").endsWith(token)
                                ? Answer.json(401, "{\"message\":\"Bad credentials\"}")
                                : ScriptedServices.github(request));
    }

    /// How often this text was sent as a credential to a host.
    long sent(String host, String token) {
        return services.requests(host).stream()
                .filter(r -> r.header("Authorization").orElse("").endsWith(token))
                .count();
    }

    List<Notice> notices() {
        return services.notices.list(OWNER, NoticeQuery.OPEN).notices();
    }

    List<String> kinds() {
        return notices().stream().map(Notice::kind).sorted().toList();
    }

    @Override
    public void close() {
        services.close();
    }
}
