package mos.token.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import mos.token.access.Caller;
import mos.token.http.ClientAddress;
import mos.token.http.Request;

/// A request by somebody who signed in anew with it.
record RequestAs(Request request, Caller caller) implements Request {
    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String rawPath() {
        return request.rawPath();
    }

    @Override
    public Optional<String> rawQuery() {
        return request.rawQuery();
    }

    @Override
    public Optional<String> query(String name) {
        return request.query(name);
    }

    @Override
    public String parameter(String name) {
        return request.parameter(name);
    }

    @Override
    public Optional<String> header(String name) {
        return request.header(name);
    }

    @Override
    public List<String> headers(String name) {
        return request.headers(name);
    }

    @Override
    public ClientAddress client() {
        return request.client();
    }

    @Override
    public boolean fromTrustedProxy() {
        return request.fromTrustedProxy();
    }

    @Override
    public String scheme() {
        return request.scheme();
    }

    @Override
    public String host() {
        return request.host();
    }

    @Override
    public byte[] body() throws IOException {
        return request.body();
    }

    @Override
    public InputStream bodyStream() throws IOException {
        return request.bodyStream();
    }

    @Override
    public String id() {
        return request.id();
    }
}
