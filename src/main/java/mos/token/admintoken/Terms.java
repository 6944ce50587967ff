package mos.token.admintoken;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import mos.token.access.Permissions;

/// What a person decides about a token, when it is made and when it is edited.
///
/// @param name unique, kept composed (NFC) and without spaces around it
/// @param description free text, possibly empty
public record Terms(String name, String description, Permissions permissions, Life life) {
    /// The last moment that every program writes alike.
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /// A field that cannot be so; `message` names it and the fix.
    record Wrong(String field, String message) {}

    public Terms {
        name = TokenWords.name(name);
        description = TokenWords.description(description);
    }

    /// Terms without bounds in time and place.
    public static Terms of(String name, String description, Permissions permissions) {
        return new Terms(name, description, permissions, Life.ALWAYS);
    }

    /// These with another name.
    public Terms withName(String given) {
        return new Terms(given, description, permissions, life);
    }

    /// These with another description.
    public Terms withDescription(String given) {
        return new Terms(name, given, permissions, life);
    }

    /// These with other permissions.
    public Terms withPermissions(Permissions given) {
        return new Terms(name, description, given, life);
    }

    /// These with another life.
    public Terms withLife(Life given) {
        return new Terms(name, description, permissions, given);
    }

    /// Whether everything that `other` opens is opened by these too.
    boolean cover(Terms other) {
        return permissions.covers(other.permissions)
                && (life.active() || !other.life.active())
                && life.outlasts(other.life)
                && life.surrounds(other.life);
    }

    /// What is wrong with them, if anything.
    ///
    /// @param before the terms they replace; what stays as it was is not judged again, so that an
    ///   expired token can still be renamed
    Optional<Wrong> problem(Instant now, Optional<Terms> before) {
        Optional<Wrong> words =
                TokenWords.nameProblem(name)
                        .map(message -> new Wrong("name", message))
                        .or(() ->
                                TokenWords.descriptionProblem(description)
                                        .map(message -> new Wrong("description", message)));
        if (words.isPresent() || before.filter(old -> old.life.equals(life)).isPresent()) {
            return words;
        }
        Instant expires = life.expiresAt();
        Instant begins = life.notBefore();
        boolean expiresAnew =
                before.map(old -> !Objects.equals(old.life.expiresAt(), expires)).orElse(true);
        if (expires != null && expiresAnew && !expires.isAfter(now)) {
            return wrong(
                    "expiresAt",
                    "expiresAt must be in the future; deactivate the token to stop it now");
        }
        if (expires != null && begins != null && !begins.isBefore(expires)) {
            return wrong("notBefore", "notBefore must be earlier than expiresAt");
        }
        if (begins != null && begins.isBefore(Instant.EPOCH)) {
            return wrong("notBefore", "notBefore must not lie before 1970");
        }
        if ((expires != null && expires.isAfter(LATEST))
                || (begins != null && begins.isAfter(LATEST))) {
            return wrong("expiresAt", "expiresAt and notBefore must lie before the year 10000");
        }
        if (life.networks().size() > Life.MOST_NETWORKS) {
            return wrong(
                    "networks", "networks must hold at most " + Life.MOST_NETWORKS + " networks");
        }
        return Optional.empty();
    }

    private static Optional<Wrong> wrong(String field, String message) {
        return Optional.of(new Wrong(field, message));
    }
}
