package mos.token.content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Takes parts of a file, from a reader of a content that is still coming.
@FunctionalInterface
public interface FileSink {
    /// Takes `length` bytes from `offset` on; they are all there. Returns when the file is no
    /// longer needed for them.
    void take(FileChannel file, long offset, long length) throws IOException;

    /// Copies them to a stream, for whom there is no shorter way.
    static FileSink into(OutputStream out) {
        return (file, offset, length) -> {
            byte[] chunk = new byte[(int) Math.min(128 * 1024, length)];
            long position = offset;
            while (position < offset + length) {
                int most = (int) Math.min(chunk.length, offset + length - position);
                int n = file.read(ByteBuffer.wrap(chunk, 0, most), position);
                if (n < 0) {
                    throw new IOException("a content file is shorter than it was");
                }
                out.write(chunk, 0, n);
                position += n;
            }
        };
    }
}
