package mos.token.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mos.token.secret.SecretText;

/// A form in the encoding `application/x-www-form-urlencoded`. What cannot be decoded is left out.
public final class Form {
    private record Field(String name, SecretText value) {}

    private final List<Field> fields;

    private Form(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /// Reads a form or a query.
    public static Form parse(String text) {
        List<Field> fields = new ArrayList<>();
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                try {
                    fields.add(
                            new Field(
                                    decode(pair.substring(0, equals)),
                                    SecretText.of(decode(pair.substring(equals + 1)))));
                } catch (IllegalArgumentException _) {
                    // A broken escape: no field of ours looks like that.
                }
            }
        }
        return new Form(fields);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /// A field that may be a password.
    public Optional<SecretText> secret(String name) {
        return all(name).stream().findFirst();
    }

    /// Every value of a field, in order.
    public List<SecretText> all(String name) {
        return fields.stream()
                .filter(field -> field.name().equals(name))
                .map(Field::value)
                .toList();
    }

    /// A field that is no secret.
    public Optional<String> first(String name) {
        return secret(name).map(value -> value.exposeText());
    }
}
