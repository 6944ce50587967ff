package mos.token.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import mos.token.net.Cidr;
import org.jspecify.annotations.Nullable;

/// The effective text of every setting and where it is from. A value that cannot be read is
/// reported and replaced by the default, so that reading goes on to the next problem.
final class Values {
    private final FilePaths paths;
    private final @Nullable Path file;
    private final Map<String, Given> options;
    private final Map<String, Given> inFile;
    private final Consumer<String> problems;
    private final Dump dump = new Dump();

    Values(
            FilePaths paths,
            @Nullable Path file,
            Map<String, Given> options,
            Map<String, Given> inFile,
            Consumer<String> problems) {
        this.paths = paths;
        this.file = file;
        this.options = options;
        this.inFile = inFile;
        this.problems = problems;
    }

    /// Whether an option or the file says something about it.
    boolean isSet(String name) {
        return options.containsKey(name) || inFile.containsKey(name);
    }

    /// Reports a problem with a setting, at the place where it was set.
    void problem(String name, String problem) {
        problems.accept(given(name).source() + ": " + problem);
    }

    <T> T one(String name, Function<String, T> parse) {
        Given given = given(name);
        T value;
        if (given.texts().size() > 1) {
            problem(name, "it is given %d times: keep one".formatted(given.texts().size()));
            value = parse.apply(standard(name));
        } else {
            value = parsed(given, given.texts().getFirst(), parse, standard(name));
        }
        dump.one(name, given);
        return value;
    }

    /// A value that may be absent, and whose text is masked in the dump.
    <T> Optional<T> secret(
            String name, Function<String, Optional<T>> parse, Function<T, String> mask) {
        Optional<T> value = one(name, parse);
        value.ifPresent(secret ->
                dump.one(name, new Given(List.of(mask.apply(secret)), given(name).source())));
        return value;
    }

    Path path(String name) {
        Given given = given(name);
        boolean writtenInFile = inFile.containsKey(name) && !options.containsKey(name);
        Path beside = writtenInFile && file != null ? parent(file) : null;
        Path path = one(name, text -> paths.read(text, beside));
        dump.one(name, new Given(List.of(path.toString()), given.source()));
        return path;
    }

    /// A path, or nothing where the word `none` stands.
    Optional<Path> pathIf(String name) {
        Given given = given(name);
        if (given.texts().equals(List.of("none"))) {
            dump.one(name, given);
            return Optional.empty();
        }
        return Optional.of(path(name));
    }

    <T> List<T> many(String name, Function<String, T> parse) {
        Given given = given(name);
        List<T> values = new ArrayList<>();
        for (String text : given.texts()) {
            try {
                values.add(parse.apply(text));
            } catch (IllegalArgumentException e) {
                problem(name, message(e));
            }
        }
        dump.many(name, given);
        return List.copyOf(values);
    }

    /// A list in which the word `none` alone means that there is none.
    <T> List<T> manyOrNone(String name, Function<String, T> parse) {
        Given given = given(name);
        if (given.texts().equals(List.of("none"))) {
            dump.many(name, new Given(List.of(), given.source()));
            return List.of();
        }
        return many(
                name,
                text -> {
                    if (text.equals("none")) {
                        throw new IllegalArgumentException(
                                "'none' must stand alone: drop it or the others");
                    }
                    return parse.apply(text);
                });
    }

    List<Cidr> networks(String name) {
        return manyOrNone(name, Values::network);
    }

    private static Cidr network(String text) {
        try {
            return Cidr.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    message(e) + "; write a network as in 192.168.1.0/24 or fd00::/8, or 'none'");
        }
    }

    /// Pairs from the file and from options; an option replaces the file's line of the same key.
    Map<String, URI> table(String name, BiConsumer<Map<String, URI>, String> add) {
        Map<String, URI> merged = new TreeMap<>();
        for (Given given : Arrays.asList(inFile.get(name), options.get(name))) {
            if (given == null) {
                continue;
            }
            Map<String, URI> pairs = new TreeMap<>();
            for (String pair : given.texts()) {
                try {
                    add.accept(pairs, pair);
                } catch (IllegalArgumentException e) {
                    problems.accept(given.source() + ": " + message(e));
                }
            }
            pairs.forEach((key, value) -> dump.pair(name, key, value, given.source()));
            merged.putAll(pairs);
        }
        return Map.copyOf(merged);
    }

    /// The effective values as a TOML file.
    String dump() {
        return dump.text();
    }

    private <T> T parsed(Given given, String text, Function<String, T> parse, String standard) {
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException e) {
            problems.accept(given.source() + ": " + message(e));
            return parse.apply(standard);
        }
    }

    private Given given(String name) {
        Given given = options.containsKey(name) ? options.get(name) : inFile.get(name);
        return given != null ? given : new Given(standards(name), Given.DEFAULT);
    }

    private List<String> standards(String name) {
        String standard = standard(name);
        return standard.isEmpty() ? List.of() : List.of(standard.split(", "));
    }

    private String standard(String name) {
        return switch (name) {
            case "data" -> paths.data().toString();
            case "master-key-file" -> paths.masterKey().toString();
            default ->
                    Setting.ALL.stream()
                            .filter(setting -> setting.name().equals(name))
                            .findFirst()
                            .orElseThrow()
                            .standard();
        };
    }

    private static @Nullable Path parent(Path file) {
        return file.toAbsolutePath().getParent();
    }

    private static String message(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }
}
