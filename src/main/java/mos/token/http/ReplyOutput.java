package mos.token.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/// Where a streamed body is written. Every write blocks while the client is slow.
public abstract class ReplyOutput extends OutputStream {
    /// Sends a part of an open file, without copying where the platform can; returns when it is on
    /// its way to the client and the file is no longer needed for it.
    ///
    /// @param length at most what the file has behind `offset`
    /// @throws IOException when the client left
    public abstract void send(FileChannel file, long offset, long length) throws IOException;
}
