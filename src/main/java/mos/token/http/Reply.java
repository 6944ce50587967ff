package mos.token.http;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import mos.token.access.Caller;
import mos.token.json.Json;
import mos.token.net.Headers;

/// What a handler answers: a value that the listener turns into bytes.
///
/// @param status 200 to 599
/// @param headers without `Content-Length` and `Transfer-Encoding`, which follow from the body
/// @param body what to send; for HEAD the listener sends only its length
public record Reply(int status, Headers headers, Body body) {

    /// The bytes of a reply.
    public sealed interface Body {
        /// Nothing.
        record Empty() implements Body {}

        /// Bytes in memory; never changed after they were handed over.
        @SuppressWarnings("ArrayRecordComponent") // identity is enough: bodies are never compared
        record Bytes(byte[] bytes) implements Body {}

        /// A range of an open file, sent without copying where the platform can.
        ///
        /// @param release runs exactly once, when the file is no longer needed
        record FileRange(FileChannel file, long offset, long length, Runnable release)
                implements Body {}

        /// Bytes written on the request's own thread as they come.
        ///
        /// @param length the number of bytes, or -1 when unknown; a writer that fails or writes
        ///   another number has the connection cut, so that no client takes a part for the whole
        record Stream(long length, Writer writer) implements Body {}

        /// A body that is not sent, only its length: the answer to a HEAD without opening anything.
        record LengthOnly(long length) implements Body {}
    }

    /// Writes a streamed body. Blocks while the client is slow.
    @FunctionalInterface
    public interface Writer {
        /// Writes everything to `out`; always called, also when the client has left (the first
        /// write then fails), and never for HEAD.
        void write(ReplyOutput out) throws IOException;
    }

    private static final Body EMPTY = new Body.Empty();

    /// A reply without a body.
    public static Reply empty(int status) {
        return new Reply(status, Headers.NONE, EMPTY);
    }

    /// A JSON reply; `no-store`, since most of ours tell about secrets.
    public static Reply json(int status, Object value) {
        return bytes(status, "application/json; charset=utf-8", Json.write(value))
                .with("Cache-Control", "no-store");
    }

    /// A text reply.
    public static Reply text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// A reply with bytes of a type.
    public static Reply bytes(int status, String contentType, byte[] bytes) {
        return new Reply(status, Headers.of("Content-Type", contentType), new Body.Bytes(bytes));
    }

    /// See another page with GET (RFC 9110 §15.4.4).
    public static Reply seeOther(String path) {
        return empty(303).with("Location", path);
    }

    /// This reply to a caller: a program learns from its own calls when its token ends.
    public Reply to(Caller caller) {
        return caller instanceof Caller.Token token && token.expiresAt() != null
                ? with("X-Token-Expires", token.expiresAt().toString())
                : this;
    }

    /// This reply with one more header.
    public Reply with(String name, String value) {
        return new Reply(status, headers.and(name, value), body);
    }
}
