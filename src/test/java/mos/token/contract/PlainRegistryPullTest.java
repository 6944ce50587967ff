package mos.token.contract;

import java.util.List;
import mos.token.testkit.DockerRegistry;
import org.junit.jupiter.api.AfterAll;

/// Pulls from the real docker-registry, which wants no log-in.
class PlainRegistryPullTest extends PullContract {
    private final DockerRegistry registry = DockerRegistry.open();

    @Override
    DockerRegistry content() {
        return registry;
    }

    @Override
    List<String> upstreams() {
        return List.of("registry-1.docker.io=" + registry.base());
    }

    @AfterAll
    void closeRegistry() {
        registry.close();
    }
}
