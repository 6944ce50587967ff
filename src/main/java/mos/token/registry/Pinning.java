package mos.token.registry;

/// What came of asking for a pin.
public sealed interface Pinning {
    /// It is pinned, perhaps since earlier.
    ///
    /// @param bytes of the image that are kept now
    record Done(String image, long bytes) implements Pinning {}

    /// There are as many pins as there may be.
    record TooMany(int most) implements Pinning {}

    /// The pinned images would leave too little room for everything else.
    ///
    /// @param bytes that would be pinned
    /// @param most that may be
    record TooLarge(long bytes, long most) implements Pinning {}
}
