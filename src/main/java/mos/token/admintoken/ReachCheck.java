package mos.token.admintoken;

import java.util.Optional;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Exercised;
import mos.token.access.Permissions;
import mos.token.store.Transaction;

/// Judges whether callers reach what they ask for. A refusal is counted. What was granted is
/// learned of the token behind the caller: without the permissions of the token that it made,
/// changed or ended it could not do the same again.
final class ReachCheck {
    private final Access access;
    private final TokenDirectory directory;
    private final Verifier verifier;

    ReachCheck(Access access, TokenDirectory directory, Verifier verifier) {
        this.access = access;
        this.directory = directory;
        this.verifier = verifier;
    }

    /// Why the caller may not touch a token, if so.
    ///
    /// @param id the token's, or empty for what is no token
    /// @param held what the token may do
    Optional<Excess> touches(Transaction tx, Caller caller, String id, Permissions held) {
        Optional<Excess> why = Reach.of(caller, directory, verifier).touches(held);
        judged(tx, caller, id, held, why);
        return why;
    }

    /// In what these terms reach further than the caller, if so.
    ///
    /// @param id of the token that gets them, or empty for a new one
    Optional<Excess> exceeded(Transaction tx, Caller caller, String id, Terms terms) {
        Optional<Excess> why = Reach.of(caller, directory, verifier).exceeded(terms);
        judged(tx, caller, id, terms.permissions(), why);
        return why;
    }

    private void judged(
            Transaction tx, Caller caller, String id, Permissions asked, Optional<Excess> why) {
        if (why.isPresent()) {
            access.refused("auth:write", "above caller", caller.subject(), caller.address());
            return;
        }
        String own = tokenOf(caller);
        // What a token does with itself needs no more than it has, whatever that is.
        if (!own.isEmpty() && !own.equals(id)) {
            UseRows.learn(tx, Grant.number(own), Exercised.of(asked));
        }
    }

    private static String tokenOf(Caller caller) {
        return switch (caller) {
            case Caller.Token token -> token.id();
            case Caller.Session session -> session.tokenId() == null ? "" : session.tokenId();
            case Caller.Mos _, Caller.Local _, Caller.Product _, Caller.Anonymous _ -> "";
        };
    }
}
