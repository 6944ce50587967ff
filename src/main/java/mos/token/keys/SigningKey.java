package mos.token.keys;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import mos.token.secret.OwnerOnly;
import mos.token.secret.SecretText;

/// A key that two share, so that each knows a message of the other: HMAC-SHA-256 (RFC 2104).
public final class SigningKey {
    /// The fewest bytes of a key.
    public static final int LEAST = 16;

    /// The most bytes of a key.
    public static final int MOST = 4096;

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    private SigningKey(byte[] bytes) {
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /// Reads a key's file: all its bytes but one line end behind them, which editors add.
    ///
    /// @param what names the file for people, as in `the key`
    /// @throws KeyProblem when it is missing, unreadable, open to others, too short or too long
    public static SigningKey read(Path file, String what) {
        try (InputStream in = Files.newInputStream(file)) {
            OwnerOnly.problem(file)
                    .ifPresent(problem -> {
                        throw new KeyProblem(what + " " + problem);
                    });
            byte[] bytes = withoutLineEnd(in.readNBytes(MOST + 3));
            if (bytes.length < LEAST || bytes.length > MOST) {
                throw new KeyProblem(
                        "%s %s must hold %d to %d bytes: make one with openssl rand -hex 32"
                                .formatted(what, file, LEAST, MOST));
            }
            return new SigningKey(bytes);
        } catch (IOException e) {
            throw new KeyProblem(
                    "%s %s cannot be read (%s): give this user read access, or name another file"
                            .formatted(what, file, e.getClass().getSimpleName()));
        }
    }

    /// A key that is the bytes of a text.
    ///
    /// @throws IllegalArgumentException when the text is empty
    public static SigningKey of(SecretText text) {
        return new SigningKey(text.exposeUtf8());
    }

    /// The MAC of a message in 64 small hexadecimal digits.
    public String sign(byte[] message) {
        return HexFormat.of().formatHex(mac(message));
    }

    /// Whether a MAC is the message's; takes as long whatever it is.
    public boolean signed(byte[] message, byte[] presented) {
        return MessageDigest.isEqual(mac(message), presented);
    }

    private byte[] mac(byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java run time lacks a needed algorithm", e);
        }
    }

    private static byte[] withoutLineEnd(byte[] bytes) {
        int length = bytes.length;
        if (length > 0 && bytes[length - 1] == '\n') {
            length--;
        }
        if (length < bytes.length && length > 0 && bytes[length - 1] == '\r') {
            length--;
        }
        return Arrays.copyOf(bytes, length);
    }
}
