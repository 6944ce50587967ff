package mos.token.store;

/// The database on disk is not one that this program can work with.
public final class SchemaProblem extends RuntimeException {
    SchemaProblem(String message) {
        super(message);
    }
}
