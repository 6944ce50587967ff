package mos.token.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import mos.token.secret.SecretText;

/// A request whose headers were let in and whose handler waits for the body: the server says so by
/// `100 Continue` (RFC 9110 §10.1.1).
public final class SlowRequest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";

    private final Socket socket;
    private final byte[] body;

    private SlowRequest(Socket socket, byte[] body) {
        this.socket = socket;
        this.body = body;
    }

    /// Sends everything but the body, which is JSON, and returns when the server wants that.
    public static SlowRequest begin(
            URI base, String method, String path, SecretText token, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        try {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort());
            socket.setSoTimeout(PATIENCE_MILLIS);
            var head = new ByteArrayOutputStream();
            head.writeBytes(
                    """
                    %s %s HTTP/1.1
                    Host: %s
                    Content-Type: application/json
                    Content-Length: %d
                    Expect: 100-continue
                    Connection: close
                    Authorization: Bearer\
                    """
                            .formatted(method, path, base.getAuthority(), body.length)
                            .replace("\n", "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            head.write(' ');
            head.writeBytes(token.exposeUtf8());
            head.writeBytes("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            head.writeTo(socket.getOutputStream());
            byte[] leave = socket.getInputStream().readNBytes(CONTINUE.length());
            String text = new String(leave, StandardCharsets.ISO_8859_1);
            if (!text.equals(CONTINUE)) {
                throw new AssertionError("not asked for the body but: " + text);
            }
            return new SlowRequest(socket, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends the body and returns the answer, until the server closes.
    public String finish() {
        try (socket) {
            socket.getOutputStream().write(body);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
