package mos.token.session;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import mos.token.json.Json;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// MOS's file `users.json`: whom MOS has now, a list of objects. It is read piece by piece, and
/// nothing but ids and roles is kept: the hashes of passwords and the secrets of second factors
/// stand in it too.
final class MosUsers {
    /// The largest file, in bytes.
    static final int MOST_BYTES = 1 << 20;

    /// The most users.
    static final int MOST = 10_000;

    private static final String ADMIN = "admin";

    /// By id; as in MOS, of several with one id the first counts.
    private final Map<String, String> roles;

    private MosUsers(Map<String, String> roles) {
        this.roles = Map.copyOf(roles);
    }

    /// Reads the file.
    ///
    /// @throws IOException when it cannot be read, or is no whole list of users; the message may be
    ///   shown
    static MosUsers read(Path file) throws IOException {
        byte[] bytes = content(file);
        try (JsonParser parser = Json.parser(bytes)) {
            return new MosUsers(roles(parser));
        } catch (JacksonException | IllegalArgumentException _) {
            throw unfit("it is cut off or damaged"); // their messages may quote the file
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /// Why MOS would refuse who signed in as this user; empty when it would not.
    ///
    /// @param admin whether they were an admin then
    Optional<String> problem(String id, boolean admin) {
        String role = roles.get(id);
        if (role == null) {
            return Optional.of("no such user any more");
        }
        return role.equals(ADMIN) == admin ? Optional.empty() : Optional.of("another role now");
    }

    private static byte[] content(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw unfit("it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        if (bytes.length > MOST_BYTES) {
            throw unfit("it holds more than " + MOST_BYTES + " bytes");
        }
        return bytes;
    }

    private static Map<String, String> roles(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw unfit("it is no JSON list");
        }
        Map<String, String> roles = new HashMap<>();
        int users = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT || ++users > MOST) {
                throw unfit("it is no list of at most " + MOST + " users");
            }
            String id = "";
            String role = "";
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String member = parser.currentName();
                boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
                if (text && member.equals("id")) {
                    id = parser.getString();
                } else if (text && member.equals("role")) {
                    role = parser.getString();
                } else {
                    parser.skipChildren();
                }
            }
            roles.putIfAbsent(id, role);
        }
        if (parser.nextToken() != null) {
            throw unfit("it goes on behind its end");
        }
        return roles;
    }

    private static IOException unfit(String why) {
        return new IOException("MOS's users.json: " + why);
    }
}
