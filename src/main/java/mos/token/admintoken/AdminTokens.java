package mos.token.admintoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.figure.Figure;
import mos.token.keys.Keys;
import mos.token.notify.Notices;
import mos.token.secret.SecretText;
import mos.token.store.Database;
import mos.token.store.Row;

/// The admin tokens: who may issue, change and end them, what a presented one is worth, and what it
/// was used for.
public final class AdminTokens implements AutoCloseable {
    /// How long the secret that a rotation replaces opens beside the new one, unless said
    /// otherwise.
    public static final Duration OVERLAP = Duration.ofHours(24);

    /// The longest overlap.
    public static final Duration LONGEST_OVERLAP = Duration.ofDays(30);

    private final Database database;
    private final Keys keys;
    private final Access access;
    private final SecureRandom random;
    private final TokenDirectory directory;
    private final TokenClock clock;
    private final UseLog uses;
    private final Verifier verifier;
    private final TokenReading reading;
    private final Changes changes;
    private final Rotations rotations;
    private final Watch watch;

    /// Loads every token into memory.
    public AdminTokens(
            Database database,
            Keys keys,
            Access access,
            Notices notices,
            Clock clock,
            SecureRandom random) {
        this.database = database;
        this.keys = keys;
        this.access = access;
        this.random = random;
        this.clock = database.read(query -> new TokenClock(clock, query));
        this.directory = Loading.load(database);
        this.uses = new UseLog(this.clock);
        this.verifier = new Verifier(directory, keys, this.clock, uses);
        access.judgeChangesBy(verifier::standing);
        this.reading = new TokenReading(directory, verifier, this.clock);
        TokenNotices told = new TokenNotices(notices);
        ReachCheck reach = new ReachCheck(access, directory, verifier);
        this.changes = new Changes(access, directory, reach, this.clock, told);
        this.rotations = new Rotations(access, directory, changes, reach, this.clock);
        access.onRefused((tokenId, need, reason, address) -> {
            TokenDirectory.Entry entry = directory.entry(tokenId);
            if (entry != null) {
                uses.refused(entry, need + ": " + reason, address);
            }
        });
        this.watch = new Watch(database, this.clock, uses, told, new DueScan(database, notices));
    }

    /// Tells `listener` of every token that ends or is narrowed from now on.
    public void onEnded(TokenEnded listener) {
        changes.onEnded(listener);
    }

    /// Tells `listener` of every token that gets a new secret from now on, also when the one before
    /// it opens for a while still.
    public void onRotated(TokenEnded listener) {
        rotations.onRotated(listener);
    }

    /// What a presented text is worth for this use, which counts. From memory alone: safe on an
    /// event loop.
    public Verdict verify(SecretText presented, Use use) {
        return verifier.verify(presented, use);
    }

    /// What somebody is worth now who came in earlier with a secret of that token: what was opened
    /// with it then may do no more than it may now. From memory alone, like [#verify].
    ///
    /// @param secret the serial number of that secret
    public Verdict again(String id, int secret, Use use) {
        return verifier.again(id, secret, use);
    }

    /// What a text is, without counting as its use: "is this one mine?". The text is never logged.
    public Verdict identify(Caller caller, SecretText presented) {
        access.require(caller, Resource.AUTH, Level.READ);
        Verdict verdict = verifier.identify(presented);
        access.seen(caller, "admin-token.identify", verdict.tokenId());
        return verdict;
    }

    /// The token of this id as it is now, if that secret of it opens anything now. Counts as no
    /// use.
    ///
    /// @param secret the secret's serial number
    public Optional<Grant> live(String id, int secret) {
        return verifier.live(id, secret);
    }

    /// How many tokens there are, whether they open anything or not.
    public int count() {
        return directory.size();
    }

    /// How many there are, and how those that were presented fared.
    public List<Figure> figures() {
        return List.of(
                Figure.Gauge.of("mos_token_admin_tokens", "Admin tokens there are", this::count),
                verifier.verdicts());
    }

    /// One page of the tokens. The read is audited.
    ///
    /// @throws IllegalArgumentException when the query's cursor is not one of ours
    public TokenQuery.Page list(Caller caller, TokenQuery query) {
        access.require(caller, Resource.AUTH, Level.READ);
        List<Row> rows = database.read(reading -> TokenList.select(reading, query, clock.now()));
        access.seen(caller, "admin-token.list", "");
        TokenRows parser = new TokenRows();
        List<ListedToken> tokens = new ArrayList<>();
        for (Row row : rows.subList(0, Math.min(rows.size(), query.limit()))) {
            tokens.add(reading.listed(parser.token(row), row));
        }
        String next =
                rows.size() > query.limit()
                        ? TokenList.cursor(query, rows.get(query.limit() - 1))
                        : "";
        return new TokenQuery.Page(List.copyOf(tokens), next);
    }

