package mos.token.testkit;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.http.ClientAddress;
import mos.token.http.Request;
import mos.token.net.Headers;

/// A request without a listener, for tests of one handler. From this machine, not forwarded, unless
/// told otherwise.
public record FakeRequest(
        String method,
        String rawPath,
        Headers fields,
        Map<String, String> parameters,
        Caller caller,
        ClientAddress client,
        String text)
        implements Request {

    /// A request without headers and body, by nobody in particular.
    public static FakeRequest of(String method, String path) {
        return new FakeRequest(
                method,
                path,
                Headers.NONE,
                Map.of(),
                new Caller.Anonymous("127.0.0.1"),
                new ClientAddress(InetAddress.getLoopbackAddress(), false),
                "");
    }

    /// With one more header.
    public FakeRequest with(String name, String value) {
        return new FakeRequest(
                method, rawPath, fields.and(name, value), parameters, caller, client, text);
    }

    /// With a path parameter.
    public FakeRequest where(String name, String value) {
        return new FakeRequest(method, rawPath, fields, Map.of(name, value), caller, client, text);
    }

    /// By this caller.
    public FakeRequest by(Caller who) {
        return new FakeRequest(method, rawPath, fields, parameters, who, client, text);
    }

    /// From this client.
    public FakeRequest from(ClientAddress address) {
        return new FakeRequest(method, rawPath, fields, parameters, caller, address, text);
    }

    /// With a JSON body.
    public FakeRequest json(String body) {
        return with("Content-Type", "application/json").body(body);
    }

    /// With a body.
    public FakeRequest body(String body) {
        return new FakeRequest(method, rawPath, fields, parameters, caller, client, body);
    }

    @Override
    public Optional<String> rawQuery() {
        return Optional.empty();
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no parameter " + name);
        }
        return value;
    }

    @Override
    public Optional<String> header(String name) {
        return fields.first(name);
    }

    @Override
    public List<String> headers(String name) {
        return fields.all(name);
    }

    @Override
    public boolean fromTrustedProxy() {
        return client.address() != null && client.address().isLoopbackAddress();
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String host() {
        return "localhost:8998";
    }

    @Override
    public byte[] body() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public InputStream bodyStream() {
        return new ByteArrayInputStream(body());
    }

    @Override
    public String id() {
        return "test";
    }
}
