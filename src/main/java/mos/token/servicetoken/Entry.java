package mos.token.servicetoken;

import mos.token.secret.SecretText;

/// What the owner wants of one service's token.
public sealed interface Entry {
    /// Keep this one from now on; the mask that we showed means "leave it as it is".
    record Enter(SecretText token) implements Entry {}

    /// Forget it.
    record Clear() implements Entry {}
}