    /// One token with everything that is known of it. The read is audited.
    public Optional<TokenDetails> get(Caller caller, String id) {
        access.require(caller, Resource.AUTH, Level.READ);
        Optional<TokenDetails> found =
                database.read(query ->
                        query.row(
                                        "select "
                                                + TokenRows.TOKEN
                                                + ", "
                                                + UseRows.USES
                                                + ", "
                                                + SecretRows.OLD_ENDS_AT
                                                + " from admin_token where id = ?",
                                        Grant.number(id))
                                .map(row ->
                                        reading.details(
                                                query,
                                                reading.listed(new TokenRows().token(row), row))));
        found.ifPresent(token -> access.seen(caller, "admin-token.show", id));
        return found;
    }

    /// Issues a token.
    public Creation create(Caller caller, Terms terms) {
        return changes.create(caller, terms, TokenSecret.generate(random, keys));
    }

    /// Changes what a person decided about a token: `edit` gets the present terms, inside the
    /// transaction, and gives the new ones.
    public Alteration edit(Caller caller, String id, UnaryOperator<Terms> edit) {
        return changes.edit(caller, "admin-token.edit", id, edit);
    }

    /// Replaces a token's permissions.
    public Alteration setPermissions(Caller caller, String id, Permissions permissions) {
        return changes.edit(
                caller, "admin-token.permissions", id, terms -> terms.withPermissions(permissions));
    }

    /// Narrows a token to the smallest permissions that cover what it did so far.
    ///
    /// @return invalid when it did nothing yet that needs a permission
    public Alteration adopt(Caller caller, String id) {
        return changes.adopt(caller, id);
    }

    /// Stops a token from opening anything. Again is allowed, and moves `deactivatedAt`, as in MOS.
    public Alteration deactivate(Caller caller, String id) {
        return changes.deactivate(caller, id);
    }

    /// Lets a deactivated token open again what its terms say.
    public Alteration activate(Caller caller, String id) {
        return changes.edit(
                caller,
                "admin-token.activate",
                id,
                terms -> terms.withLife(terms.life().withActive(true)));
    }

    /// Removes a token for good.
    public Alteration delete(Caller caller, String id) {
        return changes.delete(caller, id);
    }

    /// Gives a token a new secret; id, name, terms and history stay.
    ///
    /// @param overlap how long the secret before it opens too, from 0 to [#LONGEST_OVERLAP]
    public Rotation rotate(Caller caller, String id, Duration overlap) {
        return rotations.rotate(caller, id, checked(overlap), TokenSecret.generate(random, keys));
    }

    /// Gives the caller's own token a new secret, whatever its permissions are.
    ///
    /// @param overlap as in [#rotate]
    public Rotation rotateOwn(Caller.Token caller, Duration overlap) {
        return rotations.rotateOwn(caller, checked(overlap), TokenSecret.generate(random, keys));
    }

    /// What time it is for tokens, and on the machine's clock.
    ///
    /// @param tokens never earlier than it was before
    /// @param machine as the clock says
    public record Times(Instant tokens, Instant machine) {}

    /// The two times; they differ while the machine's clock is behind the latest time it showed.
    public Times times(Caller caller) {
        access.require(caller, Resource.AUTH, Level.READ);
        return new Times(clock.now(), clock.wall());
    }

    /// Takes the machine's clock as right, also when it is behind: after it had leapt ahead by
    /// mistake. Tokens that expired by that live again. Needs full permissions.
    ///
    /// @return false when the caller has not got them
    public boolean acceptClock(Caller caller) {
        watch.tick(); // uses that wait to be written bear the time that is taken back
        return changes.acceptClock(caller);
    }

    /// Writes now what tokens did, and raises the notices that are due.
    public void flush() {
        watch.tick();
    }

    /// Writes what tokens did.
    @Override
    public void close() {
        watch.close();
    }

    private static Duration checked(Duration overlap) {
        if (overlap.isNegative() || overlap.compareTo(LONGEST_OVERLAP) > 0) {
            throw new IllegalArgumentException("an overlap is from 0 to 30 days, not " + overlap);
        }
        return overlap;
    }
}
