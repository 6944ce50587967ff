package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// Stands before a plain HTTP server and ends a connection that begins with a TLS handshake. The
/// JDK's server would wait for the end of a line that never comes, and a client that tries https
/// first, as skopeo does, would lose 10 s each time.
final class PlainOnly implements AutoCloseable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket door;
    private final int behind;

    PlainOnly(int behind) throws IOException {
        this.behind = behind;
        door = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = door.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException e) {
            // Closed: nobody else comes.
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            int first = client.getInputStream().read();
            if (first < 0 || first == TLS_HANDSHAKE) {
                return;
            }
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), behind)) {
                server.setTcpNoDelay(true);
                server.getOutputStream().write(first);
                Thread.ofVirtual().start(() -> pass(client, server));
                // When the server ends its side, both connections end: `Down` and `Cut` show.
                pass(server, client);
            }
        } catch (IOException e) {
            // One side went away: so does the other.
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            in.transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            // The connection ended; the sockets are closed by `serve`.
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
