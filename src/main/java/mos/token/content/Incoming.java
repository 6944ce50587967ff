package mos.token.content;

import java.io.IOException;
import java.io.OutputStream;

/// One reader of a content that is still coming. Leaving it early stops nobody else.
public interface Incoming extends AutoCloseable {
    /// How many bytes the content will have, or -1 when the source does not say.
    long length();

    /// Waits until everything is there and verified.
    ///
    /// @throws IOException when the source broke, lied about the digest, or the disk failed
    void await() throws IOException;

    /// Gives `length` bytes from `offset` on as they come, from the file that they are kept in, or
    /// one by one when they are not kept. The last byte of the content goes out only when its
    /// digest was right: a wrong one leaves every reader with too little. Of a content whose length
    /// nobody knows, less may come than was asked for.
    ///
    /// @throws IOException when the source broke or lied, or `files` or `out` failed
    void copyTo(FileSink files, OutputStream out, long offset, long length) throws IOException;

    @Override
    void close();
}
