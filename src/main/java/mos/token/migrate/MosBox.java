package mos.token.migrate;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mos.token.json.Json;
import mos.token.keys.MosEnv;
import mos.token.secret.SecretText;
import tools.jackson.databind.JsonNode;

/// What a MOS box has: read once, before anything here is touched. Nothing in its files can make
/// this fail; what cannot be used is told.
public final class MosBox {
    static final String SERVICE_TOKENS = "system/tokens.json";
    static final int LARGEST_SERVICE_TOKENS = 1 << 20;

    private static final String PATHS = "api/api.json";
    private static final String ADMIN_TOKENS = "api/admin-tokens.json";
    private static final String ENV = "api/env";
    private static final int LARGEST_SETTINGS = 64 << 10;
    private static final int MOST_SERVICES = 100;

    private final MosDirectory directory;
    private final List<Item> problems = new ArrayList<>();
    private final Map<String, byte[]> digests = new LinkedHashMap<>();
    private final String adminTokensFile;
    private final AdminTokenFile adminTokens;
    private final Map<String, JsonNode> serviceTokens;
    private final List<SecretText> jwtSecrets;

    private MosBox(MosDirectory directory) {
        this.directory = directory;
        this.adminTokensFile = adminTokensFile();
        this.adminTokens =
                adminTokensFile.isEmpty()
                        ? new AdminTokenFile(List.of(), "")
                        : readAdminTokens(adminTokensFile);
        this.serviceTokens = readServiceTokens();
        this.jwtSecrets =
                serviceTokens.isEmpty()
                        ? List.of()
                        : content(ENV, MosEnv.MOST_BYTES).map(MosEnv::jwtSecrets).orElse(List.of());
    }

    /// Reads MOS's `/boot/config`, or a copy of it.
    ///
    /// @throws MigrationProblem when that is no such directory
    public static MosBox read(Path directory) {
        return new MosBox(MosDirectory.at(directory));
    }

    /// Whether it has what the choices are about: a slip in a name must bring over and take out
    /// nothing.
    ///
    /// @throws MigrationProblem when one is to be left that it has not
    public void check(Choices choices) {
        Set<String> names =
                adminTokens.tokens().stream()
                        .flatMap(MosToken::taken)
                        .map(token -> token.name().strip())
                        .collect(Collectors.toSet());
        for (String name : choices.except()) {
            if (!names.contains(name)) {
                throw new MigrationProblem(
                        "--except: MOS has no admin token named '%s'; nothing was changed"
                                .formatted(name));
            }
        }
    }

    MosDirectory directory() {
        return directory;
    }

    String adminTokenPath() {
        return adminTokensFile;
    }

    AdminTokenFile adminTokens() {
        return adminTokens;
    }

    /// By MOS's keys: `IV:TAG:CIPHERTEXT`, null for none, or anything else.
    Map<String, JsonNode> serviceTokens() {
        return serviceTokens;
    }

    List<SecretText> jwtSecrets() {
        return jwtSecrets;
    }

    /// The files that could not be used.
    List<Item> problems() {
        return problems;
    }

    /// Whether a file still holds what was read.
    boolean unchanged(String file, byte[] now) {
        return MessageDigest.isEqual(digests.get(file), digest(now));
    }

    /// `api.json` says where the list is.
    private String adminTokensFile() {
        Optional<byte[]> settings = content(PATHS, LARGEST_SETTINGS);
        if (settings.isEmpty()) {
            return ADMIN_TOKENS;
        }
        try {
            JsonNode named = Json.read(settings.get()).path("adminTokensFile");
            return named.isString() ? MosDirectory.below(named.stringValue()) : ADMIN_TOKENS;
        } catch (IllegalArgumentException _) {
            problems.add(
                    Item.unfit("file", PATHS, "it is no JSON: looking in the usual place instead"));
            return ADMIN_TOKENS;
        } catch (IOException e) {
            problems.add(
                    Item.unfit(
                            "file",
                            "admin-tokens.json",
                            e.getMessage()
                                    + ": copy it to "
                                    + ADMIN_TOKENS
                                    + " and take adminTokensFile out of the copy of api.json"));
            return "";
        }
    }

    private AdminTokenFile readAdminTokens(String file) {
        Optional<byte[]> content = content(file, AdminTokenFile.LARGEST);
        if (content.isEmpty()) {
            return new AdminTokenFile(List.of(), "");
        }
        AdminTokenFile read = AdminTokenFile.parse(content.get());
        Arrays.fill(content.get(), (byte) 0);
        if (!read.problem().isEmpty()) {
            problems.add(Item.unfit("file", file, read.problem()));
        }
        return read;
    }

    private Map<String, JsonNode> readServiceTokens() {
        Map<String, JsonNode> tokens = new LinkedHashMap<>();
        Optional<byte[]> content = content(SERVICE_TOKENS, LARGEST_SERVICE_TOKENS);
        if (content.isEmpty()) {
            return tokens;
        }
        try {
            JsonNode read = Json.read(content.get());
            read.properties().stream()
                    .limit(MOST_SERVICES)
                    .forEach(entry -> tokens.put(entry.getKey(), entry.getValue()));
            if (!read.isObject() || read.size() > MOST_SERVICES) {
                problems.add(
                        Item.unfit(
                                "file",
                                SERVICE_TOKENS,
                                "it is no JSON object with at most " + MOST_SERVICES + " tokens"));
            }
        } catch (IllegalArgumentException _) {
            problems.add(
                    Item.unfit(
                            "file",
                            SERVICE_TOKENS,
                            "it is cut off or damaged: enter the service tokens again"));
        }
        return tokens;
    }

    /// Empty when it is not there or cannot be used, which is told.
    private Optional<byte[]> content(String file, int most) {
        try {
            byte[] content = directory.read(file, most);
            digests.put(file, digest(content));
            return Optional.of(content);
        } catch (NoSuchFileException _) {
            return Optional.empty(); // MOS makes each when it first needs it
        } catch (IOException e) {
            problems.add(Item.unfit("file", file, Shown.why(e)));
            return Optional.empty();
        }
    }

    private static byte[] digest(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
