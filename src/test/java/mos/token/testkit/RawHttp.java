package mos.token.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Requests as bytes, for what no HTTP client would send.
public final class RawHttp {
    private static final int PATIENCE_MILLIS = 20_000;

    private RawHttp() {}

    /// Sends a request line and headers, one character a byte, and reads until the server closes.
    ///
    /// @param target the request target as it goes on the wire
    /// @param headers lines without their end
    public static String send(URI base, String method, String target, String... headers) {
        StringBuilder request = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        request.append("Host: ").append(base.getAuthority()).append("\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream()
                    .write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The status of an answer.
    public static int status(String answer) {
        if (!answer.matches("(?s)HTTP/1\\.[01] \\d{3} .*")) {
            throw new AssertionError("no HTTP answer: " + answer);
        }
        return Integer.parseInt(answer.substring(9, 12));
    }
}
