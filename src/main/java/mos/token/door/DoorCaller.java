package mos.token.door;

import mos.token.access.Caller;

/// Who is asking at a door of the gateway.
public sealed interface DoorCaller {
    /// Somebody from an anonymous network: gets public content.
    record Anonymous(Caller.Anonymous caller) implements DoorCaller {}

    /// The holder of an admin token that may read what the door serves.
    record Token(Caller caller) implements DoorCaller {}

    /// Nobody who is let in: answered 401.
    record Unwelcome(Reason reason) implements DoorCaller {}

    /// Why somebody is not let in; for logs and the choice of the challenge, never a hint whether a
    /// token exists.
    enum Reason {
        /// No credential, and not from an anonymous network.
        NO_CREDENTIAL,
        /// The credential is no live admin token.
        WRONG_CREDENTIAL,
        /// A live admin token that may not read what the door serves.
        NOT_PERMITTED
    }
}
