package mos.token.notify;

import java.util.Optional;

/// A way out for notices.
sealed interface Channel extends AutoCloseable permits MosSocket, Webhook {
    /// The stable word that rows name it by.
    String name();

    /// Where it leads, as logs may say it.
    String place();

    /// Sends a notice; returns within seconds.
    ///
    /// @return why it could not be sent, without anything secret; empty when there is nothing left
    ///   to do
    Optional<String> send(Notice notice) throws InterruptedException;

    @Override
    void close();
}
