package mos.token.content;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;

/// A reader that follows the growing file of a [Download].
final class Follower implements Incoming {
    private final Download download;
    private final Source source;
    private final long length;

    /// Waits until the source has answered.
    ///
    /// @param source where the rest comes from when the disk takes no more
    Follower(Download download, Source source) throws IOException {
        this.download = download;
        this.source = source;
        this.length = download.awaitStart();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void await() throws IOException {
        try {
            download.awaitEnd();
        } catch (NotKept _) {
            // What is not kept cannot be waited for; it is passed through.
        }
    }

    @Override
    public void copyTo(FileSink files, OutputStream out, long offset, long length)
            throws IOException {
        long end = length > Long.MAX_VALUE - offset ? Long.MAX_VALUE : offset + length;
        long position = offset;
        try (FileChannel file = download.openFile()) {
            while (position < end) {
                long visible = Math.min(end, download.awaitBeyond(position));
                if (visible <= position) {
                    if (this.length < 0) {
                        return; // Everything is there: only now is it known how much that is.
                    }
                    throw new IOException("the content ended before the asked range did");
                }
                files.take(file, position, visible - position);
                position = visible;
            }
        } catch (NotKept e) {
            if (download.digest() == null && position > offset) {
                throw e; // Nobody could tell whether the rest of another answer fits.
            }
            try (PassThrough rest = new PassThrough(download.digest(), source.open())) {
                rest.copyTo(files, out, position, end - position);
            }
        }
    }

    /// Nothing to do: the download goes on for the next one who asks.
    @Override
    public void close() {}
}
