package mos.token.admintoken;

import java.time.Instant;
import mos.token.access.Permissions;
import org.jspecify.annotations.Nullable;

/// What is known of an admin token, without its text: nothing here opens anything.
///
/// @param grant what a check must know
/// @param description free text, possibly empty
/// @param createdAt in whole milliseconds
/// @param deactivatedAt the last time it was deactivated, or null
/// @param legacy taken over from MOS, with a secret of MOS's format
public record AdminToken(
        Grant grant,
        String description,
        Instant createdAt,
        @Nullable Instant deactivatedAt,
        boolean legacy) {

    /// As [Grant#id()].
    public String id() {
        return grant.id();
    }

    long number() {
        return grant.number();
    }

    /// Unique among all tokens, compared without case.
    public String name() {
        return grant.name();
    }

    /// What the token may do while it lives.
    public Permissions permissions() {
        return grant.permissions();
    }

    /// When and from where it opens anything.
    public Life life() {
        return grant.life();
    }

    /// False after it was deactivated.
    public boolean active() {
        return grant.life().active();
    }

    /// What a person decided about it.
    public Terms terms() {
        return new Terms(name(), description, permissions(), life());
    }

    AdminToken with(Terms terms) {
        return new AdminToken(
                new Grant(
                        grant.number(),
                        grant.secret(),
                        terms.name(),
                        terms.permissions(),
                        terms.life()),
                terms.description(),
                createdAt,
                deactivatedAt,
                legacy);
    }

    AdminToken deactivated(Instant at) {
        AdminToken ended = with(terms().withLife(life().withActive(false)));
        return new AdminToken(ended.grant, description, createdAt, at, legacy);
    }

    AdminToken withSecret(int newest) {
        return new AdminToken(
                grant.withSecret(newest), description, createdAt, deactivatedAt, false);
    }
}
