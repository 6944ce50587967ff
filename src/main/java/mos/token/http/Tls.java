package mos.token.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import mos.token.config.Config;

/// The certificate and key, read from PEM files, again when they change.
final class Tls {
    private final Config.Tls files;
    private byte[] certificate;
    private byte[] key;
    private String trouble = "";

    /// Reads both files.
    ///
    /// @throws CannotListen naming the option whose file cannot be read
    Tls(Config.Tls files) {
        this.files = files;
        this.certificate = read(files.certificate(), "--tls-cert");
        this.key = read(files.key(), "--tls-key");
    }

    private static byte[] read(java.nio.file.Path file, String option) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new CannotListen(
                    "%s: %s cannot be read (%s): name a PEM file that this user may read"
                            .formatted(option, file, e.getClass().getSimpleName()));
        }
    }

    /// The pair as last read.
    PemKeyCertOptions pair() {
        return new PemKeyCertOptions()
                .setCertValue(Buffer.buffer(certificate))
                .setKeyValue(Buffer.buffer(key));
    }

    ServerSSLOptions options() {
        return new ServerSSLOptions().setKeyCertOptions(pair());
    }

    /// Reads the files again; whether they changed since the last call.
    ///
    /// @throws CannotListen when one cannot be read
    boolean changed() {
        byte[] newCertificate = read(files.certificate(), "--tls-cert");
        byte[] newKey = read(files.key(), "--tls-key");
        if (Arrays.equals(newCertificate, certificate) && Arrays.equals(newKey, key)) {
            return false;
        }
        certificate = newCertificate;
        key = newKey;
        return true;
    }

    /// Whether a trouble is another than the last one: the files are read every 2 s, but what is
    /// wrong with them is told once. Empty when all is well.
    boolean isNews(String now) {
        boolean news = !now.equals(trouble);
        trouble = now;
        return news && !now.isEmpty();
    }
}
