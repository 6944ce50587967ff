package mos.token.secret;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/// A secret: a token, a password, a key. It prints as `…`, compares in constant time, and gives its
/// bytes only to the classes that `ArchitectureTest` lists for [#exposeUtf8()] and [#exposeText()].
public final class SecretText {
    private final byte[] utf8;

    private SecretText(byte[] utf8) {
        this.utf8 = utf8;
    }

    /// Wraps a text, for example a header value or a form field.
    public static SecretText of(CharSequence text) {
        if (text instanceof String string) {
            return new SecretText(string.getBytes(StandardCharsets.UTF_8));
        }
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text));
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return new SecretText(bytes);
    }

    /// Wraps a copy of UTF-8 bytes.
    ///
    /// @throws IllegalArgumentException when the bytes are not UTF-8
    public static SecretText ofUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException _) {
            throw new IllegalArgumentException("the secret is not UTF-8 text");
        }
        return new SecretText(bytes.clone());
    }

    /// A copy of the secret's bytes: to be hashed, sealed, or sent, and then forgotten.
    public byte[] exposeUtf8() {
        return utf8.clone();
    }

    /// The secret as text, where a library takes nothing else (a header of the JDK's HTTP client).
    public String exposeText() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /// A secret of the same bytes, which can be wiped without the other.
    public SecretText copy() {
        return new SecretText(utf8.clone());
    }

    /// Overwrites the bytes, when nobody may read them any more: it is another text then.
    public void wipe() {
        Arrays.fill(utf8, (byte) 0);
    }

    /// The length in UTF-8 bytes.
    public int length() {
        return utf8.length;
    }

    /// Whether there is nothing in it.
    public boolean isEmpty() {
        return utf8.length == 0;
    }

    /// Whether it starts with `prefix`, which is public (a token format's prefix).
    public boolean startsWith(String prefix) {
        byte[] expected = prefix.getBytes(StandardCharsets.UTF_8);
        return utf8.length >= expected.length
                && Arrays.equals(utf8, 0, expected.length, expected, 0, expected.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretText that && MessageDigest.isEqual(utf8, that.utf8);
    }

    /// Always the same: a hash of a secret must not reach a log or a heap dump by way of a map.
    @Override
    public int hashCode() {
        return 1;
    }

    @Override
    public String toString() {
        return "…";
    }
}
