package mos.token.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.admintoken.LocalToken;
import mos.token.config.Config;
import mos.token.http.Reply;
import mos.token.http.Route;
import mos.token.secret.SecretText;
import mos.token.testkit.FakeRequest;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The check over real tokens: three of different power, and the local token.
abstract class CheckHouse {

    @TempDir Path directory;
    TokenHouse house;
    LocalToken local;
    Check check;
    Issued full;
    Issued readonly;
    Issued custom;

    @BeforeEach
    void open() {
        house = new TokenHouse(directory, Clock.systemUTC());
        local = LocalToken.create(directory, new SecureRandom());
        check = checking(Config.Check.DEFAULT);
        full = house.issue("full", Permissions.full());
        readonly = house.issue("ro", Permissions.readonly());
        custom =
                house.issue(
                        "cu",
                        new Permissions.Custom(
                                Map.of(
                                        "docker", Level.WRITE,
                                        "mos", Level.READ,
                                        "vm", Level.NONE)));
    }

    Check checking(Config.Check agreed) {
        return new Check(house.adminTokens, local, house.access, agreed);
    }

    @AfterEach
    void close() {
        local.close();
        house.close();
    }

    Reply answer(FakeRequest request) {
        return answer(check, request);
    }

    static Reply answer(Check check, FakeRequest request) {
        Route route = check.routes().getFirst();
        assertEquals("/check", route.template());
        Reply fast = java.util.Objects.requireNonNull(route.fast()).handle(request).orElseThrow();
        assertInstanceOf(Reply.Body.Empty.class, fast.body());
        assertEquals("no-store", fast.headers().first("Cache-Control").orElseThrow());
        assertEquals(fast.status() != 200, fast.headers().first("WWW-Authenticate").isPresent());
        return fast;
    }

    static FakeRequest bearer(SecretText token) {
        return FakeRequest.of("GET", "/check")
                .with("Authorization", "Bearer " + token.exposeText());
    }

    Reply ask(Issued token, String method, String uri) {
        return answer(
                bearer(token.secret())
                        .with("X-Original-Method", method)
                        .with("X-Original-URI", uri));
    }

    int status(Issued token, String method, String uri) {
        return ask(token, method, uri).status();
    }
}
