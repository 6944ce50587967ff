package mos.token.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import mos.token.config.Config;
import mos.token.net.Cidr;
import mos.token.net.Headers;
import mos.token.testkit.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final Need OPEN = new Need.Open("test");

    @Test
    void aChangedCertificateIsUsedAndABrokenOneIsNot(@TempDir Path directory) throws Exception {
        Config.Tls files = new Config.Tls(directory.resolve("c.pem"), directory.resolve("k.pem"));
        certificate(files, "first");
        Route route =
                Route.page("GET", "/", OPEN, r -> Reply.text(200, r.scheme() + r.caller().kind()));
        try (Fixture http =
                new Fixture(
                        "admin", Config.Limits.DEFAULT, List.of(Cidr.LOOPBACK4), files, route)) {
            int port = http.listener.address().getPort();
            String answer = get(port, "__Host-mos_session=" + Fixture.SESSION);
            assertTrue(answer.startsWith("CN=first\nHTTP/1.1 200"), answer);
            // It would hold for every port of this name: for other services of the machine too.
            assertFalse(answer.contains("Strict-Transport-Security"), answer);
            assertTrue(answer.endsWith("httpssession"), answer);
            assertTrue(get(port, "mos_session=" + Fixture.SESSION).endsWith("httpsanonymous"));
            Files.writeString(files.certificate(), "no certificate");
            certificate(files, "second");
            Eventually.within(
                    Duration.ofSeconds(30),
                    "the second certificate",
                    () -> get(port, "a=b").startsWith("CN=second"));
        }
    }

    @Test
    void aStreamTakesPartsOfFiles(@TempDir Path directory) throws Exception {
        Config.Tls files = new Config.Tls(directory.resolve("c.pem"), directory.resolve("k.pem"));
        certificate(files, "x");
        String text = "0123456789".repeat(100_000);
        Path content = Files.writeString(directory.resolve("content"), text);
        Reply.Writer writer =
                out -> {
                    try (FileChannel file = FileChannel.open(content)) {
                        out.send(file, 0, 700_003);
                        out.send(file, 700_003, text.length() - 700_003);
                    }
                };
        Reply reply = new Reply(200, Headers.NONE, new Reply.Body.Stream(text.length(), writer));
        try (Fixture http =
                new Fixture(
                        "admin",
                        Config.Limits.DEFAULT,
                        List.of(),
                        files,
                        Route.page("GET", "/", OPEN, _ -> reply))) {
            String answer = get(http.listener.address().getPort(), "a=b");
            assertEquals(text, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }

    @Test
    void unreadableFilesAreNamedWithTheirOption(@TempDir Path directory) throws Exception {
        Config.Tls files = new Config.Tls(directory.resolve("c.pem"), directory.resolve("k.pem"));
        assertTrue(startFails(files).contains("--tls-cert"));
        certificate(files, "x");
        Files.delete(files.key());
        assertTrue(startFails(files).contains("--tls-key"));
        Files.writeString(files.key(), "no key");
        String message = startFails(files);
        assertTrue(message.contains("--tls-cert") && message.contains("--tls-key"), message);
    }

    private static String startFails(Config.Tls files) {
        return String.valueOf(
                assertThrows(
                                CannotListen.class,
                                () ->
                                        new Fixture(
                                                        "admin",
                                                        Config.Limits.DEFAULT,
                                                        List.of(),
                                                        files)
                                                .close())
                        .getMessage());
    }

    private static void certificate(Config.Tls files, String name) throws Exception {
        Path certificate = files.certificate().resolveSibling("new.c");
        Path key = files.key().resolveSibling("new.k");
        Process openssl =
                new ProcessBuilder(
                                "openssl",
                                "req",
                                "-x509",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-days",
                                "2",
                                "-subj",
                                "/CN=" + name,
                                "-keyout",
                                key.toString(),
                                "-out",
                                certificate.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertTrue(openssl.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, openssl.exitValue());
        Files.write(files.key(), Files.readAllBytes(key));
        Files.write(files.certificate(), Files.readAllBytes(certificate));
    }

    /// The certificate's subject, a line break, and the whole answer.
    private static String get(int port, String cookie) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            try (SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(20_000);
                socket.getOutputStream()
                        .write(
                                ("GET / HTTP/1.1\r\nHost: localhost\r\nCookie: "
                                                + cookie
                                                + "\r\nConnection: close\r\n\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                String answer = Fixture.readAll(socket);
                X509Certificate shown =
                        (X509Certificate) socket.getSession().getPeerCertificates()[0];
                return shown.getSubjectX500Principal().getName() + "\n" + answer;
            }
        } catch (IOException | java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The certificates under test are our own, made a moment ago.
    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
