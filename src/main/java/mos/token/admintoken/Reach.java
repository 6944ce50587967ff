package mos.token.admintoken;

import java.util.Optional;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Permissions;

/// How far a caller reaches: what they may do, until when and from where. Nobody makes, widens or
/// rotates a token above themselves, and nobody touches one that may do more than they: else a
/// token that can only manage tokens could lock the owner out.
///
/// @param life of the token behind the caller
record Reach(Permissions permissions, Life life) {
    private static final Reach ALL = new Reach(Permissions.full(), Life.ALWAYS);
    private static final Reach NOTHING = new Reach(Permissions.nothing(), Life.ALWAYS);

    /// The caller's reach at this moment: to be asked behind the writer's gate, where the directory
    /// stands still, so that a token which is narrowed while its request runs gains nothing.
    static Reach of(Caller caller, TokenDirectory directory, Verifier verifier) {
        return switch (caller) {
            case Caller.Local _, Caller.Product _ -> ALL;
            case Caller.Mos mos -> new Reach(mos.permissions(), Life.ALWAYS);
            case Caller.Anonymous _ -> NOTHING;
            case Caller.Token token -> of(token.id(), token.secret(), directory, verifier);
            case Caller.Session session ->
                    session.tokenId() == null
                            ? ALL
                            : of(session.tokenId(), session.secret(), directory, verifier);
        };
    }

    private static Reach of(String id, int secret, TokenDirectory directory, Verifier verifier) {
        // A secret that a rotation is replacing may have leaked: it goes on opening what it did,
        // but
        // manages no tokens, so that it can neither outlive itself nor end the new one.
        return directory
                .byId(id)
                .filter(grant -> grant.secret() == secret)
                .map(grant -> live(grant, secret, verifier))
                .orElse(NOTHING);
    }

    private static Reach live(Grant grant, int secret, Verifier verifier) {
        return verifier.timely(grant, secret) instanceof Verdict.Valid
                ? new Reach(grant.permissions(), grant.life())
                : NOTHING;
    }

    /// Whether the caller may touch a token with these permissions at all.
    Optional<Excess> touches(Permissions held) {
        Demand lacking = permissions.lacks(held);
        return lacking instanceof Demand.Nothing
                ? Optional.empty()
                : excess(lacking, "The admin token may do more than you, or would after this.");
    }

    /// In what a token of these terms would reach further than the caller, if in anything.
    Optional<Excess> exceeded(Terms terms) {
        return touches(terms.permissions())
                .or(() ->
                        life.outlasts(terms.life())
                                ? Optional.empty()
                                : excess(
                                        new Demand.Nothing(),
                                        "The admin token would live longer than your own: set"
                                                + " expiresAt to "
                                                + life.expiresAt()
                                                + " or earlier."))
                .or(() ->
                        life.surrounds(terms.life())
                                ? Optional.empty()
                                : excess(
                                        new Demand.Nothing(),
                                        "The admin token would open from networks where your own"
                                                + " does not: set networks to "
                                                + life.networks()
                                                + " or narrower."));
    }

    private Optional<Excess> excess(Demand needed, String why) {
        return Optional.of(new Excess(why, needed, permissions));
    }
}
