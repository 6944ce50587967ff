package mos.token.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import mos.token.json.Json;

/// Ready-made permissions, named after what people install. They are data (`presets.json`): a new
/// one needs no code.
public final class Presets {
    /// One of them.
    ///
    /// @param id the word for programs
    /// @param name for people
    /// @param description what it is for, in a sentence
    public record Preset(String id, String name, String description, Permissions permissions) {}

    private static final List<Preset> ALL = read();

    private Presets() {}

    /// Every preset, in the order of the file.
    public static List<Preset> all() {
        return ALL;
    }

    /// The preset of this id.
    public static Optional<Preset> named(String id) {
        return ALL.stream().filter(preset -> preset.id().equals(id)).findFirst();
    }

    /// The ids, in the order of the file.
    public static List<String> ids() {
        return ALL.stream().map(Preset::id).toList();
    }

    private static List<Preset> read() {
        try (InputStream in = Presets.class.getResourceAsStream("/presets.json")) {
            if (in == null) {
                throw new IllegalStateException("presets.json is not on the class path");
            }
            return Json.read(in.readAllBytes())
                    .valueStream()
                    .map(node ->
                            new Preset(
                                    node.path("id").stringValue(),
                                    node.path("name").stringValue(),
                                    node.path("description").stringValue(),
                                    Permissions.parse(node.path("permissions"))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
