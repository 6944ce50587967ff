package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.testkit.FakeGitHub;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.Recorded;
import mos.token.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A day of 50 machines that look hourly for the latest releases of 150 repositories, of which 3 %
/// get a new one each hour: once through the gateway, once with the same token straight to GitHub.
/// The machines call the door's handler, since 180,000 connections would measure the loopback.
class GithubReplayFlowTest {
    private static final int MACHINES = 50;
    private static final int REPOSITORIES = 150;
    private static final int HOURS = 24;
    private static final double CHANGING = 0.03;

    @TempDir private Path temp;

    private final Random random = new Random(20_261_124);
    private int changes;

    @Test
    void onlyChangesAndFirstLooksCostQuota() throws Exception {
        SettableClock hours = new SettableClock(Instant.parse("2026-11-24T00:00:00Z"));
        try (GithubHouse house = GithubHouse.ready(temp);
                FakeGitHub direct =
                        FakeGitHub.forClients(hours).token("owner", GithubHouse.GITHUB_TOKEN)) {
            for (int i = 0; i < REPOSITORIES; i++) {
                release(house, direct, i, "v0");
            }
            int refused = 0;
            for (int hour = 0; hour < HOURS; hour++) {
                if (hour > 0) {
                    change(house, direct, hour);
                }
                assertEquals(0, throughTheGateway(house), "refused in hour " + hour);
                refused += straight(direct);
                house.clock.move(Duration.ofHours(1));
                hours.move(Duration.ofHours(1));
            }
            int asked = MACHINES * REPOSITORIES * HOURS;
            String story =
                    ("%d machines, %d repositories, %d hours, %d changes. Through the gateway: %d of"
                                    + " %d checks cost quota, none was refused. Without it: %d cost"
                                    + " quota, and %d were refused.")
                            .formatted(
                                    MACHINES,
                                    REPOSITORIES,
                                    HOURS,
                                    changes,
                                    house.spent(),
                                    asked,
                                    asked - refused,
                                    refused);
            assertTrue(changes > HOURS, story);
            assertEquals(REPOSITORIES + changes, house.spent(), story);
            assertEquals(
                    REPOSITORIES * HOURS,
                    house.github.api().requests().size(),
                    "one look an hour, whatever the number of machines");
            assertEquals(HOURS * (MACHINES * REPOSITORIES - 5000), refused, story);
        }
    }

    private static List<Integer> everyRepository() {
        return IntStream.range(0, REPOSITORIES).boxed().toList();
    }

    private static String latest(int repository) {
        return "repos/octo/r" + repository + "/releases/latest";
    }

    private static void release(GithubHouse house, FakeGitHub direct, int repository, String tag) {
        house.github.repository("octo/r" + repository).release(tag);
        // The short form is enough to be counted.
        direct.body("/" + latest(repository), "{\"tag_name\":\"" + tag + "\"}");
    }

    private void change(GithubHouse house, FakeGitHub direct, int hour) {
        for (int i = 0; i < REPOSITORIES; i++) {
            if (random.nextDouble() < CHANGING) {
                release(house, direct, i, "v" + hour);
                changes++;
            }
        }
    }

    /// All machines check at the same time, as cron has it; returns how many got nothing.
    private int throughTheGateway(GithubHouse house) throws Exception {
        Route route = house.route("/api.github.com/{rest...}");
        int refused = 0;
        try (ExecutorService machines = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int m = 0; m < MACHINES; m++) {
                List<Integer> order = new ArrayList<>(everyRepository());
                Collections.shuffle(order, random);
                all.add(machines.submit(() -> checks(house, route, order)));
            }
            for (Future<Integer> each : all) {
                refused += each.get();
            }
        }
        return refused;
    }

    private static int checks(GithubHouse house, Route route, List<Integer> order)
            throws IOException {
        int refused = 0;
        for (int i : order) {
            String path = latest(i);
            Reply reply =
                    route.handler()
                            .handle(
                                    FakeRequest.of("GET", "/api.github.com/" + path)
                                            .where("rest", path)
                                            .with(
                                                    "Authorization",
                                                    "Bearer " + house.reader.exposeText()));
            refused += reply.status() == 200 ? 0 : 1;
        }
        return refused;
    }

    private static int straight(FakeGitHub github) {
        int refused = 0;
        for (int m = 0; m < MACHINES; m++) {
            for (int i = 0; i < REPOSITORIES; i++) {
                int status =
                        github.ask(
                                new Recorded(
                                        Instant.EPOCH,
                                        "GET",
                                        "/" + latest(i),
                                        Map.of(
                                                "User-Agent",
                                                List.of("updater"),
                                                "Authorization",
                                                List.of("Bearer " + GithubHouse.GITHUB_TOKEN))));
                refused += status == 200 ? 0 : 1;
            }
        }
        return refused;
    }
}
