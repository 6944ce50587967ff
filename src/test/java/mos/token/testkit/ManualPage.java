package mos.token.testkit;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.config.Config;
import mos.token.config.ConfigReader;
import mos.token.config.Configured;

/// A page of `docs`, whose configurations a test runs as they stand there.
public final class ManualPage {
    private final Path file;

    /// A page by its path below `docs`.
    public ManualPage(String name) {
        file = Path.of("docs", name);
    }

    /// The only code block of a language.
    public String block(String language) {
        Matcher blocks =
                Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$")
                        .matcher(Scratch.read(file));
        if (!blocks.find()) {
            throw new AssertionError(file + " has no block of " + language);
        }
        String block = blocks.group(1);
        if (blocks.find()) {
            throw new AssertionError(file + " has two blocks of " + language);
        }
        return block;
    }

    /// The same with other addresses: old, new, ….
    public String block(String language, String... replaced) {
        String block = block(language);
        for (int i = 0; i < replaced.length; i += 2) {
            if (!block.contains(replaced[i])) {
                throw new AssertionError(file + " does not name " + replaced[i]);
            }
            block = block.replace(replaced[i], replaced[i + 1]);
        }
        return block;
    }

    /// What the product reads from the page's block of TOML.
    public Config config(Path directory) {
        Path toml = Scratch.write(directory.resolve("manual.toml"), block("toml"));
        return switch (new ConfigReader(Map.of(), directory).read(Map.of(), toml)) {
            case Configured.Ready ready -> ready.config();
            case Configured.Wrong wrong -> throw new AssertionError(wrong.problems().toString());
        };
    }
}
