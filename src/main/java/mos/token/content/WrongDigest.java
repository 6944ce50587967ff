package mos.token.content;

import java.io.IOException;

/// A source delivered something else than it was asked for. The bytes were dropped.
public final class WrongDigest extends IOException {
    WrongDigest(Digest expected) {
        super("the source did not deliver " + expected);
    }
}
