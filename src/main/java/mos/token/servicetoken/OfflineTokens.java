package mos.token.servicetoken;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import mos.token.access.Change;
import mos.token.keys.Keys;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// Stores service tokens in a database that no server runs on. The next start looks at them, and
/// until a service took its new one the one before it is kept, as when somebody enters one.
public final class OfflineTokens {
    private final Keys keys;
    private final Clock clock;
    private final SecureRandom random;

    /// Seals with these keys.
    public OfflineTokens(Keys keys, Clock clock, SecureRandom random) {
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    /// Stores one, with its audit row.
    ///
    /// @param host where it belongs to, of a service whose host is entered with the token, or empty
    ///   for not known; of others it is not looked at
    /// @param replace whether it may take the place of another one
    public Storing put(
            Change change, Service service, String host, SecretText token, boolean replace) {
        @Nullable Held inUse = stored(change, service, false);
        if (service == Service.GITEA && host.isEmpty()) {
            return inUse != null && hosted(inUse, token)
                    ? new Storing.Same(inUse.mask)
                    : new Storing.Hostless();
        }
        SecretText whole = service == Service.GITEA ? TokenForm.at(host, token) : token;
        Optional<String> problem = TokenForm.problem(service, whole);
        if (problem.isPresent()) {
            return new Storing.Unfit(problem.get());
        }
        @Nullable Held former = stored(change, service, true);
        if (inUse != null && inUse.plain(keys).filter(whole::equals).isPresent()) {
            return new Storing.Same(inUse.mask);
        }
        if (inUse != null && !replace) {
            return new Storing.Other(inUse.mask);
        }
        @Nullable Held kept = StoredTokens.worthKeeping(inUse, former);
        for (@Nullable Held before : new @Nullable Held[] {former, inUse}) {
            if (before != null && before != kept) {
                TokenRows.remove(change, before);
            }
        }
        if (kept != null) {
            TokenRows.place(change, kept, true);
        }
        Held held = Held.seal(keys, Entries.newId(random), service, whole, clock.instant());
        TokenRows.insert(change, held);
        change.audited(service.key(), service.key() + " brought over from MOS");
        return new Storing.Stored(
                held.mask, TokenForm.hint(service, whole).map(List::of).orElse(List.of()));
    }

    /// Whether it is the one that is stored, whatever its host.
    private boolean hosted(Held inUse, SecretText token) {
        return inUse.plain(keys)
                .map(whole -> TokenForm.secretHalf(inUse.service, whole))
                .filter(token::equals)
                .isPresent();
    }

    private static @Nullable Held stored(Change change, Service service, boolean former) {
        return TokenRows.all(change).stream()
                .filter(placed -> placed.former() == former && placed.token().service == service)
                .map(TokenRows.Placed::token)
                .findFirst()
                .orElse(null);
    }
}
