package mos.token.flows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mos.token.config.MirroredRepository;
import mos.token.http.Route;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.GitServer;
import mos.token.testkit.LeakSearch;
import mos.token.testkit.SettableClock;
import mos.token.testkit.TestApp;
import tools.jackson.databind.JsonNode;

/// The real product in front of a GitHub that judges every request. Closing it fails the test on a
/// wrong request upstream and on a leaked secret.
final class GithubHouse implements AutoCloseable {
    /// The owner's GitHub token, of the account `owner`.
    static final String GITHUB_TOKEN = "gh" + "p_" + "Q7x2".repeat(9);

    final FakeGitHub github = FakeGitHub.forGateway().token("owner", GITHUB_TOKEN);
    final GitServer git = GitServer.forGateway().allow(GITHUB_TOKEN);
    final SettableClock clock;

    /// May read `github`.
    final SecretText reader;

    /// Live, but may not read `github`.
    final SecretText stranger;

    private final TestApp app;
    private final LeakSearch leaks = new LeakSearch().plant("GitHub token", GITHUB_TOKEN);
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private int spentByLooks;

    GithubHouse(Path directory, boolean anonymousNetwork) {
        this(
                directory,
                setup -> {
                    if (!anonymousNetwork) {
                        setup.anonymous();
                    }
                });
    }

    private GithubHouse(Path directory, Consumer<TestApp.Setup> more) {
        github.git(git);
        TestApp.Setup setup = TestApp.in(directory).upstreams(github.upstreams());
        more.accept(setup);
        app = setup.start();
        clock = app.clock();
        String permissions = "{\"mode\":\"custom\",\"resources\":{\"github\":\"read\"}}";
        reader = plant("reader's admin token", app.createToken("reader", permissions));
        stranger =
                plant(
                        "stranger's admin token",
                        app.createToken("stranger", "{\"mode\":\"readonly\"}"));
    }

    /// The door as the owner has it: a token is stored, loopback is an anonymous network.
    static GithubHouse ready(Path directory) {
        GithubHouse house = new GithubHouse(directory, true);
        house.store(GITHUB_TOKEN);
        return house;
    }

    /// The same, which keeps mirrors of `OWNER/REPO` of github.com.
    static GithubHouse mirroring(Path directory, String... repositories) {
        MirroredRepository[] mirrored =
                Stream.of(repositories)
                        .map(name -> name.split("/"))
                        .map(name -> new MirroredRepository("github.com", name[0], name[1]))
                        .toArray(MirroredRepository[]::new);
        GithubHouse house = new GithubHouse(directory, setup -> setup.mirrors(mirrored));
        house.store(GITHUB_TOKEN);
        return house;
    }

    private SecretText plant(String label, SecretText secret) {
        leaks.plant(label, secret.exposeUtf8());
        return secret;
    }

    /// Stores a GitHub token, and forgets what the look at it asked.
    void store(String token) {
        app.storeServiceTokens("{\"github\":\"" + token + "\"}");
        look();
        github.api().forget();
        github.web().forget();
        spentByLooks = github.used("owner");
        // What is fetched in the very instant of a change counts as fetched before it.
        clock.move(Duration.ofSeconds(1));
    }

    /// How many requests of the owner's quota the door spent.
    int spent() {
        return github.used("owner") - spentByLooks;
    }

    /// What a new look at the GitHub token tells the owner.
    String state() {
        // A younger look would be told again.
        clock.move(Duration.ofSeconds(61));
        return look();
    }

    private String look() {
        HttpResponse<byte[]> looks = app.local("GET", "/api/v1/mos/validatetokens");
        return TestApp.json(looks).path("github").path("state").asString("none");
    }

    /// Asks the admin listener with the local token.
    HttpResponse<byte[]> local(String method, String path, String... body) {
        return app.local(method, path, body);
    }

    /// A route of the product, to be called without a connection.
    Route route(String template) {
        return app.app().routes().stream()
                .filter(route -> route.template().equals(template))
                .findFirst()
                .orElseThrow();
    }

    /// Ends the product and starts it again.
    void restart() {
        app.restart();
    }

    /// What the admin API tells the owner.
    JsonNode owner(String path) {
        return TestApp.json(app.local("GET", path));
    }

    /// Where the door is, with a slash at the end.
    URI base() {
        return URI.create(app.gateway() + "/");
    }

    /// Where the API is.
    URI admin() {
        return app.admin();
    }

    /// Somebody who signed in to the page.
    Browsing browser() {
        return Browsing.signedIn(app);
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
        return send(
                method,
                path,
                method.equals("POST")
                        ? HttpRequest.BodyPublishers.ofString("{}")
                        : HttpRequest.BodyPublishers.noBody(),
                headers);
    }

    /// POST of a text.
    HttpResponse<String> post(String path, String body, String... headers) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body), headers);
    }

    private HttpResponse<String> send(
            String method, String path, HttpRequest.BodyPublisher body, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base().resolve(path))
                        .timeout(Duration.ofSeconds(30))
                        .method(method, body);
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
        app.close();
        client.close();
        github.plantInto(leaks);
        github.close();
        git.close();
        github.assertClean();
        git.assertClean();
        leaks.assertNowhere(app.data(), answers.toArray(String[]::new));
        leaks.assertNotIn(app.answers());
    }
}
