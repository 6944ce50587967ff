package mos.token.clientconfig;

import java.util.Optional;
import mos.token.secret.SecretText;
import org.jspecify.annotations.Nullable;

/// A client's file with what is kept beside it. The texts can hold log-ins, ours and others'.
///
/// @param text the file; null when there is none
/// @param before `FILE.before-mos-token`: the file as it was before our part came; null when there
///   was none
/// @param note `FILE.mos-token`: what our part is, where the file cannot say so itself
record Held(@Nullable SecretText text, @Nullable SecretText before, @Nullable SecretText note) {

    /// With a part in it, in place of an earlier one of its kind.
    ///
    /// @throws ConfigProblem when there is no place for it
    Held with(Part part) {
        Optional<? extends Part> earlier = part.found(this);
        String old = plain(text);
        String text = part.with(earlier.isPresent() ? without(earlier.get(), old) : old);
        if (text.equals(old)) {
            return this;
        }
        return new Held(
                SecretText.of(text), earlier.isPresent() ? before : this.text, secret(part.note()));
    }

    /// Without the part of this kind, whatever it says, and without what was kept for it.
    ///
    /// @throws ConfigProblem when it was edited
    Held without(Part kind) {
        Optional<? extends Part> ours = kind.found(this);
        return new Held(
                ours.isPresent() ? secret(without(ours.get(), plain(text))) : text, null, null);
    }

    /// Byte for byte what was there before, unless somebody else changed the file meanwhile.
    private @Nullable String without(Part part, @Nullable String text) {
        String was = plain(before);
        if (text == null || text.equals(part.with(was))) {
            return was;
        }
        String rest = part.without(text, was);
        return rest.isEmpty() && was == null ? null : rest;
    }

    /// The texts, where they must be read.
    static @Nullable String plain(@Nullable SecretText text) {
        return text == null ? null : text.exposeText();
    }

    private static @Nullable SecretText secret(@Nullable String text) {
        return text == null ? null : SecretText.of(text);
    }
}
