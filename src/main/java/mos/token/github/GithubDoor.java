package mos.token.github;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import mos.token.config.Config;
import mos.token.content.Contents;
import mos.token.door.DoorCallers;
import mos.token.door.DoorCounts;
import mos.token.door.Freshness;
import mos.token.door.KeptAnswers;
import mos.token.door.Visibility;
import mos.token.figure.Figure;
import mos.token.http.Handler;
import mos.token.http.Need;
import mos.token.http.Route;
import mos.token.quota.Quotas;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import mos.token.store.Database;
import mos.token.upstream.Upstreams;

/// The GitHub door of the gateway: put its address before GitHub's host.
public final class GithubDoor implements AutoCloseable {
    /// The largest request body of git: what it wants and has, never a pack.
    private static final long LARGEST_NEGOTIATION = 64L * 1024 * 1024;

    /// Bodies that come with refused methods are never read: they must not hide the refusal.
    private static final long UNREAD = Long.MAX_VALUE;

    private static final Need OPEN = new Need.Open("the door decides by repository");

    private final DoorCounts counts = new DoorCounts("github");
    private final Answers answers;
    private final ApiDoor api;
    private final WebDoor web;
    private final GitAnswers gitAnswers;
    private final GitMirrors mirrors;
    private final LfsLinks lfsLinks;
    private final FileDoor files;
    private final ForgejoDoor forgejo;

    /// Joins the door to what it asks and where it keeps.
    ///
    /// @param data the data directory, where the mirrors lie
    /// @throws IllegalArgumentException for what is configured and cannot be, naming the fix
    public GithubDoor(
            DoorCallers callers,
            Upstreams upstreams,
            ServiceTokens serviceTokens,
            Quotas quotas,
            Contents contents,
            Visibility visibility,
            Database database,
            Path data,
            Config.Gateway memory,
            Clock clock,
            RandomGenerator random) {
        Freshness freshness = new Freshness(memory.freshness(), memory.maxStale(), clock);
        Windows windows = new Windows(freshness, memory.github(), clock);
        KeptAnswers keptAnswers = new KeptAnswers(database);
        GithubToken tokens = new GithubToken(serviceTokens, Service.GITHUB);
        Bodies bodies = new Bodies(contents);
        Limits limits = new Limits(clock, random);
        Asker asker = new Asker(upstreams, tokens, limits, new Moved(clock), quotas);
        Refusals refusals = new Refusals(tokens.label(), clock);
        Missing missing = new Missing(freshness);
        answers = new Answers(asker, keptAnswers, bodies, freshness, windows, missing, quotas);
        Publicity publicity = new Publicity(visibility, answers, bodies, upstreams);
        Streams streams = new Streams(asker, refusals, counts);
        Replies replies = new Replies(bodies, freshness, counts);
        Assets assets = new Assets(answers, bodies);
        Files kept = new Files(asker, assets, keptAnswers, contents, freshness, windows, missing);
        FileReplies fileReplies = new FileReplies(kept, streams, refusals, freshness, counts);
        api =
                new ApiDoor(
                        callers,
                        tokens,
                        publicity,
                        answers,
                        streams,
                        replies,
                        fileReplies,
                        new RateLimit(answers, bodies, quotas, refusals),
                        refusals,
                        quotas);
        files = new FileDoor(callers, tokens, publicity, fileReplies, refusals);
        GitAsker gitAsker = new GitAsker(upstreams, limits);
        Freshness gitFreshness = new Freshness(memory.github().git(), memory.maxStale(), clock);
        gitAnswers = new GitAnswers(gitAsker, keptAnswers, bodies, gitFreshness);
        GitPacks packs = new GitPacks(gitAsker, keptAnswers, contents, clock);
        GitBodies requests = new GitBodies(clock);
        GitProgram program = new GitProgram("git");
        mirrors =
                new GitMirrors(
                        memory.github().mirrors(),
                        data.resolve("mirrors"),
                        program,
                        gitAsker,
                        keptAnswers,
                        gitFreshness);
        GitDoor git =
                new GitDoor(
                        callers,
                        gitAsker,
                        gitAnswers,
                        packs,
                        bodies,
                        counts,
                        requests,
                        new MirrorDoor(mirrors, program, counts));
        lfsLinks = new LfsLinks(gitAsker, clock);
        LfsObjects large = new LfsObjects(upstreams, lfsLinks, keptAnswers, contents, clock);
        LfsDoor lfs = new LfsDoor(callers, gitAnswers, lfsLinks, large, fileReplies);
        web =
                new WebDoor(
                        git,
                        lfs,
                        new GitHost(
                                FilePath.GITHUB,
                                tokens,
                                refusals,
                                r -> publicity.isPublic(r, tokens.lease(Ask.API).orElse(null)),
                                _ -> asker.doubted(),
                                true,
                                true,
                                false),
                        files,
                        refusals);
        List<ForgejoDoor.Forge> forges = new ArrayList<>();
        for (Service service : List.of(Service.CODEBERG, Service.GITEA)) {
            Refusals own = new Refusals(service.label(), clock);
            Streams stream = new Streams(asker, own, counts);
            forges.add(
                    new ForgejoDoor.Forge(
                            new GithubToken(serviceTokens, service),
                            own,
                            new FileReplies(kept, stream, own, freshness, counts),
                            stream));
        }
        forgejo =
                new ForgejoDoor(
                        callers, forges, answers, bodies, replies, visibility, git, lfs, refusals);
    }

    /// The routes of the gateway listener.
    public List<Route> routes() {
        return List.of(
                route("/api.github.com/{rest...}", UNREAD, r -> api.handle(r, "/api.github.com/")),
                // The shape that clients of GitHub Enterprise Server expect.
                route("/api/v3/{rest...}", UNREAD, r -> api.handle(r, "/api/v3/")),
                route("/api/graphql", UNREAD, _ -> api.graphql()),
                route("/github.com/{rest...}", LARGEST_NEGOTIATION, web::handle),
                route(
                        "/raw.githubusercontent.com/{rest...}",
                        UNREAD,
                        r -> files.handle(r, FilePath::raw)),
                route(
                        "/codeload.github.com/{rest...}",
                        UNREAD,
                        r -> files.handle(r, FilePath::codeload)),
                // Codeberg, and the host that was entered with a token; no other one.
                route("/{host}/{rest...}", LARGEST_NEGOTIATION, forgejo::handle));
    }

    /// What it answered.
    public List<Figure> figures() {
        return counts.figures();
    }

    private Route route(String template, long bodyLimit, Handler handler) {
        Handler counted = request -> counts.answered(handler, request);
        return Route.own(template, OPEN, bodyLimit, counted, null);
    }

    /// Ends what is under way.
    @Override
    public void close() {
        mirrors.close();
        lfsLinks.close();
        gitAnswers.close();
        answers.close();
    }
}
