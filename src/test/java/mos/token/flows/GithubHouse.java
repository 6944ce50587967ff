package mos.token.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.Verdict;
import mos.token.config.Config;
import mos.token.content.Contents;
import mos.token.door.DoorCallers;
import mos.token.door.Freshness;
import mos.token.door.KeptAnswers;
import mos.token.door.Visibility;
import mos.token.github.GithubDoor;
import mos.token.http.Authenticator;
import mos.token.http.ClientAddress;
import mos.token.http.Listener;
import mos.token.net.Cidr;
import mos.token.net.HostPort;
import mos.token.quota.Quotas;
import mos.token.secret.SecretText;
import mos.token.servicetoken.Entry;
import mos.token.servicetoken.Put;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.servicetoken.State;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.GitServer;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TokenHouse;
import mos.token.upstream.Upstreams;

/// The GitHub door on a real listener and database, in front of a GitHub that judges every request.
/// Closing it fails the test on a wrong request upstream and on a leaked secret.
final class GithubHouse implements AutoCloseable {
    /// The owner's GitHub token, of the account `owner`.
    static final String GITHUB_TOKEN = "gh" + "p_" + "Q7x2".repeat(9);

    final FakeGitHub github = FakeGitHub.forGateway().token("owner", GITHUB_TOKEN);
    final GitServer git = GitServer.forGateway().allow(GITHUB_TOKEN);
    final SettableClock clock = new SettableClock(Instant.now());
    final ServiceTokens serviceTokens;

    /// May read `github`.
    final SecretText reader;

    /// Live, but may not read `github`.
    final SecretText stranger;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final Path directory;
    private final LeakSearch leaks = new LeakSearch().plant("GitHub token", GITHUB_TOKEN);
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI base;

    GithubHouse(Path directory, boolean anonymousNetwork) {
        this.directory = directory;
        github.git(git);
        TokenHouse house = open(new TokenHouse(directory, clock));
        // Its looks at the token go nowhere: they would be counted among the door's requests.
        Upstreams nowhere =
                open(new Upstreams(Map.of("api.github.com", URI.create("http://127.0.0.1:1"))));
        serviceTokens =
                open(
                        new ServiceTokens(
                                house.database,
                                house.keys,
                                house.access,
                                nowhere,
                                new Quotas(clock),
                                clock,
                                new SecureRandom()));
        Map<String, URI> map = new HashMap<>();
        for (String each : github.upstreams()) {
            String[] hostAndUrl = each.split("=", 2);
            map.put(hostAndUrl[0], URI.create(hostAndUrl[1]));
        }
        Upstreams upstreams = open(new Upstreams(map));
        DoorCallers.TokenCheck check =
                (token, from) ->
                        house.adminTokens.verify(token) instanceof Verdict.Valid valid
                                ? Optional.of(valid.token().caller(from.text()))
                                : Optional.empty();
        List<Cidr> anonymous = anonymousNetwork ? List.of(Cidr.LOOPBACK4) : List.of();
        Visibility visibility = open(new Visibility(house.database, clock));
        GithubDoor door =
                open(
                        new GithubDoor(
                                upstreams,
                                serviceTokens,
                                new DoorCallers(check, anonymous),
                                visibility,
                                new KeptAnswers(house.database),
                                open(new Contents(directory, house.database, clock, 1L << 30)),
                                new Freshness(Duration.ofSeconds(60), Duration.ofDays(7), clock)));
        Listener listener =
                open(
                        Listener.start(
                                "gateway",
                                HostPort.parse("127.0.0.1:0"),
                                config(),
                                door.routes(),
                                (request, _) -> anonymous(request.client()),
                                (_, _, _, _) -> {},
                                java.time.Clock.systemUTC()));
        base = uri(listener.address());
        reader =
                plant(
                        "reader's admin token",
                        house.issue("reader", new Permissions.Custom(Map.of("github", Level.READ)))
                                .secret());
        stranger =
                plant("stranger's admin token", house.issue("x", Permissions.readonly()).secret());
    }

    /// The door as the owner has it: a token is stored, loopback is an anonymous network.
    static GithubHouse ready(Path directory) {
        GithubHouse house = new GithubHouse(directory, true);
        house.store(GITHUB_TOKEN);
        return house;
    }

    private Config config() {
        return new Config(
                HostPort.parse("127.0.0.1:0"),
                HostPort.parse("127.0.0.1:0"),
                directory,
                directory.resolve("unused.key"),
                Map.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                Config.Limits.DEFAULT,
                Config.Gateway.DEFAULT);
    }

    private static Authenticator.Result anonymous(ClientAddress client) {
        return new Authenticator.Result.Known(new Caller.Anonymous(client.text()));
    }

    private static URI uri(InetSocketAddress address) {
        return URI.create("http://127.0.0.1:" + address.getPort() + "/");
    }

    private <T extends AutoCloseable> T open(T part) {
        opened.push(part);
        return part;
    }

    private SecretText plant(String label, SecretText secret) {
        leaks.plant(label, secret.exposeUtf8());
        return secret;
    }

    /// Stores a GitHub token.
    void store(String token) {
        Put put =
                serviceTokens.put(
                        TokenHouse.OWNER,
                        Map.of(Service.GITHUB, new Entry.Enter(SecretText.of(token))));
        if (!(put instanceof Put.Done)) {
            throw new AssertionError("not stored: " + put);
        }
        // What is fetched in the very instant of a change counts as fetched before it.
        clock.move(Duration.ofSeconds(1));
    }

    /// What the owner is told of the GitHub token.
    State state() {
        return serviceTokens.describe(TokenHouse.OWNER).stream()
                .filter(d -> d.service() == Service.GITHUB)
                .findFirst()
                .orElseThrow()
                .state();
    }

    /// Where the door is, with a slash at the end.
    URI base() {
        return base;
    }

    /// GET without a credential.
    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    /// GET with the reader's admin token.
    HttpResponse<String> read(String path, String... headers) {
        String[] more = new String[headers.length + 2];
        System.arraycopy(headers, 0, more, 0, headers.length);
        more[headers.length] = "Authorization";
        more[headers.length + 1] = "Bearer " + reader.exposeText();
        return send("GET", path, more);
    }

    /// Any request.
    HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                method,
                                method.equals("POST")
                                        ? HttpRequest.BodyPublishers.ofString("{}")
                                        : HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response =
                    client.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            answers.add(response.headers().map() + response.body());
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        client.close();
        github.plantInto(leaks);
        github.close();
        git.close();
        github.assertClean();
        git.assertClean();
        leaks.assertNowhere(directory, answers.toArray(String[]::new));
    }
}
