package mos.token.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// A repository of the fake GitHub. What a test changes here changes the answers, and with them
/// their ETags. One branch, `main`; every file is in every tag.
public final class GitHubRepository {
    private static final AtomicLong IDS = new AtomicLong(1000);

    /// A file of a release.
    static final class Asset {
        private final long id;
        private final String name;
        private final byte[] content;

        Asset(long id, String name, byte[] content) {
            this.id = id;
            this.name = name;
            this.content = content.clone();
        }

        long id() {
            return id;
        }

        String name() {
            return name;
        }

        byte[] content() {
            return content;
        }

        String digest() {
            return Layers.sha256(content);
        }
    }

    record Release(long id, String tag, boolean draft, List<Asset> assets) {}

    private final long id = IDS.incrementAndGet();
    private final Set<String> readers;
    private final Set<String> pushers = ConcurrentHashMap.newKeySet();
    private final List<Release> releases = new CopyOnWriteArrayList<>();
    private final List<String> tags = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
    private volatile String fullName;
    private volatile boolean isPrivate;
    private volatile String description = "";

    GitHubRepository(String fullName, boolean isPrivate, Set<String> readers) {
        this.fullName = fullName;
        this.isPrivate = isPrivate;
        this.readers = Set.copyOf(readers);
    }

    /// Sets the description: the smallest change that changes the repository's JSON.
    public GitHubRepository description(String text) {
        description = text;
        return this;
    }

    /// Makes it private or public.
    public GitHubRepository visibility(boolean nowPrivate) {
        isPrivate = nowPrivate;
        return this;
    }

    /// Gives these accounts the right to push: `permissions.push`, and drafts show.
    public GitHubRepository pushers(String... logins) {
        pushers.addAll(List.of(logins));
        return this;
    }

    /// Adds or changes a file.
    public GitHubRepository file(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /// Adds a tag.
    public GitHubRepository tag(String name) {
        tags.addFirst(name);
        return this;
    }

    /// Adds a release and its tag; the newest is the latest.
    public GitHubRepository release(String tag) {
        releases.addFirst(
                new Release(IDS.incrementAndGet(), tag, false, new CopyOnWriteArrayList<>()));
        return tag(tag);
    }

    /// Adds a draft release, which only those who may push see.
    public GitHubRepository draft(String tag) {
        releases.addFirst(
                new Release(IDS.incrementAndGet(), tag, true, new CopyOnWriteArrayList<>()));
        return this;
    }

    /// Adds a file to a release; its JSON names the SHA-256.
    public GitHubRepository asset(String tag, String name, byte[] content) {
        release(r -> r.tag().equals(tag))
                .orElseThrow()
                .assets()
                .add(new Asset(IDS.incrementAndGet(), name, content));
        return this;
    }

    /// Uploads another file under the name of one, as maintainers do when a build was wrong.
    public GitHubRepository replaceAsset(String tag, String name, byte[] content) {
        release(r -> r.tag().equals(tag))
                .orElseThrow()
                .assets()
                .removeIf(asset -> asset.name().equals(name));
        return asset(tag, name, content);
    }

    /// `OWNER/REPO`.
    public String fullName() {
        return fullName;
    }

    /// The number by which it is known across renames.
    public long id() {
        return id;
    }

    /// The id of an asset, for `/releases/assets/ID`.
    public long assetId(String tag, String name) {
        return asset(tag, name).orElseThrow().id();
    }

    /// The commit that `main` and all tags point to: changes with the files.
    public String commit() {
        StringBuilder all = new StringBuilder(Long.toString(id));
        files.forEach((path, content) -> all.append(path).append(Layers.sha256(content)));
        return Layers.sha256(all.toString().getBytes(StandardCharsets.UTF_8)).substring(7, 47);
    }

    boolean readableBy(Optional<String> login) {
        return !isPrivate || login.filter(readers::contains).isPresent();
    }

    boolean pushableBy(Optional<String> login) {
        return login.filter(pushers::contains).isPresent();
    }

    boolean isPrivate() {
        return isPrivate;
    }

    String description() {
        return description;
    }

    void rename(String newName) {
        fullName = newName;
    }

    List<String> tags() {
        return List.copyOf(tags);
    }

    Optional<byte[]> file(String path) {
        return Optional.ofNullable(files.get(path));
    }

    Map<String, byte[]> files() {
        return files;
    }

    List<Release> releases(boolean withDrafts) {
        return releases.stream().filter(r -> withDrafts || !r.draft()).toList();
    }

    Optional<Release> release(Predicate<Release> which) {
        return releases.stream().filter(which).findFirst();
    }

    Optional<Asset> asset(String tag, String name) {
        return release(r -> r.tag().equals(tag) && !r.draft()).stream()
                .flatMap(r -> r.assets().stream())
                .filter(a -> a.name().equals(name))
                .findFirst();
    }

    Optional<Asset> asset(long assetId, boolean withDrafts) {
        return releases(withDrafts).stream()
                .flatMap(r -> r.assets().stream())
                .filter(a -> a.id() == assetId)
                .findFirst();
    }

    /// Is this a name of the one commit there is?
    boolean hasRef(String ref) {
        String plain = ref.replaceFirst("^refs/(heads|tags)/", "");
        return plain.equals("main")
                || plain.equals("HEAD")
                || plain.equals(commit())
                || tags.contains(plain);
    }
}
