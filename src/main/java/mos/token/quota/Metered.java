package mos.token.quota;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mos.token.net.Headers;

/// A service that counts what it is asked, and the host whose answers tell the count.
enum Metered {
    GITHUB("github", "GitHub", "api.github.com"),
    DOCKERHUB("dockerhub", "Docker Hub", "registry-1.docker.io");

    private final String key;
    private final String label;
    private final String host;

    Metered(String key, String label, String host) {
        this.key = key;
        this.label = label;
        this.host = host;
    }

    /// The name in the API and in the database.
    String key() {
        return key;
    }

    /// The name for people.
    String label() {
        return label;
    }

    /// What the headers of an answer say.
    Optional<QuotaReading> read(Headers headers, Instant now) {
        return switch (this) {
            case GITHUB -> QuotaHeaders.github(headers, now);
            case DOCKERHUB -> QuotaHeaders.dockerHub(headers, now);
        };
    }

    /// The service of an upstream host, if it counts.
    static Optional<Metered> at(String host) {
        return Arrays.stream(values()).filter(service -> service.host.equals(host)).findFirst();
    }

    /// The service of that exact key.
    static Optional<Metered> known(String key) {
        return Arrays.stream(values()).filter(service -> service.key.equals(key)).findFirst();
    }

    /// All services.
    static List<Metered> all() {
        return List.of(values());
    }
}
