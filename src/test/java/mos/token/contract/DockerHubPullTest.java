package mos.token.contract;

import java.util.List;
import mos.token.testkit.DockerRegistry;
import mos.token.testkit.FakeDockerHub;
import org.junit.jupiter.api.AfterAll;

/// Pulls from a Docker Hub: a token service, counted manifests, blobs at a content network.
class DockerHubPullTest extends PullContract {
    private final FakeDockerHub hub = FakeDockerHub.forGateway();

    @Override
    DockerRegistry content() {
        return hub.content();
    }

    @Override
    List<String> upstreams() {
        return hub.upstreams();
    }

    @AfterAll
    void closeHub() {
        hub.close();
        hub.assertClean();
    }
}
