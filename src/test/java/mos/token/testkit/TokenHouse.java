package mos.token.testkit;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Permissions;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Creation;
import mos.token.admintoken.ListedToken;
import mos.token.admintoken.Terms;
import mos.token.admintoken.TokenQuery;
import mos.token.admintoken.Use;
import mos.token.admintoken.Verdict;
import mos.token.config.Config;
import mos.token.keys.Keys;
import mos.token.net.IpAddresses;
import mos.token.notify.Notice;
import mos.token.notify.NoticeQuery;
import mos.token.notify.Notices;
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
    public final Notices notices;
    public final AdminTokens adminTokens;
    public final Sessions sessions;

    /// A token and its text.
    public record Issued(AdminToken token, SecretText secret) {
        /// Its holder, as a request would bring them: from a network of the token's, if it has any.
        public Caller.Token caller() {
            String address =
                    token.life().networks().stream()
                            .map(network -> network.toString().replaceAll("/.*", ""))
                            .findFirst()
                            .orElse("192.0.2.7");
            return token.grant().caller(token.grant().secret(), address);
        }
    }

    /// Opens everything in `directory`, which may hold an earlier house's data.
    public TokenHouse(Path directory, Clock clock) {
        SecureRandom random = new SecureRandom();
        database = Database.open(directory, () -> false);
        keys = Keys.open(database, directory.resolve("master.key"), random, clock);
        access = new Access(database, keys, clock);
        notices = new Notices(database, access, Config.Delivery.NONE, clock);
        adminTokens = new AdminTokens(database, keys, access, notices, clock, random);
        sessions =
                new Sessions(
                        database, keys, access, adminTokens, clock, random, SessionRules.DEFAULT);
    }

    /// Issues a token as the owner.
    public Issued issue(String name, Permissions permissions) {
        return issue(Terms.of(name, "", permissions));
    }

    /// Issues a token of these terms as the owner.
    public Issued issue(Terms terms) {
        Creation creation = adminTokens.create(OWNER, terms);
        if (creation instanceof Creation.Created(AdminToken token, SecretText secret)) {
            return new Issued(token, secret);
        }
        throw new AssertionError("not created: " + creation);
    }

    /// A use from a documentation network, for nothing in particular.
    public static Use use() {
        return use("192.0.2.7");
    }

    /// The same from an address.
    public static Use use(String address) {
        return new Use(IpAddresses.parseLiteral(address), "test/1", new Demand.Nothing());
    }

    /// What a presented text is worth from a documentation network.
    public Verdict verify(SecretText presented) {
        return adminTokens.verify(presented, use());
    }

    /// Every token, as the owner sees them.
    public List<AdminToken> all() {
        return adminTokens.list(OWNER, TokenQuery.ALL).tokens().stream()
                .map(ListedToken::token)
                .toList();
    }

    /// One token, as the owner sees it.
    public Optional<AdminToken> find(String id) {
        return adminTokens.get(OWNER, id).map(details -> details.listed().token());
    }

    /// The open notices of a kind, the newest first.
    public List<Notice> notices(String kind) {
        return notices
                .list(
                        OWNER,
                        new NoticeQuery(
                                NoticeQuery.State.OPEN, kind, "", Long.MAX_VALUE, NoticeQuery.MOST))
                .notices()
                .stream()
                .filter(notice -> notice.kind().equals(kind))
                .toList();
    }

    @Override
    public void close() {
        sessions.close();
        adminTokens.close();
        notices.close();
        access.close();
        database.close();
    }
}
