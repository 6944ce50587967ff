package mos.token.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/// A complete, verified content, open for reading. It is not evicted before it is closed.
public final class StoredContent implements AutoCloseable {
    private final FileChannel file;
    private final long size;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param release closes the file, or what shares it
    StoredContent(FileChannel file, long size, Runnable release) {
        this.file = file;
        this.size = size;
        this.release = release;
    }

    /// The open file; not to be used once this content is closed.
    public FileChannel file() {
        return file;
    }

    /// The number of bytes.
    public long size() {
        return size;
    }

    /// All bytes.
    ///
    /// @throws IOException when there are more than `limit`, or the disk failed
    public byte[] bytesUpTo(int limit) throws IOException {
        if (size > limit) {
            throw new IOException("the content is larger than " + limit + " bytes");
        }
        byte[] bytes = new byte[(int) size];
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            if (file.read(left, left.position()) < 0) {
                throw new IOException("a content file is shorter than it was");
            }
        }
        return bytes;
    }

    /// Lets the content go; safe to call twice.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
