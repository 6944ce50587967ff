package mos.token.admintoken;

import java.security.SecureRandom;
import mos.token.keys.Keys;
import mos.token.keys.TokenDigest;
import mos.token.secret.SecretText;

/// A new secret and what is kept of it.
record TokenSecret(SecretText text, TokenDigest digest) {
    static TokenSecret generate(SecureRandom random, Keys keys) {
        SecretText text = TokenFormat.generate(random);
        return new TokenSecret(text, keys.digest(text));
    }
}
