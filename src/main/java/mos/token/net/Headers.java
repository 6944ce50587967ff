package mos.token.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An immutable, ordered list of HTTP header fields; names compare without case (RFC 9110 §5.1).
public final class Headers {
    /// No fields.
    public static final Headers NONE = new Headers(List.of());

    /// One field line.
    public record Field(String name, String value) {
        public Field {
            if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "header " + name + " holds a control character: response splitting");
            }
        }
    }

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /// Makes a list from name, value, name, value, …
    public static Headers of(String... namesAndValues) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new Headers(List.copyOf(fields));
    }

    /// These fields with one more at the end.
    public Headers and(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Headers(List.copyOf(more));
    }

    /// These fields with every `name` replaced by one of this value.
    public Headers set(String name, String value) {
        return without(name).and(name, value);
    }

    /// These fields without any `name`.
    public Headers without(String name) {
        return new Headers(fields.stream().filter(f -> !f.name().equalsIgnoreCase(name)).toList());
    }

    /// The first value of `name`.
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    /// Every value of `name`, in order.
    public List<String> all(String name) {
        return fields.stream()
                .filter(f -> f.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /// All field lines, in order.
    public List<Field> fields() {
        return fields;
    }

    @Override
    public String toString() {
        return "Headers" + fields.stream().map(Field::name).toList();
    }
}
