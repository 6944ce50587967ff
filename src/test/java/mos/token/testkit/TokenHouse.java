package mos.token.testkit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Creation;
import mos.token.keys.Keys;
import mos.token.secret.SecretText;
import mos.token.session.SessionRules;
import mos.token.session.Sessions;
import mos.token.store.Database;

/// Admin tokens and sessions on a real database, without listeners: for tests of the features
/// themselves.
public final class TokenHouse implements AutoCloseable {
    /// The owner, as the local token makes them.
    public static final Caller OWNER = new Caller.Local("127.0.0.1");

    public final Database database;
    public final Keys keys;
    public final Access access;
    public final AdminTokens adminTokens;
    public final Sessions sessions;

    /// A token and its text.
    public record Issued(AdminToken token, SecretText secret) {
        /// Its holder, as a request would bring them.
        public Caller.Token caller() {
            return token.caller("192.0.2.7");
        }
    }

    /// Opens everything in `directory`, which may hold an earlier house's data.
    public TokenHouse(Path directory, Clock clock) {
        SecureRandom random = new SecureRandom();
        database = Database.open(directory, () -> false);
        keys = Keys.open(database, directory.resolve("master.key"), random, clock);
        access = new Access(database, keys, clock);
        adminTokens = new AdminTokens(database, keys, access, clock, random);
        sessions =
                new Sessions(
                        database, keys, access, adminTokens, clock, random, SessionRules.DEFAULT);
    }

    /// Issues a token as the owner.
    public Issued issue(String name, Permissions permissions) {
        Creation creation = adminTokens.create(OWNER, name, "", permissions);
        if (creation instanceof Creation.Created(AdminToken token, SecretText secret)) {
            return new Issued(token, secret);
        }
        throw new AssertionError("not created: " + creation);
    }

    @Override
    public void close() {
        sessions.close();
        access.close();
        database.close();
    }
}
