package mos.token.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// What contents need of the file system and it may refuse.
class Disk {
    /// Bytes that the file system of a directory still has for us.
    long usable(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    /// Writes all of these bytes.
    void write(FileChannel file, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            file.write(bytes);
        }
    }
}
