package mos.token.notify;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import mos.token.json.Json;

/// MOS's notify socket: one JSON object per connection, without an answer.
final class MosSocket implements Channel {
    private final Path path;
    private final boolean mayBeMissing;

    /// @param mayBeMissing without the file there is no MOS here, and nothing to tell it
    MosSocket(Path path, boolean mayBeMissing) {
        this.path = path;
        this.mayBeMissing = mayBeMissing;
    }

    @Override
    public String name() {
        return "socket";
    }

    @Override
    public String place() {
        return path.toString();
    }

    /// Never waits: a local listener that has no room now is busy, and asked again later.
    @Override
    public Optional<String> send(Notice notice) {
        if (mayBeMissing && Files.notExists(path)) {
            return Optional.empty();
        }
        ByteBuffer message = ByteBuffer.wrap(message(notice));
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.configureBlocking(false);
            if (!channel.connect(UnixDomainSocketAddress.of(path))) {
                return Optional.of("busy");
            }
            channel.write(message);
            return message.hasRemaining() ? Optional.of("busy") : Optional.empty();
        } catch (IOException e) {
            return Optional.of(
                    Files.notExists(path) ? "there is no such file" : e.getClass().getSimpleName());
        }
    }

    @Override
    public void close() {}

    private static byte[] message(Notice notice) {
        return Json.write(
                Json.object()
                        .put("title", notice.title())
                        .put("message", notice.message())
                        .put("priority", priority(notice.severity())));
    }

    /// MOS documents no list of its priorities; these are our best guess, not confirmed by it.
    private static String priority(Severity severity) {
        return switch (severity) {
            case INFO -> "normal";
            case WARNING -> "warning";
            case ALERT -> "alert";
        };
    }
}
