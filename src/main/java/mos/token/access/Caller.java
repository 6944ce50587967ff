package mos.token.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Who asks. Every face method that touches something protected takes one first.
public sealed interface Caller {
    /// What they may do.
    Permissions permissions();

    /// The name for audit rows and log lines; never a secret.
    String name();

    /// The client's address for audit rows, behind trusted proxies; `unknown` when a proxy hid it.
    String address();

    /// Nobody in particular.
    record Anonymous(String address) implements Caller {
        @Override
        public Permissions permissions() {
            return Permissions.nothing();
        }

        @Override
        public String name() {
            return "anonymous";
        }
    }

    /// The holder of the local token: a process on this machine that may read the data directory.
    record Local(String address) implements Caller {
        @Override
        public Permissions permissions() {
            return Permissions.full();
        }

        @Override
        public String name() {
            return "local";
        }
    }

    /// The holder of an admin token.
    ///
    /// @param id the token's id
    /// @param secret the serial number of the secret that was presented; a token that is being
    ///   rotated has two
    /// @param name the token's name
    /// @param expiresAt when the token ends, or null for never
    record Token(
            String id,
            int secret,
            String name,
            Permissions permissions,
            @Nullable Instant expiresAt,
            String address)
            implements Caller {}

    /// A person signed in to the page.
    ///
    /// @param id the session's public id
    /// @param name what they signed in with: the token's name, or `sign-in link`
    /// @param tokenId the admin token behind the session, or null for a link that no token asked
    ///   for
    /// @param secret the serial number of that token's secret which opened the session; 0 without
    ///   one
    /// @param recent whether they signed in within the last 15 minutes
    record Session(
            String id,
            String name,
            @Nullable String tokenId,
            int secret,
            boolean recent,
            Permissions permissions,
            String address)
            implements Caller {}

    /// A person signed in to MOS, as one of its JSON web tokens says.
    ///
    /// @param userId of the user, in MOS
    /// @param name the user's name
    /// @param key the serial number of the secret that proved it; MOS may get another
    /// @param signedInAt when they signed in to MOS
    /// @param endsAt when the token ends
    /// @param recent whether they signed in within the last 15 minutes
    /// @param permissions full for MOS's admins, nothing for its other users
    record Mos(
            String userId,
            String name,
            int key,
            Instant signedInAt,
            Instant endsAt,
            boolean recent,
            Permissions permissions,
            String address)
            implements Caller {}

    /// The product itself, at its own doing (an expiry, a clean-up).
    record Product() implements Caller {
        @Override
        public Permissions permissions() {
            return Permissions.full();
        }

        @Override
        public String name() {
            return "mos-token";
        }

        @Override
        public String address() {
            return "";
        }
    }

    /// The kind, as stored in audit rows.
    default String kind() {
        return switch (this) {
            case Anonymous _ -> "anonymous";
            case Local _ -> "local";
            case Token _ -> "token";
            case Session _ -> "session";
            case Mos _ -> "mos";
            case Product _ -> "product";
        };
    }

    /// The id of the token or session, or an empty text. A session of MOS has none: what stands for
    /// it can be mistaken for no token's id, which are digits too.
    default String subject() {
        return switch (this) {
            case Token token -> token.id();
            case Session session -> session.id();
            case Mos mos -> "mos:%s:%d".formatted(mos.userId(), mos.signedInAt().getEpochSecond());
            case Anonymous _, Local _, Product _ -> "";
        };
    }
}
