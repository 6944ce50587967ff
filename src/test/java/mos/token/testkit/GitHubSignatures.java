package mos.token.testkit;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Signed addresses that the fake GitHub gave out: whoever has one gets the bytes, without a token.
final class GitHubSignatures {
    private final Map<String, GitHubRepository.Asset> assets = new ConcurrentHashMap<>();
    private final Set<String> archives = ConcurrentHashMap.newKeySet();
    private volatile String assetHost = "release-assets.githubusercontent.com";

    void assetHost(String host) {
        assetHost = host;
    }

    String asset(GitHubRepository.Asset asset) {
        String signature = UUID.randomUUID() + "-" + UUID.randomUUID();
        assets.put(signature, asset);
        return "https://%s/github-production-release-asset/%d/%s?sp=r&sv=2018-11-09&sig=%s"
                .formatted(assetHost, asset.id(), asset.digest().substring(7, 27), signature);
    }

    String archive(GitHubRepository repo, String format, String ref) {
        String address =
                "https://codeload.github.com/%s/%s/%s".formatted(repo.fullName(), format, ref);
        if (!repo.isPrivate()) {
            return address;
        }
        String signature = UUID.randomUUID() + "-" + UUID.randomUUID();
        archives.add(signature);
        return address + "?token=" + signature;
    }

    Optional<GitHubRepository.Asset> asset(Recorded request) {
        return request.query("sig").stream().findFirst().map(assets::get);
    }

    boolean opensArchive(Recorded request) {
        return request.query("token").stream().anyMatch(archives::contains);
    }

    void expire() {
        assets.clear();
        archives.clear();
    }

    Set<String> all() {
        Set<String> both = ConcurrentHashMap.newKeySet();
        both.addAll(assets.keySet());
        both.addAll(archives);
        return both;
    }
}
