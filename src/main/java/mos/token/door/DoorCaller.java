package mos.token.door;

import mos.token.access.Caller;
import mos.token.http.Reply;

/// Who is asking at a door of the gateway.
public sealed interface DoorCaller {
    /// Somebody from an anonymous network: gets public content.
    record Anonymous(Caller.Anonymous caller) implements DoorCaller {}

    /// The holder of an admin token that may read what the door serves.
    record Token(Caller caller) implements DoorCaller {}

    /// Nobody who is let in: answered 401.
    record Unwelcome(Reason reason) implements DoorCaller {}

    /// A reply to them. Who is not let in is not told when their token ends: that it exists is none
    /// of their business.
    default Reply told(Reply reply) {
        return this instanceof Token(Caller caller) ? reply.to(caller) : reply;
    }

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
