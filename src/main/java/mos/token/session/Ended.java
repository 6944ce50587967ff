package mos.token.session;

/// Rolls a sign-in back whose token ended meanwhile; never leaves [Sessions].
final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ended() {
        super("ended", null, false, false);
    }
}
