package mos.token.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlFactory;
import tools.jackson.dataformat.toml.TomlMapper;

/// The file of `--config`: its known keys with their values as text, everything else a problem.
final class TomlFile {
    private final Path file;
    private final Consumer<String> problems;
    private final Map<String, Given> given = new LinkedHashMap<>();

    private TomlFile(Path file, Consumer<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /// Reads a file; what is wrong goes to `problems`, one line each.
    static Map<String, Given> read(Path file, Consumer<String> problems) {
        TomlFile toml = new TomlFile(file, problems);
        toml.read();
        return toml.given;
    }

    private void read() {
        try {
            String text = Files.readString(file);
            JsonNode root =
                    TomlMapper.builder(TomlFactory.builder().build())
                            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                            .build()
                            .readTree(text);
            root.properties().forEach(entry -> key(entry.getKey(), entry.getValue()));
        } catch (NoSuchFileException _) {
            problems.accept("--config: there is no file " + file);
        } catch (IOException e) {
            problems.accept(
                    "--config: cannot read %s (%s): give this user the right to read it"
                            .formatted(file, e.getClass().getSimpleName()));
        } catch (JacksonException e) {
            problems.accept(
                    "--config: %s is not valid TOML%s: %s"
                            .formatted(
                                    file,
                                    e.getLocation() == null
                                            ? ""
                                            : " near line " + e.getLocation().getLineNr(),
                                    e.getOriginalMessage().lines().findFirst().orElse("")));
        }
    }

    private void key(String key, JsonNode value) {
        Setting setting = find(key);
        if (setting != null) {
            value(setting, value);
        } else if (value.isObject() && isSection(key)) {
            value.properties().forEach(entry -> inSection(key, entry.getKey(), entry.getValue()));
        } else {
            unknown(key);
        }
    }

    private void inSection(String section, String key, JsonNode value) {
        String name = section + "." + key;
        Setting setting = find(name);
        if (setting == null) {
            unknown(name);
        } else {
            value(setting, value);
        }
    }

    private void value(Setting setting, JsonNode value) {
        List<String> texts = new ArrayList<>();
        switch (setting.shape()) {
            case ONE -> {
                if (value.isContainer()) {
                    wrong(setting.name(), "write one value, " + setting.value());
                    return;
                }
                texts.add(value.asString());
            }
            case MANY -> {
                List<JsonNode> items =
                        value.isArray() ? List.copyOf(value.values()) : List.of(value);
                if (items.stream().anyMatch(JsonNode::isContainer)) {
                    wrong(setting.name(), "write a list of texts, as in [\"…\", \"…\"]");
                    return;
                }
                items.forEach(item -> texts.add(item.asString()));
            }
            case TABLE -> {
                if (!value.isObject()) {
                    wrong(setting.name(), "write a table with lines \"HOST\" = \"URL\"");
                    return;
                }
                for (Map.Entry<String, JsonNode> entry : value.properties()) {
                    if (entry.getValue().isContainer()) {
                        wrong(
                                setting.name() + "." + entry.getKey(),
                                "put the whole host name in quotes: \"HOST\" = \"URL\"");
                        continue;
                    }
                    texts.add(entry.getKey() + "=" + entry.getValue().asString());
                }
            }
        }
        given.put(setting.name(), new Given(texts, file + ": " + setting.name()));
    }

    private void unknown(String name) {
        wrong(name, "there is no such key; the nearest is '" + nearest(name) + "'");
    }

    private void wrong(String name, String problem) {
        problems.accept(file + ": " + name + ": " + problem);
    }

    private static String nearest(String name) {
        List<String> known = new ArrayList<>();
        for (Setting setting : Setting.ALL) {
            if (setting.name().endsWith("." + name)) {
                return setting.name(); // the section was forgotten
            }
            known.add(setting.name());
            if (!setting.isOption()) {
                known.add(setting.name().substring(0, setting.name().indexOf('.')));
            }
        }
        return Nearest.to(name, known);
    }

    private static boolean isSection(String key) {
        return Setting.ALL.stream().anyMatch(s -> s.name().startsWith(key + "."));
    }

    private static @Nullable Setting find(String name) {
        return Setting.ALL.stream().filter(s -> s.name().equals(name)).findFirst().orElse(null);
    }
}
