package mos.token.testkit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a fake host answers: a status, headers (one value each) and a body of `length` bytes, or of
/// unknown length when that is -1 (sent chunked).
public record Answer(int status, Map<String, String> headers, long length, InputStream body) {
    /// An answer without a body.
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), 0, InputStream.nullInputStream());
    }

    /// An answer of bytes.
    public static Answer bytes(int status, String contentType, byte[] content) {
        return new Answer(
                status,
                Map.of("Content-Type", contentType),
                content.length,
                new ByteArrayInputStream(content));
    }

    /// A JSON answer.
    public static Answer json(int status, String text) {
        return bytes(
                status, "application/json; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// A redirect to an absolute address.
    public static Answer redirect(int status, String location) {
        return empty(status).with("Location", location);
    }

    /// The same answer with one header more, or replaced.
    public Answer with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, more, length, body);
    }

    /// The same answer with all these headers.
    public Answer withAll(Map<String, String> added) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.putAll(added);
        return new Answer(status, more, length, body);
    }
}
