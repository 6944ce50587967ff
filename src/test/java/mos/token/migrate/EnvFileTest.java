package mos.token.migrate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mos.token.secret.SecretText;
import org.junit.jupiter.api.Test;

class EnvFileTest {
    @Test
    void aValueIsCutAtItsNextEqualsSignAsMosDoes() {
        assertEquals(secrets("abc"), read("A=1\nJWT_SECRET=abc\r\nB=2"));
        assertEquals(secrets("YWJj", "YWJj=="), read("JWT_SECRET=YWJj==\n"));
        assertEquals(secrets("a", "a=b=c"), read("  JWT_SECRET=a=b=c"));
        assertEquals(secrets("a", "b"), read("JWT_SECRET=a\nJWT_SECRET=b\nJWT_SECRET=a"));
    }

    @Test
    void whatIsNoSecretGivesNone() {
        for (String env :
                List.of("", "=", "JWT_SECRET", "JWT_SECRET=", "JWT_SECRET==x ", "XJWT_SECRET=a")) {
            assertEquals(env.endsWith("x ") ? secrets("=x") : List.of(), read(env), env);
        }
        byte[] latin1 = "JWT_SECRET=\u00fc\nJWT_SECRET=b".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(secrets("b"), EnvFile.secrets(latin1));
        assertEquals(4, read("JWT_SECRET=a\nJWT_SECRET=b\nJWT_SECRET=c=d\nJWT_SECRET=e").size());
        assertEquals(4, read("JWT_SECRET=a\nJWT_SECRET=b\nJWT_SECRET=c=d=1\nJWT_SECRET=e").size());
    }

    private static List<SecretText> read(String env) {
        return EnvFile.secrets(env.getBytes(StandardCharsets.UTF_8));
    }

    private static List<SecretText> secrets(String... texts) {
        return Arrays.stream(texts).map(SecretText::of).toList();
    }
}
