package mos.token.content;

import java.io.IOException;
import java.nio.channels.FileChannel;

/// Takes parts of a file, from a reader of a content that is still coming.
@FunctionalInterface
public interface FileSink {
    /// Takes `length` bytes from `offset` on; they are all there. Returns when the file is no
    /// longer needed for them.
    void take(FileChannel file, long offset, long length) throws IOException;
}
